/** The only source of the present time. */
export interface Clock {
  /** ISO 8601, UTC. */
  now(): string;
}

/** Progress and results for people. Text may be untrusted; implementations make it harmless. */
export interface Log {
  info(message: string): void;
  warning(message: string): void;
  section<T>(title: string, work: () => Promise<T>): Promise<T>;
}
