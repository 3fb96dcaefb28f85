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
  title: 2.17,
  path: 0.78,
  words: 2.85,
  recent: 1.13,
  'not-live': -0.5,
  churn: 1.13,
  files: 0.55,
  fix: -0.37,
  docs: -0.37,
  chore: -0.41,
  // expert
  'stack-frame': 3,
  'removed-name': 2.5,
  named: 1,
  dependency: 1.8,
  service: 0.9,
  onset: 1.6,
  'after-onset': -14,
  suspected: 1.2,
  revert: 0.2,
  trait: 1,
} as const satisfies Record<string, number>;

/** Name of a signal, as reasons carry it. */
export type SignalId = keyof typeof weights;

/** Signals whose weights are learned; the others keep the expert's. */
export const learnedSignals = [
  'title',
  'path',
  'words',
  'recent',
  'not-live',
  'churn',
  'files',
  'fix',
  'docs',
  'chore',
] as const satisfies readonly SignalId[];

/** "None of these" against "one of these", from how far the best change stands out: log-odds of one = prior + slope · (evidence − usual). */
export const noneWeights = { slope: 0.6, usual: 4 } as const;

/** How often a merged change is behind an incident when the failure mode says nothing. Expert judgement: Google's SRE book puts changes at about 70 % of outages, and alerts on our own services are nearer to them. */
export const defaultChangePrior = 0.8;
