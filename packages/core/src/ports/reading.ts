import type { ChangedFile, Gap } from '../incident/evidence.ts';

/** The tip of the default branch. */
export interface Head {
  /** `owner/name`, or a folder name. */
  readonly repository: string;
  readonly branch: string;
  readonly sha: string;
  /** Page of the repository, without credentials; absent when it has none that we know. */
  readonly url?: string;
  /** True when older history is missing from the clone. */
  readonly shallow: boolean;
}

/** A merged pull request or a direct push. */
export interface Change {
  /** Absent for a direct push. */
  readonly number?: number;
  readonly sha: string;
  /** The commit it was merged onto; absent for the first commit. */
  readonly parentSha?: string;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly mergedAt: string;
  readonly url?: string;
  readonly files: readonly ChangedFile[];
  /** Unified diff against `parentSha`, with `diff --git` headers. May be cut; empty when unknown. */
  readonly patch: string;
}

/** A commit that was brought into an environment, or was to be. */
export interface Deployment {
  readonly sha: string;
  readonly environment: string;
  /** `success` also where a later one took its place; `unknown` where its outcome was not looked up. */
  readonly state: 'success' | 'failure' | 'pending' | 'unknown';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When it succeeded or failed; absent before. */
  readonly finishedAt?: string;
  readonly url?: string;
}

/** Reads a repository: a local clone, or GitHub. Missing files are `undefined`; anything else that fails is an `SreError`. */
export interface CodeReader {
  head(): Promise<Head>;
  /** Changes merged to the default branch, newest first. Times are ISO 8601, UTC; `limit` bounds the count. */
  mergedChanges(window: { readonly since: string; readonly until: string; readonly limit: number }): Promise<Change[]>;
  /** One change by its commit; `undefined` when the repository does not have it. */
  change(sha: string): Promise<Change | undefined>;
  /** Paths of all files at a commit, sorted. */
  listFiles(sha: string): Promise<string[]>;
  /** Text of a file at a commit; `undefined` when it is absent, binary, a link, or over 1 MiB. */
  readFile(path: string, sha: string): Promise<string | undefined>;
  /** Deployments into production, or the environment named, that were created within a window, newest first. */
  deployments?(window: {
    readonly since: string;
    readonly until: string;
    readonly environment?: string | undefined;
  }): Promise<Deployment[]>;
  /** The changes that one commit has and another has not, newest first; `undefined` when that cannot be told. */
  changesBetween?(baseSha: string, headSha: string, limit: number): Promise<Change[] | undefined>;
}

/** The bytes of a log, to be read once. */
export interface LogReader extends AsyncIterable<Uint8Array> {
  /** What could not be read or was cut; known once the bytes were read. */
  gaps?(): readonly Gap[];
}

/** One file of a knowledge base. */
export interface KnowledgeFile {
  /** Relative to the knowledge base, forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Reads the knowledge base; a missing one is empty. */
export interface KnowledgeReader {
  files(): Promise<KnowledgeFile[]>;
}
