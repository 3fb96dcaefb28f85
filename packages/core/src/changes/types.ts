import type { ChangeTrait } from '../failure-modes/types.ts';
import type { EvidenceId, Reason, StackFrame } from '../incident/index.ts';
import type { Change } from '../ports/index.ts';

/** One text of the symptom. */
export interface SymptomPart {
  /** Cited by the reasons. */
  readonly id?: EvidenceId;
  readonly text: string;
  /** How much its words tell, 0 to 1; by default by its place in the list. */
  readonly weight?: number;
  /** Text of a machine: its everyday words tell less than the names in it. */
  readonly isLog?: boolean;
}

/** What is known of the trouble, in the words it was seen in. */
export interface Symptom {
  /** Alert texts, log pattern examples, metric names; most telling first. */
  readonly parts: readonly SymptomPart[];
  /** Innermost cause first. Empty: read from the texts. */
  readonly frames: readonly StackFrame[];
  /** The repository's files through which the stack trace passes, innermost first, with the line where it does. */
  readonly sources?: readonly { readonly path: string; readonly line?: number; readonly text: string }[];
  readonly service?: string;
  /** When the trouble began. ISO 8601, UTC. */
  readonly onsetAt?: string;
  /** Changes that a person or the alert named. One signal among others, never the answer. */
  readonly suspected?: readonly { readonly number?: number; readonly sha?: string }[];
  /** The changes that did past incidents like this one. */
  readonly past?: readonly PastCulprit[];
  /** Files whose owners bear the failing service's name, by CODEOWNERS. */
  readonly ownedPaths?: ReadonlySet<string>;
  /** What the log says when all is well: its words tell little. */
  readonly usual?: readonly string[];
}

/** The change behind a past incident. */
export interface PastCulprit {
  /** The past incident, cited by the reasons. */
  readonly id: EvidenceId;
  readonly number?: number;
  readonly title: string;
  /** How like this incident that one is, 0 to 1. */
  readonly likeness: number;
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

/** What the failure modes say of causes, and what the trace is worth; all optional. */
export interface RankOptions {
  /** Log-odds that a kind of change adds for the failure at hand (`FailureMode.causedBy`). */
  readonly traitWeights?: Readonly<Partial<Record<ChangeTrait, number>>>;
  /** How often a merged change is behind this failure at all, 0 to 1. Default .8. */
  readonly changePrior?: number;
  /** How far a stack frame tells who did it, 0 to 1 (`FailureMode.frameTrust`). Default 1. */
  readonly frameTrust?: number;
  /** How likely it took hours or days from the change to the first failure, 0 to 1. Default 0. */
  readonly buildsUp?: number;
  /** How likely the failure shows under load only, 0 to 1 (`FailureMode.underLoad`). Default 0. */
  readonly underLoad?: number;
}

/** What a diff does, as far as its text shows. */
export interface TraitFinding {
  readonly trait: ChangeTrait;
  /** Completes "the change …": "adds a static map that nothing bounds". */
  readonly why: string;
  readonly places: readonly Place[];
}
