import { SreError } from '../errors/sre-error.ts';
import { incidentKey } from '../incident/index.ts';
import { normaliseAlert, splitPayload } from './registry.ts';

/**
 * The payload of one alert of a payload that carries several, as if it had been sent alone: it has the key that it has then.
 *
 * @param number From 1, in the order of the payload; without it all that came is one alert.
 * @throws {SreError} `OPTION_INVALID` for a number that the payload does not have, else as `splitPayload`.
 */
export function pickAlert(payload: unknown, number: number | undefined): unknown {
  if (number === undefined) return payload;
  const alerts = splitPayload(payload);
  if (Number.isInteger(number) && number > 0 && number <= alerts.length) return alerts[number - 1];
  throw new SreError(
    'OPTION_INVALID',
    `\`alert-number\` is ${number}, and the payload carries ${alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}.`,
    `Give a number from 1 to ${alerts.length}, or leave it out: then all that came is one incident.`,
  );
}

/**
 * Which alerts of a payload are incidents of their own, as numbers for {@link pickAlert}. Alerts that share a key, such as
 * those of the replicas of a pod, are one incident: the first that still fires stands for them.
 *
 * @param receivedAt ISO 8601, UTC.
 * @param redact As that of `normaliseAlert`.
 * @throws {SreError} as `normaliseAlert`.
 */
export function alertNumbers(
  payload: unknown,
  receivedAt: string,
  redact?: (text: string) => string,
): readonly number[] {
  const alerts = splitPayload(payload).map((part, index) => {
    const { alert } = normaliseAlert(part, receivedAt, redact);
    return { number: index + 1, key: incidentKey(alert), fires: alert.status === 'firing' };
  });
  const standing = new Map<string, (typeof alerts)[number]>();
  for (const alert of alerts) {
    const earlier = standing.get(alert.key);
    if (!earlier || (alert.fires && !earlier.fires)) standing.set(alert.key, alert);
  }
  return Array.from(standing.values(), ({ number }) => number).sort((one, other) => one - other);
}
