import type { Alert, Gap } from '../incident/index.ts';

/** An alert, and what its payload left open. */
export interface NormalisedAlert {
  readonly alert: Alert;
  readonly gaps: readonly Gap[];
}

/** Reads the payload of one monitoring system. One folder each; the folder's name is the id. */
export interface AlertSource {
  readonly id: string;
  /** True when the payload is surely this vendor's. Never throws. */
  recognises(payload: unknown): boolean;
  /**
   * Called on recognised payloads only.
   *
   * @param receivedAt ISO 8601, UTC: stands in when the payload tells no time, and a gap says so.
   * @throws {SreError} `ALERT_INVALID` naming the field when a needed one is missing or malformed.
   */
  normalise(payload: unknown, receivedAt: string): NormalisedAlert;
}
