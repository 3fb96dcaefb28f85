import { SreError } from '../errors/sre-error.ts';
import { alertmanager } from './alertmanager/index.ts';
import { azureMonitor } from './azure-monitor/index.ts';
import { generic } from './generic/index.ts';
import type { AlertSource, NormalisedAlert } from './types.ts';

/** First match wins, so the generic one stands last. One line per folder; `registry.test.ts` fails if one is missing. */
export const alertSources: readonly AlertSource[] = [azureMonitor, alertmanager, generic];

/**
 * Reads a payload by the first source that recognises it.
 *
 * @param receivedAt ISO 8601, UTC, see `AlertSource.normalise`.
 * @throws {SreError} `ALERT_UNRECOGNISED` when none does, `ALERT_INVALID` when a field is malformed.
 */
export function normaliseAlert(payload: unknown, receivedAt: string): NormalisedAlert {
  const source = alertSources.find((candidate) => candidate.recognises(payload));
  if (source) return source.normalise(payload, receivedAt);
  throw new SreError(
    'ALERT_UNRECOGNISED',
    `No alert source recognises this payload (tried: ${alertSources.map(({ id }) => id).join(', ')}).`,
    'Send a JSON object with at least `title`, `service` and `firedAt`, or add a folder under packages/core/src/alert-sources/.',
  );
}
