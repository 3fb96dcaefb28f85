/**
 * What each signal adds to the log-odds of a change when it is fully met (value 1).
 *
 * Two sources. `learned` weights come from `scripts/learn-weights.ts`, a conditional logit over real
 * regressions and the merged changes that stood as suspects; they are pulled towards the expert's
 * prior and never leave the signal's sign. `expert` weights are set by hand, because the public regressions
 * are told in issue texts: few show a stack trace of production, none an onset, a service or an alert.
 */
export const weights = {
  // learned
  title: 2.5,
  words: 3.15,
  alone: 1.13,
  recent: 1.01,
  'not-live': -0.29,
  churn: 1.2,
  files: 0.39,
  tests: 1.15,
  fix: -0.42,
  upkeep: -0.86,
  revert: -0.73,
  'named-file': 1.23,
  // expert
  'stack-frame': 3,
  'wrote-the-line': 4.5,
  'removed-name': 5,
  named: 1,
  setting: 4,
  switch: 4,
  'read-by': 3.5,
  imports: 4,
  calls: 2,
  'lowered-limit': 4,
  unguarded: 4.5,
  dependency: 5,
  service: 0.9,
  onset: 2,
  proven: -1.5,
  superseded: -2.5,
  reverted: -8,
  observes: -2,
  monitoring: -2,
  'after-onset': -14,
  suspected: 1.2,
  'past-culprit': 1.2,
} as const satisfies Record<string, number>;

/** Name of a signal, as reasons carry it. */
export type SignalId = keyof typeof weights;

/** Signals whose weights are learned; the others keep the expert's. */
export const learnedSignals = [
  'title',
  'words',
  'alone',
  'recent',
  'not-live',
  'churn',
  'files',
  'tests',
  'fix',
  'upkeep',
  'revert',
  'named-file',
] as const satisfies readonly SignalId[];

/**
 * "One of these" against "none of these": what adds to the prior's log-odds. For a report without a log the weights are learned by
 * `scripts/learn-weights.ts` from regressions with and without their culprit: a bias, then how far the best change stands out,
 * what share of the telling words it speaks of, and how well its title fits. For a log they are set by hand: `slope` for every
 * point of evidence by which the best change passes `usual`, `coverSlope` for the share of telling words beyond `usualCover`.
 * `proof` is added where one of the `proofs` is fully met. A proof that adds `nearProof` makes it `least` probable, whatever the prior.
 */
export const noneWeights = {
  report: { bias: -1.33, standing: 0.78, cover: 1.75, title: 0.47 },
  log: { slope: 0.6, usual: 3.6, coverSlope: 2, usualCover: 0.35 },
  proof: 2,
  nearProof: 3.5,
  least: 0.8,
} as const;

/** Signals that, fully met, all but prove a change guilty whatever usually causes such failures; they add `noneWeights.proof`. */
export const proofs: ReadonlySet<SignalId> = new Set([
  'wrote-the-line',
  'removed-name',
  'setting',
  'switch',
  'read-by',
  'imports',
  'lowered-limit',
  'unguarded',
  'dependency',
]);

/** How often a merged change is behind an incident when the failure mode says nothing. Expert judgement. */
export const defaultChangePrior = 0.8;
