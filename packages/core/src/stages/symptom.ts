import type { Symptom } from '../changes/index.ts';
import type { Alert, LogDigest } from '../incident/index.ts';

const suspectLabel =
  /^(?:annotation\.)?(?:suspect(?:ed)?|blame|culprit|introduced|caused?|deploy(?:ed|ment)?)?[-_ .]*(?:by)?[-_ .]*(?:pr|pull[-_ ]?request|commit|sha|revision|change)(?:[-_ .]*(?:number|id|sha))?$/i;

/** What the words of an error keep that the log has always shown. */
const steadyWeight = 0.5;

function isTelling({ level, novelty, salience, count, example, frames }: LogDigest['patterns'][number]): boolean {
  if (count <= 5 && takenAway.test(example)) return true;
  if (novelty !== 'steady' && frames.length > 0) return true;
  return level === 'fatal' || level === 'error' || level === 'warn' || (novelty !== 'steady' && salience >= 0.3);
}

/** A platform's or a rollout's word that it took something away or turned something back: rarely an error, often the cause. */
const takenAway =
  /\b(?:Destruction complete|(?:was|were|been|will be|is) (?:destroyed|deleted|removed|revoked|denied|rejected|evicted)|REJECT|AccessDenied)\b/;

/** The log patterns that speak of the trouble. */
export function tellingPatterns(log: LogDigest): LogDigest['patterns'] {
  return log.patterns.filter(isTelling);
}

/** What the ranking compares changes with: the alert's words, the telling log patterns, and a change that the alert itself suspects. */
export function symptomOf(alert: Alert, log: LogDigest, sources: NonNullable<Symptom['sources']> = []): Symptom {
  const telling = tellingPatterns(log);
  const loudest = Math.max(...telling.map(({ salience }) => salience), 0.01);
  return {
    parts: [
      { id: 'A.title', text: alert.title },
      ...(alert.description ? [{ id: 'A.description', text: alert.description }] : []),
      ...alert.metrics.map(({ name }, index) => ({ id: `M${index + 1}`, text: name })),
      ...telling.map(({ id, example, salience, novelty }) => ({
        id,
        text: example,
        weight: (salience / loudest) * (novelty === 'steady' ? steadyWeight : 1),
        isLog: true,
      })),
    ],
    frames: telling.flatMap(({ frames }) => frames),
    sources,
    usual: log.patterns
      .filter(({ level, novelty }) => novelty === 'steady' && (level === 'info' || level === 'debug'))
      .map(({ template }) => template),
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
