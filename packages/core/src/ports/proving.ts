import type { CommandRun } from '../incident/proof.ts';

/** A scratch copy of the repository in which a fix is tried. */
export interface Workspace {
  /** Whether `git apply --check` takes the patch on a commit, and what git says if not. */
  applies(patch: string, sha: string): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

/** A command as an argument list: no shell reads it. */
export interface Command {
  /** Program and arguments. A program with a slash is a file of the tree. */
  readonly args: readonly string[];
  /** Folder of the tree it runs in, forward slashes; the tree itself by default. */
  readonly folder?: string;
}

/** What a copy of the repository is made to hold. */
export interface TreeState {
  /** Commit it begins with. */
  readonly sha: string;
  /** Begins with the first parent of that commit instead. */
  readonly parent?: boolean;
  /** A commit that is taken out of it again. */
  readonly without?: string;
  /** Unified diff that is applied after that. */
  readonly patch?: string;
  /** Files that are laid into it last, whole. */
  readonly files?: readonly { readonly path: string; readonly content: Uint8Array }[];
  /** Folders of this machine that are copied into it, such as installed packages. */
  readonly folders?: readonly { readonly path: string; readonly from: string }[];
}

/** A copy of the repository that is thrown away. */
export interface TrialTree {
  /** Runs one command; outcomes are answers, never exceptions. Its output is not redacted yet. */
  run(command: Command): Promise<CommandRun>;
  /** Ends what still runs there and removes the copy. */
  close(): Promise<void>;
}

/**
 * Runs code that nobody trusts, in copies of the repository: without secrets in the environment, within limits of time and
 * output, with all its children ended, and without reaching the user's own tree.
 */
export interface ProvingGround {
  /** The copy, or one sentence why it cannot be made, such as a change that later ones build on. */
  open(state: TreeState): Promise<TrialTree | { readonly refused: string }>;
}
