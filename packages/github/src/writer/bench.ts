import type { BaseTree, Clock, Head, Log, Policy } from '@sre-aiops/core';
import type { Connection } from '../connect.ts';
import type { Pull } from './answers.ts';

/** The repository below what is written: its tip and its trees. */
export interface Trees {
  /** Tip of the default branch; asked once. */
  head(): Promise<Head>;
  /** Tree id of a commit. */
  treeOf(sha: string): Promise<string>;
  /** Path → git mode of everything at a commit. */
  modes(sha: string): Promise<BaseTree['modes']>;
  /** Text of a file at the tip of the default branch; `undefined` when it is absent, `null` when it is no text. */
  tipText(path: string): Promise<string | null | undefined>;
  /** Text of a file at a commit; `undefined` when it is absent, binary, a link, or too large. */
  readFile(path: string, sha: string): Promise<string | undefined>;
}

/** What every writing part works with. */
export interface Bench {
  readonly connection: Connection;
  readonly trees: Trees;
  /** The policy of the default branch; read once. */
  policy(): Promise<Policy>;
  /** Our open pull requests as they were when first asked for; `openPulls` lists them anew. */
  pulls(): Promise<readonly Pull[]>;
  /** Incident keys whose issue this run opened without finding an older one: nobody can have done anything with them yet. */
  readonly firstSeen: Set<string>;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** Number of an existing issue on which incidents are told, instead of issues of their own. */
  readonly issue?: number | undefined;
  /** How long one who claimed something is left alone before another takes over, in milliseconds. */
  readonly leaseMs: number;
}
