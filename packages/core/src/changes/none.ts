import { coverage, titleEvidence } from './lexical.ts';
import { type Context, contributions, type Signal } from './signal.ts';
import { noneWeights, proofs, weights } from './weights.ts';

/** Signals that tell of the trouble itself, not of the change's shape or time. */
const evidenceSignals: ReadonlySet<string> = new Set([
  'title',
  'words',
  'alone',
  'stack-frame',
  'wrote-the-line',
  'removed-name',
  'named',
  'named-file',
  'setting',
  'switch',
  'read-by',
  'imports',
  'calls',
  'lowered-limit',
  'unguarded',
  'dependency',
  'service',
]);

/**
 * Probability that one of the changes did it. Near nothing when all were merged after the onset.
 *
 * @param logits Log-odds of each change.
 * @param prior How often a change is behind such a failure at all, 0 to 1.
 */
export function someScore(
  context: Context,
  signals: readonly Signal[],
  logits: readonly number[],
  prior: number,
): number {
  const late = signals.find((signal) => signal.id === 'after-onset')?.values;
  const telling = signals.filter((signal) => evidenceSignals.has(signal.id));
  let best = { evidence: 0, index: -1 };
  context.changes.forEach((_, index) => {
    if ((late?.[index] ?? 0) > 0.5) return;
    const evidence = contributions(telling, index);
    if (best.index < 0 || evidence > best.evidence) best = { evidence, index };
  });
  if (best.index < 0) return 0.01;
  const isLog = context.symptom.parts.some((part) => part.isLog);
  const bounded = Math.min(0.99, Math.max(0.01, prior));
  const met = signals.filter(({ id }) => proofs.has(id)).map(({ id, values }) => ({ id, value: values[best.index]! }));
  const odds =
    Math.log(bounded / (1 - bounded)) +
    (isLog ? oddsOfLog(context, best) : oddsOfReport(reportValues(context, logits))) +
    (met.some(({ value }) => value >= 1) ? noneWeights.proof : 0);
  const some = 1 / (1 + Math.exp(-odds));
  const proof = Math.max(...met.map(({ id, value }) => weights[id] * value));
  return proof >= noneWeights.nearProof ? Math.max(some, noneWeights.least) : some;
}

function oddsOfLog(context: Context, best: { readonly evidence: number; readonly index: number }): number {
  const { slope, usual, coverSlope, usualCover } = noneWeights.log;
  return slope * (best.evidence - usual) + coverSlope * (coverage(context.corpus, best.index) - usualCover);
}

/** What tells, in a report without a log, whether the change that leads did it or none of them. */
export interface ReportValues {
  /** {@link standingOf} the change that leads. */
  readonly standing: number;
  /** Share of the report's telling words that it speaks of, 0 to 1. */
  readonly cover: number;
  /** {@link titleEvidence} of it. */
  readonly title: number;
}

/** Reads the values that `noneWeights.report` weighs. */
export function reportValues(context: Context, logits: readonly number[]): ReportValues {
  const first = logits.indexOf(Math.max(...logits));
  return {
    standing: standingOf(logits),
    cover: coverage(context.corpus, first),
    title: titleEvidence(context.corpus, first),
  };
}

/**
 * How far the best change stands out from all: standard deviations above the mean of the log-odds, less what the best of so many
 * reaches by chance, the root of 2 ln N. Log-odds far below the others say nothing and are taken as 8 below the best.
 */
export function standingOf(logits: readonly number[]): number {
  const best = Math.max(...logits);
  const near = logits.map((value) => Math.max(value, best - widest));
  const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
  const spread = Math.sqrt(near.reduce((sum, value) => sum + (value - mean) ** 2, 0) / near.length);
  return (spread > 0 ? (best - mean) / spread : 0) - Math.sqrt(2 * Math.log(near.length));
}

const widest = 8;

/** Log-odds of "one of them" that a report's values add to the prior's. */
function oddsOfReport({ standing, cover, title }: ReportValues): number {
  const { bias, ...each } = noneWeights.report;
  return bias + each.standing * standing + each.cover * cover + each.title * title;
}
