/**
 * Learns the weights of the suspect ranking and measures them on repositories they have not seen.
 *
 *     node scripts/learn-weights.ts DATA_DIR [--ablate]
 *
 * DATA_DIR holds `cases.jsonl` with `labels.json` (read by people; these are scored) and `weak.jsonl.gz` (made by
 * a script; these only teach). The model is a conditional logit: P(change i) ∝ exp(Σ weight · value). It maximises the
 * likelihood of the culprits under an L2 pull towards the expert's `priors` below,
 * and a weight never leaves its sign. Every figure is measured with weights learned without the scored repository.
 * Prints the weights to put into packages/core/src/changes/weights.ts; writes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contextOf } from '../packages/core/src/changes/context.ts';
import { signalsOf } from '../packages/core/src/changes/rank.ts';
import type { RankableChange } from '../packages/core/src/changes/types.ts';
import { learnedSignals, type SignalId, weights } from '../packages/core/src/changes/weights.ts';

interface Case {
  readonly id: string;
  readonly repo: string;
  readonly symptom: string;
  readonly changes: readonly (RankableChange & { readonly number: number })[];
  readonly culprits: readonly number[];
  /** How much it teaches. */
  readonly trust: number;
}

/** A case as numbers: `values[change][signal]`. */
interface Sample {
  readonly id: string;
  readonly repo: string;
  readonly trust: number;
  readonly values: readonly (readonly number[])[];
  /** What the signals that are not learned add. */
  readonly offsets: readonly number[];
  readonly culprit: readonly boolean[];
}

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
const weakTrust = 0.6;

function readCases(folder: string): Case[] {
  const labels: Record<string, number[]> = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
  const strong = jsonLines(readFileSync(join(folder, 'cases.jsonl'), 'utf8'));
  const weak = jsonLines(gunzipSync(readFileSync(join(folder, 'weak.jsonl.gz'))).toString('utf8'));
  return [
    ...strong.map((one) => ({ ...one, culprits: labels[one.id] ?? [], trust: 1 })),
    ...weak.map((one) => ({ ...one, culprits: [one.culprit ?? 0], trust: weakTrust })),
  ];
}

function jsonLines(text: string): (Omit<Case, 'culprits' | 'trust'> & { readonly culprit?: number })[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function sampleOf(one: Case): Sample {
  const context = contextOf({ parts: [{ text: one.symptom }], frames: [] }, one.changes);
  const signals = new Map(signalsOf(context).map((signal) => [signal.id, signal.values]));
  const fixed = [...signals].filter(([id]) => !isLearned(id));
  return {
    id: one.id,
    repo: one.repo,
    trust: one.trust,
    values: one.changes.map((_, index) => learnedSignals.map((id) => signals.get(id)?.[index] ?? 0)),
    offsets: one.changes.map((_, index) => sum(fixed.map(([id, values]) => weights[id] * values[index]!))),
    culprit: one.changes.map((change) => one.culprits.includes(change.number)),
  };
}

function isLearned(id: SignalId): boolean {
  return (learnedSignals as readonly SignalId[]).includes(id);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function logitsOf(sample: Sample, learned: readonly number[]): number[] {
  return sample.values.map((row, index) => sample.offsets[index]! + sum(row.map((value, j) => value * learned[j]!)));
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - highest));
  const total = sum(powers);
  return powers.map((value) => value / total);
}

/** Adam (Kingma and Ba 2015) with projection onto the signs; the likelihood is concave up to cases with several culprits. */
function learn(samples: readonly Sample[], muted: ReadonlySet<number> = new Set()): number[] {
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
      const excess = sample.trust * (shares[index]! - (sample.culprit[index] ? shares[index]! / right : 0));
      if (Math.abs(excess) > 1e-9)
        row.forEach((value, j) => {
          slope[j]! += excess * value;
        });
    });
  }
  return slope;
}

interface Score {
  readonly id: string;
  readonly rank: number;
  /** Probability given to the culprits. */
  readonly right: number;
}

/** Scores the trusted samples, each with weights learned on the other repositories. */
function leaveOneRepositoryOut(samples: readonly Sample[], trust: number, muted?: ReadonlySet<number>): Score[] {
  const scored = samples.filter((sample) => sample.trust === trust);
  return [...new Set(scored.map((sample) => sample.repo))].flatMap((repo) => {
    const learned = learn(
      samples.filter((sample) => sample.repo !== repo),
      muted,
    );
    return scored.filter((sample) => sample.repo === repo).map((sample) => scoreOf(sample, learned));
  });
}

function scoreOf(sample: Sample, learned: readonly number[]): Score {
  const logits = logitsOf(sample, learned);
  const order = logits.map((_, index) => index).sort((a, b) => logits[b]! - logits[a]! || a - b);
  const right = sum(softmax(logits).filter((_, index) => sample.culprit[index]));
  return { id: sample.id, rank: order.findIndex((index) => sample.culprit[index]) + 1, right };
}

function figures(scores: readonly Score[]): string {
  const mean = (of: (score: Score) => number) => (sum(scores.map(of)) / scores.length).toFixed(3);
  return [
    `top-1 ${mean(({ rank }) => (rank === 1 ? 1 : 0))}`,
    `top-3 ${mean(({ rank }) => (rank <= 3 ? 1 : 0))}`,
    `MRR ${mean(({ rank }) => 1 / rank)}`,
    `log-loss ${mean(({ right }) => -Math.log(Math.max(right, 1e-9)))}`,
  ].join('  ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/learn-weights.ts DATA_DIR [--ablate]\n');
  process.exit(2);
}
const samples = readCases(folder).map(sampleOf);
const byPeople = leaveOneRepositoryOut(samples, 1);
const byScript = leaveOneRepositoryOut(samples, weakTrust);
print(`read by people  ${figures(byPeople)}`);
print(`made by script  ${figures(byScript)}`);
print(`together        ${figures([...byPeople, ...byScript])}`);
for (const set of flags.includes('--ablate') ? [weakTrust, 1] : []) {
  print(set === 1 ? '\nread by people' : '\nmade by script');
  learnedSignals.forEach((id, j) => {
    print(`without ${id.padEnd(9)} ${figures(leaveOneRepositoryOut(samples, set, new Set([j])))}`);
  });
}
const learned = learn(samples);
print(`\n${learnedSignals.map((id, j) => `  '${id}': ${learned[j]!.toFixed(2)},`).join('\n')}`);
