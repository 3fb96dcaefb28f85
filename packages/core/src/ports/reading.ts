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

/** A job of a workflow run that failed. Names are untrusted text. */
export interface FailedJob {
  readonly id: number;
  readonly name: string;
  /** The first step that failed, where GitHub tells. */
  readonly step?: string;
  readonly url?: string;
}

/** What a step of a run marked on a line. Untrusted text: whatever a step prints can make one. */
export interface RunAnnotation {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A pull request of ours, as its hidden status tells of it. */
export interface RedPull {
  readonly number: number;
  /** Login of who opened it. */
  readonly author: string;
  /** Tip of its branch now. */
  readonly headSha: string;
  /** The tip that we wrote; absent where nobody can read it any more. */
  readonly commit?: string;
  readonly incidentId: string;
  /** Digest of the documents that it was opened with. */
  readonly answer?: string;
  /** Repairs so far, by its hidden status or its label, whichever says more. */
  readonly attempts: number;
  /** False where GitHub cannot merge it. */
  readonly mergeable?: boolean;
}

/** A workflow run that ended, and what is needed to judge it. Names and texts are untrusted. */
export interface RedRun {
  readonly id: number;
  readonly url?: string;
  /** 1 for the first, one more for each time it was started again. */
  readonly attempt: number;
  /** As GitHub names it. */
  readonly conclusion: string;
  /** `owner/name` of the repository that its branch lies in. */
  readonly repository: string;
  readonly branch: string;
  readonly headSha: string;
  /** Login of who caused it. */
  readonly actor: string;
  readonly jobs: readonly FailedJob[];
  readonly annotations: readonly RunAnnotation[];
  /** The open pull request of its branch, when it is one of ours. */
  readonly pull?: RedPull;
  /** The last run of the same workflow on the default branch that ended; absent when there is none. */
  readonly base?: {
    readonly conclusion: string;
    readonly url?: string;
    readonly jobs: readonly FailedJob[];
    /** Logs of its failed jobs. */
    log(): AsyncIterable<Uint8Array>;
  };
  /** Logs of the failed jobs, one after the other. */
  log(): AsyncIterable<Uint8Array>;
}
