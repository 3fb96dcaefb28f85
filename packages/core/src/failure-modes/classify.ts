import type { EvidenceId, Incident } from '../incident/index.ts';
import { addFact, commonFacts } from './facts.ts';
import { inLightOfChanges } from './light-of-changes.ts';
import { failureModes } from './registry.ts';
import { type Source, sourcesOf } from './sources.ts';
import type { Fact, FailureMode, ModeMatch, Sign, SignHit } from './types.ts';

/** What classification reads; the suspects only when the changes are ranked already. */
export type Symptoms = Pick<Incident, 'alert' | 'log' | 'signals'> & Partial<Pick<Incident, 'suspects' | 'noneScore'>>;

/** The innermost cause outweighs what wraps it. */
const ROOT_FACTOR = 1.2;
const WRAPPER_FACTOR = 0.7;
/** What keeps a quiet or steady line from counting in full does not touch amounts and verdicts that stand on it. */
const PLAIN_FACTOR = 0.85;
/** A failure seen once among many others counts this much of one that is all of the trouble; the share is taken by logarithms. */
const RARE_FACTOR = 0.6;
/** The same for failures that come and go in health. */
const PASSING_FACTOR = 0.3;
/** What is left of a symptom's log-odds when its cause is well met. */
const EXPLAINED = 0.35;
/** Signs weigh in log-odds; they overlap, so their sum is damped. */
const DAMPING = 0.8;
/** Log-odds of `unknown`: what a mode must beat to be named. */
const UNKNOWN_LOGIT = 1.2;
/** A sign below this weight is there for its facts: it is no evidence of the mode. */
const TELLING = 0.5;
/** A mode with at least this sum explains the modes that are its symptoms. */
const WELL_MET = 2.4;

/**
 * Failure modes that fit the alert, the log digest and the signals, best first; scores add up to 1.
 *
 * Each mode's score is a softmax over the damped sum of its signs' weights, each taken at its best hit: a pattern
 * counts by its salience and its share of the failing events, a root cause more than its wrapper, a log more than the alert. `unknown` is always among
 * them and wins when nothing typical is met. Ranked suspects refine the answer, see `inLightOfChanges`. Equal scores keep the registry's order.
 */
export function classify(incident: Symptoms): ModeMatch[] {
  const known = remembered.get(incident.log);
  if (known && known.alert === incident.alert && known.signals === incident.signals) {
    return inLightOfChanges([...known.matches], incident);
  }
  const matches = matchesOf(incident);
  remembered.set(incident.log, { alert: incident.alert, signals: incident.signals, matches });
  return inLightOfChanges([...matches], incident);
}

/** One incident is classified several times on its way, mostly with the same symptoms; documents are never changed in place. */
const remembered = new WeakMap<Incident['log'], Pick<Symptoms, 'alert' | 'signals'> & { matches: ModeMatch[] }>();

function matchesOf(incident: Symptoms): ModeMatch[] {
  const sources = sourcesOf(incident);
  const shared = commonFacts(incident);
  const met = failureModes.map((mode) => meet(mode, sources, shared)).filter(isPresent);
  const sums = new Map(met.map(({ mode, sum }) => [mode.id, sum]));
  const logits = met.map(({ mode, sum }) => {
    if (mode.id === 'unknown') return UNKNOWN_LOGIT;
    const explained = mode.symptomOf?.some((id) => (sums.get(id) ?? 0) >= WELL_MET) ?? false;
    return DAMPING * sum * (explained ? EXPLAINED : 1);
  });
  const top = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  return met
    .map(({ mode, hits, facts }, index) => ({ mode, hits, facts, score: Math.exp(logits[index]! - top) / total }))
    .sort((a, b) => b.score - a.score);
}

interface Met {
  readonly mode: FailureMode;
  readonly sum: number;
  readonly hits: SignHit[];
  readonly facts: Record<string, Fact>;
}

/** The signs of one mode that are met; `undefined` when none is, except for `unknown`, which needs none. */
function meet(mode: FailureMode, sources: readonly Source[], shared: Readonly<Record<string, Fact>>): Met | undefined {
  const found = mode.signs.map((sign) => hit(sign, sources)).filter(isPresent);
  const telling = found.filter(({ sign }) => sign.weight >= TELLING);
  if (telling.length === 0 && mode.id !== 'unknown') return undefined;
  found.sort((a, b) => b.hit.weight - a.hit.weight);
  telling.sort((a, b) => b.hit.weight - a.hit.weight);
  const facts: Record<string, Fact> = {};
  for (const { captured } of found) {
    for (const [name, value, id] of captured) addFact(facts, name, value, id);
  }
  return {
    mode,
    sum: telling.reduce((sum, { hit: { weight } }) => sum + weight, 0),
    hits: telling.map(({ hit: one }) => one),
    facts: { ...shared, ...facts },
  };
}

interface Found {
  readonly sign: Sign;
  readonly hit: SignHit;
  readonly captured: readonly (readonly [name: string, value: string, id: EvidenceId])[];
}

/** The sign's best hit; up to five sources that show it become its evidence, best first. */
function hit(sign: Sign, sources: readonly Source[]): Found | undefined {
  const shown: { id: EvidenceId; weight: number; groups: Record<string, string | undefined> }[] = [];
  for (const source of sources) {
    if (!sign.in.includes(source.kind) || !fits(sign, source)) continue;
    const match = firstMatch(sign.pattern, source);
    if (!match) continue;
    shown.push({
      id: source.id,
      weight: sign.weight * standing(sign, source) * depth(match.index, source),
      groups: { ...match.groups },
    });
  }
  if (shown.length === 0) return undefined;
  shown.sort((a, b) => b.weight - a.weight);
  return {
    sign,
    hit: { means: sign.means, weight: shown[0]!.weight, evidence: [...new Set(shown.slice(0, 5).map(({ id }) => id))] },
    captured: shown.flatMap(({ id, groups }) =>
      Object.entries(groups).flatMap(([name, value]) =>
        value ? [[name.replace(/\d+$/, ''), value, id] as const] : [],
      ),
    ),
  };
}

/** How much a hit of this sign in this source counts. */
function standing({ passing, plain }: Sign, { kind, factor, share }: Source): number {
  if (kind !== 'log') return factor;
  if (plain) return Math.max(factor, PLAIN_FACTOR);
  const floor = passing ? PASSING_FACTOR : RARE_FACTOR;
  return factor * (floor + (1 - floor) * share);
}

/** The conditions of a sign beyond its text. */
function fits({ minCount, frame }: Sign, { pattern }: Source): boolean {
  if (minCount !== undefined && (pattern?.count ?? 0) < minCount) return false;
  const innermost = pattern?.frames[0];
  return frame === undefined || (innermost !== undefined && frame.test(`${innermost.symbol} ${innermost.file ?? ''}`));
}

function firstMatch(pattern: RegExp, source: Source): RegExpExecArray | undefined {
  if (source.rootAt > 0) {
    const root = pattern.exec(source.text.slice(source.rootAt));
    if (root) {
      root.index += source.rootAt;
      return root;
    }
  }
  return pattern.exec(source.text) ?? undefined;
}

function depth(index: number, source: Source): number {
  if (source.rootAt <= 0) return 1;
  return index >= source.rootAt ? ROOT_FACTOR : WRAPPER_FACTOR;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
