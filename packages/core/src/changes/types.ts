import type { ChangeTrait } from '../failure-modes/types.ts';
import type { EvidenceId, Reason, StackFrame } from '../incident/index.ts';
import type { Change } from '../ports/index.ts';

/** What is known of the trouble, in the words it was seen in. */
export interface Symptom {
  /** Alert texts, log pattern examples, metric names; most telling first. `id` is cited by the reasons. */
  readonly parts: readonly { readonly id?: EvidenceId; readonly text: string }[];
  /** Innermost cause first. Empty: read from the texts. */
  readonly frames: readonly StackFrame[];
  readonly service?: string;
  /** When the trouble began. ISO 8601, UTC. */
  readonly onsetAt?: string;
  /** Changes that a person or the alert named. One signal among others, never the answer. */
  readonly suspected?: readonly { readonly number?: number; readonly sha?: string }[];
}

/** The least that can be ranked: a title, files and a merge time. A `Change` is one. */
export type RankableChange = Pick<Change, 'title' | 'mergedAt' | 'files'> & Partial<Change>;

/** A place in a diff: 1-based line of the new file, or of the old file for removed lines. */
export type Place = Reason['places'][number];

/** A change with the probability that it did it, and why. */
export interface RankedChange<T extends RankableChange = Change> {
  readonly change: T;
  /** 0 to 1. */
  readonly score: number;
  /** Heaviest first. */
  readonly reasons: readonly Reason[];
}

/** All changes, most suspect first. The scores and `noneScore` add up to 1. */
export interface Ranking<T extends RankableChange = Change> {
  readonly ranked: readonly RankedChange<T>[];
  /** Probability that none of these changes did it. */
  readonly noneScore: number;
}

export interface RankOptions {
  /** Log-odds that a kind of change adds for the failure at hand (`FailureMode.causedBy`). */
  readonly traitWeights?: Readonly<Partial<Record<ChangeTrait, number>>>;
  /** How often a merged change is behind this failure at all, 0 to 1. Default .8. */
  readonly changePrior?: number;
}

/** What a diff does, as far as its text shows. */
export interface TraitFinding {
  readonly trait: ChangeTrait;
  /** Completes "the change …": "adds a static map that nothing bounds". */
  readonly why: string;
  readonly places: readonly Place[];
}
