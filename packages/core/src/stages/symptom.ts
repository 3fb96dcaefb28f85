import type { Symptom } from '../changes/index.ts';
import type { Alert, LogDigest } from '../incident/index.ts';

const suspectLabel =
  /^(?:annotation\.)?(?:suspect(?:ed)?|blame|culprit|introduced|caused?|deploy(?:ed|ment)?)?[-_ .]*(?:by)?[-_ .]*(?:pr|pull[-_ ]?request|commit|sha|revision|change)(?:[-_ .]*(?:number|id|sha))?$/i;

/** What the ranking compares changes with: the alert's words, the telling log patterns, and a change that the alert itself suspects. */
export function symptomOf(alert: Alert, log: LogDigest): Symptom {
  const telling = log.patterns.filter(
    ({ level, novelty, salience }) =>
      level === 'fatal' || level === 'error' || level === 'warn' || (novelty !== 'steady' && salience >= 0.3),
  );
  return {
    parts: [
      { id: 'A.title', text: alert.title },
      ...(alert.description ? [{ id: 'A.description', text: alert.description }] : []),
      ...alert.metrics.map(({ name }, index) => ({ id: `M${index + 1}`, text: name })),
      ...telling.map(({ id, example }) => ({ id, text: example })),
    ],
    frames: telling.flatMap(({ frames }) => frames),
    service: alert.service,
    onsetAt:
      log.onsetAt && log.onsetAt < alert.firedAt && Date.parse(alert.firedAt) - Date.parse(log.onsetAt) < 24 * 3_600_000
        ? log.onsetAt
        : alert.firedAt,
    suspected: Object.entries(alert.labels).flatMap(([name, value]) =>
      suspectLabel.test(name) ? suspected(value) : [],
    ),
  };
}

function suspected(value: string): { number?: number; sha?: string }[] {
  const number = /^#?(\d{1,7})$/.exec(value.trim())?.[1] ?? /\/pull\/(\d{1,7})\b/.exec(value)?.[1];
  if (number) return [{ number: Number(number) }];
  const sha = /\b[0-9a-f]{7,40}\b/.exec(value)?.[0];
  return sha ? [{ sha }] : [];
}
