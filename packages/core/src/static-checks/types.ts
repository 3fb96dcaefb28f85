import type { Check } from '../incident/index.ts';
import type { FilePair } from '../remediations/unified.ts';

/** What a check may look at beside the files that a plan touches: the repository at the head. */
export interface Surroundings {
  /** All paths, sorted. */
  readonly paths: readonly string[];
  /** Text of a file; `undefined` when it is absent or no text. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Whether the plan takes a change back: then what it creates was there before, and may have run. */
  readonly rollback?: boolean;
}

/** What is wrong with a text, as one sentence; `undefined` when nothing is. */
export type Fault = string | undefined;

/** How files of one format are read. */
export interface Format {
  /** As people call it: `JSON`, `Java`. */
  readonly name: string;
  /** What it means that a file passed. */
  readonly passed: string;
  /** Whether the reader may refuse valid text now and then: then it fails only a file that it accepted before. */
  readonly unsure?: boolean;
  /** What is wrong with a text, or `skipped`: why it cannot be told. */
  readonly read: (text: string, path: string) => Promise<Fault | { readonly skipped: string }>;
}

/** A check of its own, over all files that a plan touches. */
export type PlanCheck = (pairs: readonly FilePair[], around: Surroundings) => Promise<Check[]>;
