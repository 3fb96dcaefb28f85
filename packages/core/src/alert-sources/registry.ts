import { SreError } from '../errors/sre-error.ts';
import { alertmanager } from './alertmanager/index.ts';
import { azureMonitor } from './azure-monitor/index.ts';
import { cleanAlert } from './clean-alert.ts';
import { generic } from './generic/index.ts';
import type { AlertSource, NormalisedAlert } from './types.ts';

/** First match wins, so the generic one stands last. One line per folder; `registry.test.ts` fails if one is missing. */
export const alertSources: readonly AlertSource[] = [azureMonitor, alertmanager, generic];

/**
 * Reads a payload by the first source that recognises it. The alert's texts are bounded and free of control characters.
 *
 * @param receivedAt ISO 8601, UTC, see `AlertSource.normalise`.
 * @param redact Takes secrets and personal data out of a text; leaves it as it is by default.
 * @throws {SreError} `ALERT_UNRECOGNISED` when none does, `ALERT_INVALID` when a field is malformed.
 */
export function normaliseAlert(
  payload: unknown,
  receivedAt: string,
  redact: (text: string) => string = (text) => text,
): NormalisedAlert {
  const source = alertSources.find((candidate) => candidate.recognises(payload));
  if (source) {
    const { alert, gaps } = source.normalise(payload, receivedAt);
    return { alert: cleanAlert(alert, redact), gaps };
  }
  throw new SreError(
    'ALERT_UNRECOGNISED',
    `No alert source recognises this payload (tried: ${alertSources.map(({ id }) => id).join(', ')}).`,
    'Send a JSON object with at least `title`, `service` and `firedAt`, or add a folder under packages/core/src/alert-sources/.',
  );
}
