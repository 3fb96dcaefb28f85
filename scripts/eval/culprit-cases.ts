/** Regressions with the merged changes that stood as suspects, read from a folder and turned into numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contextOf } from '../../packages/core/src/changes/context.ts';
import { coverage, titleEvidence } from '../../packages/core/src/changes/lexical.ts';
import { signalsOf } from '../../packages/core/src/changes/rank.ts';
import { contributions } from '../../packages/core/src/changes/signal.ts';
import { type TextSettings, textSignals } from '../../packages/core/src/changes/signals-text.ts';
import type { RankableChange } from '../../packages/core/src/changes/types.ts';
import { learnedSignals, type SignalId, weights } from '../../packages/core/src/changes/weights.ts';

/** A regression, its suspects newest first, and which of them did it. */
export interface Case {
  readonly id: string;
  readonly repo: string;
  readonly symptom: string;
  readonly changes: readonly (RankableChange & { readonly number: number })[];
  readonly culprits: readonly number[];
  /** Labelled by people, not by a script. */
  readonly byPeople: boolean;
}

/** Some changes as numbers, in the order of the case. */
export interface Numbers {
  /** `values[change][learned signal]`. */
  readonly values: readonly (readonly number[])[];
  /** What the signals that are not learned add, in all. */
  readonly offsets: readonly number[];
  /** The same of each such signal that adds anything. */
  readonly added: ReadonlyMap<SignalId, readonly number[]>;
  /** Share of the symptom's telling words that each change speaks of. */
  readonly cover: readonly number[];
  /** What the words of each title tell. */
  readonly titles: readonly number[];
}

/** A case as numbers, once for each of {@link textChoices}: all its changes, and all but the culprits. */
export interface Sample {
  readonly case: Case;
  readonly culprit: readonly boolean[];
  readonly whole: readonly Numbers[];
  readonly without: readonly Numbers[];
}

/** Among these the settings of the text signals are chosen. */
export const textChoices: readonly TextSettings[] = [0.2, 0.4, 0.6].flatMap((lengthCounts) =>
  [3, 6, 10].map((fullRelevance) => ({ lengthCounts, fullRelevance })),
);

/**
 * Reads `cases.jsonl` (lines of `{id, repo, symptom, changes}`) with `labels.json` (id → numbers of the culprits), labelled by
 * people, and `weak.jsonl.gz` (with `culprit`), labelled by a script.
 */
export function readCases(folder: string): Case[] {
  const labels: Record<string, number[]> = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
  const strong = jsonLines(readFileSync(join(folder, 'cases.jsonl'), 'utf8'));
  const weak = jsonLines(gunzipSync(readFileSync(join(folder, 'weak.jsonl.gz'))).toString('utf8'));
  // A report that names two culprits stands there twice.
  const culpritsOf = new Map(
    weak.map(({ id }) => [id, weak.filter((one) => one.id === id).map(({ culprit = 0 }) => culprit)]),
  );
  return [
    ...strong.map((one) => ({ ...one, culprits: labels[one.id] ?? [], byPeople: true })),
    ...weak.map((one) => ({ ...one, culprits: culpritsOf.get(one.id)!, byPeople: false })),
  ];
}

function jsonLines(text: string): (Omit<Case, 'culprits' | 'byPeople'> & { readonly culprit?: number })[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The numbers that learning and measuring need of a case. */
export function sampleOf(one: Case): Sample {
  const isCulprit = ({ number }: { readonly number: number }) => one.culprits.includes(number);
  const others = one.changes.filter((change) => !isCulprit(change));
  return {
    case: one,
    culprit: one.changes.map(isCulprit),
    whole: numbersOf(one.symptom, one.changes),
    without: numbersOf(one.symptom, others),
  };
}

function numbersOf(symptom: string, changes: Case['changes']): Numbers[] {
  const context = contextOf({ parts: [{ text: symptom }], frames: [] }, changes);
  const all = signalsOf(context);
  const fixed = all.filter(({ id, values }) => !isLearned(id) && values.some((value) => value !== 0));
  const added = new Map(fixed.map(({ id, values }) => [id, values.map((value) => weights[id] * value)]));
  const offsets = changes.map((_, index) => contributions(fixed, index));
  const cover = changes.map((_, index) => coverage(context.corpus, index));
  const titles = changes.map((_, index) => titleEvidence(context.corpus, index));
  return textChoices.map((settings) => {
    const signals = new Map([...all, ...textSignals(context, settings)].map((one) => [one.id, one.values]));
    const values = changes.map((_, index) => learnedSignals.map((id) => signals.get(id)?.[index] ?? 0));
    return { values, offsets, added, cover, titles };
  });
}

/** The sample as it is read by a ranking that lacks a signal. */
export function withoutSignal(sample: Sample, id: SignalId): Sample {
  const at = (learnedSignals as readonly SignalId[]).indexOf(id);
  const muted = (numbers: Numbers): Numbers => ({
    ...numbers,
    values: numbers.values.map((row) => row.map((value, j) => (j === at ? 0 : value))),
    offsets: numbers.offsets.map((value, index) => value - (numbers.added.get(id)?.[index] ?? 0)),
  });
  return { ...sample, whole: sample.whole.map(muted), without: sample.without.map(muted) };
}

function isLearned(id: SignalId): boolean {
  return (learnedSignals as readonly SignalId[]).includes(id);
}

/** 0 of none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
