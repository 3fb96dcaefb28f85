/** Regressions with the merged changes that stood as suspects, read from a folder and turned into numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contextOf } from '../../packages/core/src/changes/context.ts';
import { coverage } from '../../packages/core/src/changes/lexical.ts';
import { signalsOf } from '../../packages/core/src/changes/rank.ts';
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
  /** What the signals that are not learned add. */
  readonly offsets: readonly number[];
  /** Share of the symptom's telling words that each change speaks of. */
  readonly cover: readonly number[];
}

/** A case as numbers: all its changes, and all but the culprits. */
export interface Sample extends Numbers {
  readonly case: Case;
  readonly culprit: readonly boolean[];
  readonly without: Numbers;
}

/**
 * Reads `cases.jsonl` (lines of `{id, repo, symptom, changes}`) with `labels.json` (id → numbers of the culprits), labelled by
 * people, and `weak.jsonl.gz` (with `culprit`), labelled by a script.
 */
export function readCases(folder: string): Case[] {
  const labels: Record<string, number[]> = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
  const strong = jsonLines(readFileSync(join(folder, 'cases.jsonl'), 'utf8'));
  const weak = jsonLines(gunzipSync(readFileSync(join(folder, 'weak.jsonl.gz'))).toString('utf8'));
  return [
    ...strong.map((one) => ({ ...one, culprits: labels[one.id] ?? [], byPeople: true })),
    ...weak.map((one) => ({ ...one, culprits: [one.culprit ?? 0], byPeople: false })),
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
  return {
    case: one,
    ...numbersOf(one.symptom, one.changes),
    culprit: one.changes.map(isCulprit),
    without: numbersOf(
      one.symptom,
      one.changes.filter((change) => !isCulprit(change)),
    ),
  };
}

function numbersOf(symptom: string, changes: Case['changes']): Numbers {
  const context = contextOf({ parts: [{ text: symptom }], frames: [] }, changes);
  const signals = new Map(signalsOf(context).map((signal) => [signal.id, signal.values]));
  const fixed = [...signals].filter(([id]) => !isLearned(id));
  return {
    values: changes.map((_, index) => learnedSignals.map((id) => signals.get(id)?.[index] ?? 0)),
    offsets: changes.map((_, index) => sum(fixed.map(([id, values]) => weights[id] * values[index]!))),
    cover: changes.map((_, index) => coverage(context.corpus, index)),
  };
}

function isLearned(id: SignalId): boolean {
  return (learnedSignals as readonly SignalId[]).includes(id);
}

/** 0 of none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
