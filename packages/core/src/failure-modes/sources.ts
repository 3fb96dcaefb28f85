import type { EvidenceId, Incident, LogPattern } from '../incident/index.ts';
import { often } from '../logs/index.ts';
import { labelId } from './facts.ts';
import { logText } from './log-text.ts';

/** A text to try signs on, and how much a hit in it counts. */
export interface Source {
  readonly kind: 'log' | 'alert' | 'metric';
  readonly id: EvidenceId;
  readonly text: string;
  readonly rootAt: number;
  readonly factor: number;
  /** Share of the failing events, 0 to 1, on a logarithmic scale; 1 where nothing is to be compared. */
  readonly share: number;
  readonly pattern?: LogPattern;
}

/** An alert repeats a symptom in its author's words; the log says it first hand. */
const ALERT_FACTOR = 0.7;
const METRIC_FACTOR = 0.6;
/** What the log always says is seldom the news. */
const STEADY_FACTOR = 0.6;
/** And hardly ever where it says it often. */
const OFTEN_FACTOR = 0.25;
/** A pattern that began within this share of the time before the onset belongs to the trouble, not to the normal traffic. */
const NEAR_ONSET = 0.1;
/** The platform says a thing once; it is no less true for that. */
const PLATFORM =
  /\bkubelet\b|\bkernel: |\boom[_-]?kill|OOMKilled|cert-manager|\bcontainerd?\b[^\n]{0,40}(?:exit|kill)|Memory cgroup/i;

/** The texts of an incident: patterns of its log, fields of its alert, names of its metrics. */
export function sourcesOf({ alert, log, signals }: Pick<Incident, 'alert' | 'log' | 'signals'>): Source[] {
  const loudest = Math.max(...log.patterns.map(({ salience }) => salience), 0.01);
  const steadily = steadiness(log);
  const commonest = Math.max(
    ...log.patterns.filter((one) => fails(one) && !steadily(one)).map(({ count }) => count),
    1,
  );
  const patterns = log.patterns.map((pattern): Source => {
    const { text, rootAt } = logText(pattern.example);
    const steady = steadily(pattern) ? (pattern.count < often ? STEADY_FACTOR : OFTEN_FACTOR) : 1;
    return {
      kind: 'log',
      id: pattern.id,
      text: text || pattern.template,
      rootAt,
      factor: (0.4 + (0.6 * pattern.salience) / loudest) * steady,
      share: PLATFORM.test(text) ? 1 : Math.min(1, Math.log1p(pattern.count) / Math.log1p(commonest)),
      pattern,
    };
  });
  const fields: [EvidenceId, string | undefined][] = [
    ['A.title', alert.title],
    ['A.description', alert.description],
    ['A.rule', alert.rule],
    ['A.resource', alert.resource],
    ...Object.entries(alert.labels).map(([key, value]): [EvidenceId, string] => [labelId(key), `${key}=${value}`]),
  ];
  const texts = fields.flatMap(([id, text]): Source[] =>
    text ? [{ kind: 'alert', id, text: text.slice(0, 4_000), rootAt: -1, factor: ALERT_FACTOR, share: 1 }] : [],
  );
  const metrics = signals.map(
    ({ id, name }): Source => ({ kind: 'metric', id, text: name, rootAt: -1, factor: METRIC_FACTOR, share: 1 }),
  );
  return [...patterns, ...texts, ...metrics];
}

function fails({ level }: LogPattern): boolean {
  return level === 'error' || level === 'fatal';
}

/** Tells patterns of normal times from those that set in just before the first error and belong to it. */
function steadiness({ onsetAt, patterns }: Incident['log']): (pattern: LogPattern) => boolean {
  const times = patterns.map(({ firstAt }) => Date.parse(firstAt ?? '')).filter((time) => !Number.isNaN(time));
  const onset = Date.parse(onsetAt ?? '');
  const from = onset - NEAR_ONSET * (onset - Math.min(...times));
  return ({ novelty, firstAt, level }) =>
    novelty === 'steady' && !(level !== 'info' && level !== 'debug' && Date.parse(firstAt ?? '') >= from);
}
