import type { ChangedFile } from '../incident/evidence.ts';
import type { FileEdit, InfrastructureAction } from '../incident/remediation.ts';

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

/** What a write came to. */
export interface Written {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** URL or path. */
  readonly location: string;
  readonly number?: number;
}

/** Everything a published text needs to be found again and never doubled. */
interface Marked {
  /** Incident key; hidden in the published text. */
  readonly key: string;
  readonly incidentId: string;
}

/** The issue of an incident. */
export interface IssueDraft extends Marked {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** The pull request of a fix: its branch, texts and files. */
export interface PullRequestDraft extends Marked {
  readonly branch: string;
  readonly baseSha: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly edits: readonly FileEdit[];
  readonly patch: string;
}

/** A request for infrastructure work; people approve it by its plan hash. */
export interface DispatchDraft extends Marked {
  readonly infrastructure: InfrastructureAction;
}

/** What one incident changes in the knowledge base, as one commit. */
export interface KnowledgeDraft extends Marked {
  readonly message: string;
  /** Whole files, relative to the knowledge base. */
  readonly files: readonly KnowledgeFile[];
}

/** Publishes. Every call is idempotent: the same draft again answers `unchanged`. */
export interface CodeWriter {
  putIssue(draft: IssueDraft): Promise<Written>;
  putPullRequest(draft: PullRequestDraft): Promise<Written>;
  putDispatch(draft: DispatchDraft): Promise<Written>;
  putKnowledge(draft: KnowledgeDraft): Promise<Written>;
  /** Takes back what an earlier run proposed and this one does not. Answers whether there was anything. */
  withdraw(kind: 'pull-request' | 'dispatch', mark: Marked): Promise<boolean>;
}

/** A scratch copy of the repository in which a fix is tried. */
export interface Workspace {
  /** Whether `git apply --check` takes the patch on a commit, and what git says if not. */
  applies(patch: string, sha: string): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

/** A model that answers one prompt. Replies are untrusted text. */
export interface LanguageModel {
  /** Provider and model, as shown in reports. */
  readonly id: string;
  complete(prompt: { readonly system: string; readonly user: string }): Promise<string>;
}

/** The texts of `prompts/`, filled. */
export interface PromptStore {
  render(
    name: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<{ readonly system: string; readonly user: string }>;
}

/** The only source of the present time. */
export interface Clock {
  /** ISO 8601, UTC. */
  now(): string;
}

/** Progress and results for people. Text may be untrusted; implementations make it harmless. */
export interface Log {
  info(message: string): void;
  warning(message: string): void;
  section<T>(title: string, work: () => Promise<T>): Promise<T>;
}
