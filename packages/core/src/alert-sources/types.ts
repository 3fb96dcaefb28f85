import type { Alert, Gap } from '../incident/index.ts';

/** An alert, and what its payload left open. */
export interface NormalisedAlert {
  readonly alert: Alert;
  readonly gaps: readonly Gap[];
}

/** Reads the payload of one monitoring system. One folder each; the folder's name is the id. */
export interface AlertSource {
  readonly id: string;
  /** True when the payload is surely this vendor's, and no other one's. Never throws. */
  recognises(payload: unknown): boolean;
  /**
   * Called on recognised payloads only.
   *
   * @param receivedAt ISO 8601, UTC: stands in when the payload tells no time, and a gap says so.
   * @throws {SreError} `ALERT_INVALID` naming the field when a needed one is missing or malformed.
   */
  normalise(payload: unknown, receivedAt: string): NormalisedAlert;
  /**
   * A payload of the same vendor for each alert of one that carries several; absent where payloads carry one. Called on
   * recognised payloads only.
   *
   * @throws {SreError} as `normalise`.
   */
  split?(payload: unknown): readonly unknown[];
}
