/** How the weights and the settings of the suspect ranking are learned from samples. */
import { standingOf } from '../../packages/core/src/changes/none.ts';
import { learnedSignals } from '../../packages/core/src/changes/weights.ts';
import { type Numbers, type Sample, sum, textChoices } from './culprit-cases.ts';

/** Where a learned weight is pulled to, and the sign it keeps. */
const priors: Record<(typeof learnedSignals)[number], { readonly prior: number; readonly sign: 1 | -1 }> = {
  title: { prior: 1.5, sign: 1 },
  words: { prior: 2, sign: 1 },
  alone: { prior: 0, sign: 1 },
  recent: { prior: 0.5, sign: 1 },
  'not-live': { prior: -1, sign: -1 },
  churn: { prior: 0.5, sign: 1 },
  files: { prior: 0, sign: 1 },
  tests: { prior: 0, sign: 1 },
  fix: { prior: 0, sign: -1 },
  upkeep: { prior: 0, sign: -1 },
  revert: { prior: 0, sign: -1 },
  'named-file': { prior: 1, sign: 1 },
};

/** What is chosen before weights are learned. */
export interface Choice {
  /** Index in `textChoices`. */
  readonly text: number;
  /** How strongly a weight is pulled to its prior. */
  readonly pull: number;
  /** How much a case that a script labelled teaches beside one that people did, 0 to 1. */
  readonly weakTrust: number;
}

/** All that is learned. */
export interface Learned {
  readonly choice: Choice;
  /** Weights of `learnedSignals`, in their order. */
  readonly weights: readonly number[];
  readonly none: NoneWeights;
}

const firstChoice: Choice = { text: 4, pull: 1, weakTrust: 0.6 };
const innerFolds = 5;

/** Chooses the settings, unless they are given, and learns the weights with them. No other sample is looked at. */
export function learn(samples: readonly Sample[], choice: Choice = choose(samples)): Learned {
  const weights = learnSignals(samples, choice);
  return { choice, weights, none: learnNone(samples, weights, choice) };
}

/** The settings with the least log-loss on repositories left out, one setting after the other. */
function choose(samples: readonly Sample[]): Choice {
  const options: readonly ((base: Choice) => readonly Choice[])[] = [
    (base) => textChoices.map((_, text) => ({ ...base, text })),
    (base) => [0.5, 1, 3].map((pull) => ({ ...base, pull })),
  ];
  return options.reduce((base, of) => {
    const losses = of(base).map((choice) => ({ choice, loss: lossLeftOut(samples, choice) }));
    return losses.reduce((best, one) => (one.loss < best.loss - 1e-9 ? one : best)).choice;
  }, firstChoice);
}

/** Log-loss of the culprits, each repository's with weights learned from other repositories. */
function lossLeftOut(samples: readonly Sample[], choice: Choice): number {
  const repos = [...new Set(samples.map((sample) => sample.case.repo))];
  const foldOf = new Map(repos.map((repo, index) => [repo, index % innerFolds]));
  const inFold = (sample: Sample, fold: number) => foldOf.get(sample.case.repo) === fold;
  return sum(
    Array.from({ length: innerFolds }, (_, fold) => {
      const weights = learnSignals(
        samples.filter((sample) => !inFold(sample, fold)),
        choice,
      );
      return sum(
        samples
          .filter((sample) => inFold(sample, fold))
          .map((sample) => {
            const shares = softmax(logitsOf(sample.whole[choice.text]!, weights));
            return -trustIn(sample, firstChoice) * Math.log(Math.max(rightShare(shares, sample.culprit), 1e-9));
          }),
      );
    }),
  );
}

/** Log-odds of each change. */
export function logitsOf(numbers: Numbers, weights: readonly number[]): number[] {
  return numbers.values.map((row, index) => numbers.offsets[index]! + dot(row, weights));
}

/** Shares of the probability that one of them did it. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - highest));
  const total = sum(powers);
  return powers.map((value) => value / total);
}

/** Share of the suspicion on the culprits. */
export function rightShare(shares: readonly number[], culprit: readonly boolean[]): number {
  return sum(shares.filter((_, index) => culprit[index]));
}

function trustIn(sample: Sample, { weakTrust }: Choice): number {
  return sample.case.byPeople ? 1 : weakTrust;
}

const newtonSteps = 10;

/**
 * Learns the weights of `learnedSignals`, in their order: Newton's method, each step projected onto the signs. The likelihood is
 * concave up to cases with several culprits, whose part of the curvature is left out: steps are shorter and still go up.
 */
function learnSignals(samples: readonly Sample[], choice: Choice): number[] {
  const rules = learnedSignals.map((id) => priors[id]);
  const weights = rules.map(({ prior }) => prior);
  for (let step = 0; step < newtonSteps; step++) {
    const slope = rules.map(({ prior }, j) => choice.pull * (weights[j]! - prior));
    const curve = rules.map((_, j) => rules.map((__, k) => (j === k ? choice.pull : 0)));
    for (const sample of samples) addLikelihood(sample, weights, choice, slope, curve);
    // A weight at 0 that would leave its sign stays there.
    const free = rules.flatMap(({ sign }, j) => (weights[j] === 0 && slope[j]! * sign > 0 ? [] : [j]));
    const moves = solve(
      free.map((j) => free.map((k) => curve[j]![k]!)),
      free.map((j) => slope[j]!),
    );
    free.forEach((j, at) => {
      const moved = weights[j]! - moves[at]!;
      weights[j] = moved * rules[j]!.sign < 0 ? 0 : moved;
    });
  }
  return weights;
}

/** Adds slope and curvature of a sample's negative log-likelihood. */
function addLikelihood(
  sample: Sample,
  weights: readonly number[],
  choice: Choice,
  slope: number[],
  curve: number[][],
): void {
  const numbers = sample.whole[choice.text]!;
  const shares = softmax(logitsOf(numbers, weights));
  const right = rightShare(shares, sample.culprit) || 1e-12;
  const trust = trustIn(sample, choice);
  const mean = slope.map((_, j) => sum(numbers.values.map((row, index) => shares[index]! * row[j]!)));
  numbers.values.forEach((row, index) => {
    const share = shares[index]!;
    const excess = trust * (share - (sample.culprit[index] ? share / right : 0));
    const centred = row.map((value, j) => value - mean[j]!);
    row.forEach((value, j) => {
      slope[j]! += excess * value;
      const scaled = trust * share * centred[j]!;
      const line = curve[j]!;
      for (let k = 0; k < line.length; k++) line[k]! += scaled * centred[k]!;
    });
  });
}

/** Solves `matrix · x = right` for a symmetric positive matrix, by Gauss's elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  rows.forEach((row, at) => {
    for (const below of rows.slice(at + 1)) {
      const times = below[at]! / row[at]!;
      for (let k = at; k < below.length; k++) below[k]! -= times * row[k]!;
    }
  });
  const found = right.map(() => 0);
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]!;
    found[at] = (row.at(-1)! - sum(found.map((value, k) => (k > at ? value * row[k]! : 0)))) / row[at]!;
  }
  return found;
}

/** Weights of "one of these" against "none", as `noneWeights.report` has them. */
export type NoneWeights = Record<(typeof noneNames)[number], number>;

const noneNames = ['bias', 'standing', 'cover', 'title'] as const;
/** Three weights on two hundred lists need little pull. */
const nonePull = 0.1;
const nonePriors: NoneWeights = { bias: 0, standing: 1, cover: 2, title: 0.5 };

/** What {@link NoneWeights} weigh: 1 for the bias, then the values of the change that leads. */
function noneValues(numbers: Numbers, weights: readonly number[]): number[] {
  const logits = logitsOf(numbers, weights);
  const first = logits.indexOf(Math.max(...logits));
  return [1, standingOf(logits), numbers.cover[first]!, numbers.titles[first]!];
}

/** Learns to tell samples with their culprit from the same without it: a logistic regression, pulled to the priors but for its bias. */
function learnNone(samples: readonly Sample[], weights: readonly number[], choice: Choice): NoneWeights {
  const rows = samples.flatMap((sample) => {
    const trust = trustIn(sample, choice);
    return [
      { trust, some: 1, values: noneValues(sample.whole[choice.text]!, weights) },
      { trust, some: 0, values: noneValues(sample.without[choice.text]!, weights) },
    ];
  });
  const found = noneNames.map((name) => nonePriors[name]);
  for (let step = 0; step < newtonSteps; step++) {
    const slope = noneNames.map((name, j) => (j === 0 ? 0 : nonePull * (found[j]! - nonePriors[name])));
    const curve = noneNames.map((_, j) => noneNames.map((__, k) => (j === k && j > 0 ? nonePull : 0)));
    for (const { trust, some, values } of rows) {
      const said = logistic(dot(values, found));
      values.forEach((value, j) => {
        slope[j]! += trust * (said - some) * value;
        values.forEach((other, k) => {
          curve[j]![k]! += trust * said * (1 - said) * value * other;
        });
      });
    }
    solve(curve, slope).forEach((move, j) => {
      found[j]! -= move;
    });
  }
  return Object.fromEntries(noneNames.map((name, j) => [name, found[j]!])) as NoneWeights;
}

/** Probability that the changes hold the culprit when half of such lists do. */
export function someOf(numbers: Numbers, { weights, none }: Learned): number {
  const values = noneValues(numbers, weights);
  return logistic(sum(noneNames.map((name, j) => none[name] * values[j]!)));
}

function dot(values: readonly number[], weights: readonly number[]): number {
  let total = 0;
  for (let j = 0; j < values.length; j++) total += values[j]! * weights[j]!;
  return total;
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
