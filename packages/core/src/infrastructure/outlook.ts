import type { WorkOrder } from './order.ts';
import type { ClusterTools, Place, ToolCommand } from './tools.ts';

/** One change, and what takes it back. */
export interface WorkStep {
  readonly apply: ToolCommand;
  /** Empty when it cannot be taken back. */
  readonly undo: readonly ToolCommand[];
  /** True when the command may fail with a part of its work done, so that it is taken back then too. */
  readonly partial?: boolean;
}

/** What an order comes to in a cluster at one time, found out without changing anything. */
export interface Outlook {
  /** What would change, one line each, as the tools answered a dry run. Empty: nothing is to do. */
  readonly changes: readonly string[];
  /** What stands there now, without what changes by itself. */
  readonly before: unknown;
  readonly steps: readonly WorkStep[];
  /** Wait for the changes to take effect, and again for what took them back. */
  readonly rollout: readonly ToolCommand[];
  /** Show what stands there afterwards. */
  readonly readBack: readonly ToolCommand[];
  /** How it is taken back, or why it is not, in one sentence. */
  readonly wayBack: string;
}

/** The files of the repository at the commit whose state is applied. */
export interface CommittedFiles {
  readonly commit: string;
  /** Text of a file; `undefined` when the commit does not have it, or not as plain text. */
  readFile(path: string): Promise<string | undefined>;
}

/** With what an order is looked into. */
export interface WorkContext {
  readonly parameters: WorkOrder['parameters'];
  readonly place: Place;
  readonly tools: ClusterTools;
  readonly files: CommittedFiles;
  /** Minutes that a rollout may take. */
  readonly minutes: number;
}

/** What finds out what one action of the closed list comes to. @throws {SreError} when it does not fit what is there. */
export type LookInto = (context: WorkContext) => Promise<Outlook>;
