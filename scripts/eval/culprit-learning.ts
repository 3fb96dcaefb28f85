/** How the weights of the suspect ranking are learned from samples. */
import { standingOf } from '../../packages/core/src/changes/none.ts';
import { learnedSignals } from '../../packages/core/src/changes/weights.ts';
import { type Numbers, type Sample, sum } from './culprit-cases.ts';

/** Where a learned weight is pulled to, and the sign it keeps. */
const priors: Record<(typeof learnedSignals)[number], { readonly prior: number; readonly sign: 1 | -1 }> = {
  title: { prior: 1.5, sign: 1 },
  words: { prior: 2, sign: 1 },
  recent: { prior: 0.5, sign: 1 },
  'not-live': { prior: -1, sign: -1 },
  churn: { prior: 0.5, sign: 1 },
  files: { prior: 0, sign: 1 },
  fix: { prior: 0, sign: -1 },
  upkeep: { prior: 0, sign: -1 },
  'named-file': { prior: 1, sign: 1 },
};
const pull = 1;
/** How much a case that a script labelled teaches beside one that people did. */
const weakTrust = 0.6;

/** Log-odds of each change. */
export function logitsOf(sample: Numbers, learned: readonly number[]): number[] {
  return sample.values.map((row, index) => sample.offsets[index]! + sum(row.map((value, j) => value * learned[j]!)));
}

/** Shares of the probability that one of them did it. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - highest));
  const total = sum(powers);
  return powers.map((value) => value / total);
}

/**
 * Learns the weights of `learnedSignals`, in their order; those at `muted` stay 0. Adam (Kingma and Ba 2015) with projection onto
 * the signs; the likelihood is concave up to cases with several culprits.
 */
export function learnSignals(samples: readonly Sample[], muted: ReadonlySet<number> = new Set()): number[] {
  const learned = learnedSignals.map((id, j) => (muted.has(j) ? 0 : priors[id].prior));
  const first = learned.map(() => 0);
  const second = learned.map(() => 0);
  for (let step = 1; step <= 250; step++) {
    const slope = gradient(samples, learned);
    learnedSignals.forEach((id, j) => {
      if (muted.has(j)) return;
      first[j] = 0.9 * first[j]! + 0.1 * slope[j]!;
      second[j] = 0.99 * second[j]! + 0.01 * slope[j]! ** 2;
      const size = Math.sqrt(second[j]! / (1 - 0.99 ** step)) + 1e-8;
      const moved = learned[j]! - ((0.1 / (1 + step / 60)) * (first[j]! / (1 - 0.9 ** step))) / size;
      learned[j] = moved * priors[id].sign < 0 ? 0 : moved;
    });
  }
  return learned;
}

function gradient(samples: readonly Sample[], learned: readonly number[]): number[] {
  const slope = learnedSignals.map((id, j) => pull * (learned[j]! - priors[id].prior));
  for (const sample of samples) {
    const shares = softmax(logitsOf(sample, learned));
    const right = sum(shares.filter((_, index) => sample.culprit[index])) || 1e-12;
    sample.values.forEach((row, index) => {
      const excess =
        (sample.case.byPeople ? 1 : weakTrust) *
        (shares[index]! - (sample.culprit[index] ? shares[index]! / right : 0));
      if (Math.abs(excess) > 1e-9)
        row.forEach((value, j) => {
          slope[j]! += excess * value;
        });
    });
  }
  return slope;
}

/** Weights of "one of these" against "none", as `noneWeights.report` has them. */
export type NoneWeights = Record<(typeof noneNames)[number], number>;

const noneNames = ['bias', 'standing', 'cover', 'title'] as const;
/** Three weights on two hundred lists need little pull. */
const nonePull = 0.1;
const nonePriors: NoneWeights = { bias: 0, standing: 1, cover: 2, title: 0.5 };

/** What {@link NoneWeights} weigh: 1 for the bias, then the values of the change that leads. */
export function noneValues(numbers: Numbers, learned: readonly number[]): number[] {
  const logits = logitsOf(numbers, learned);
  const first = logits.indexOf(Math.max(...logits));
  return [1, standingOf(logits), numbers.cover[first]!, numbers.values[first]![learnedSignals.indexOf('title')]!];
}

/** Learns to tell samples with their culprit from the same without it: a logistic regression, pulled to the priors but for its bias. */
export function learnNone(samples: readonly Sample[], learned: readonly number[]): NoneWeights {
  const rows = samples.flatMap((sample) => {
    const trust = sample.case.byPeople ? 1 : weakTrust;
    return [
      { trust, some: 1, values: noneValues(sample, learned) },
      { trust, some: 0, values: noneValues(sample.without, learned) },
    ];
  });
  const found = noneNames.map((name) => nonePriors[name]);
  for (let step = 0; step < 3000; step++) {
    const slope = noneNames.map((name, j) => (j === 0 ? 0 : nonePull * (found[j]! - nonePriors[name])));
    for (const { trust, some, values } of rows) {
      const excess = trust * (logistic(sum(values.map((value, j) => value * found[j]!))) - some);
      values.forEach((value, j) => {
        slope[j]! += excess * value;
      });
    }
    slope.forEach((value, j) => {
      found[j]! -= 0.01 * value;
    });
  }
  return Object.fromEntries(noneNames.map((name, j) => [name, found[j]!])) as NoneWeights;
}

/** Probability that the changes hold the culprit when half of such lists do. */
export function someOf(numbers: Numbers, learned: readonly number[], none: NoneWeights): number {
  const values = noneValues(numbers, learned);
  return logistic(sum(noneNames.map((name, j) => none[name] * values[j]!)));
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
