import type { ChangedFile } from '../incident/evidence.ts';
import type { CommandRun } from '../incident/proof.ts';
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
  /** `left`: a person took it over or closed it, so it was not touched. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'left';
  /** URL or path. */
  readonly location: string;
  readonly number?: number;
}

/** What a publication came to: something written, or the reason why nothing was. */
export type Outcome = Written | { readonly skipped: string };

/** Everything a published text needs to be found again and never doubled. */
export interface Marked {
  /** Incident key; its hash is hidden in the published text. */
  readonly key: string;
  readonly incidentId: string;
  /** Service of the alert; narrows the search for what is published. */
  readonly service: string;
}

/** The issue of an incident key, as earlier runs and people left it: the open one, or else the newest that is closed. */
export interface KnownIncident {
  readonly number: number;
  readonly location: string;
  readonly state: 'open' | 'closed';
  /** True once the whole answer was published, and where a person made it unreadable to us. */
  readonly answered: boolean;
  /** Begin of the last firing that the issue tells of; ISO 8601, UTC. Absent where a person made it unreadable to us. */
  readonly lastFiredAt?: string;
}

/** The issue of an incident. */
export interface IssueDraft extends Marked {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Begin of this firing; ISO 8601, UTC. */
  readonly firedAt: string;
  /** Paths whose owners are assigned where the policy asks for it. */
  readonly paths: readonly string[];
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
  /** Brings back a reviewed state, so more files may be touched. */
  readonly rollback: boolean;
}

/** A request for infrastructure work; people approve it by its plan hash. */
export interface DispatchDraft extends Marked {
  readonly infrastructure: InfrastructureAction;
  /** Of the whole plan, as the hash binds it. */
  readonly patch: string;
  /** Number of the incident's issue, once it exists. */
  readonly issue?: number;
}

/** What one incident changes in the knowledge base, as one commit. */
export interface KnowledgeDraft extends Marked {
  /** Subject of the commit. */
  readonly message: string;
  /**
   * Whole files to write, relative to the knowledge base, from the files that are there. Called again on newer files
   * when somebody else wrote in between.
   */
  learn(files: readonly KnowledgeFile[]): readonly KnowledgeFile[];
}

/** The alert of an open issue fired again. */
export interface RecurrenceDraft extends Marked {
  /** ISO 8601, UTC. */
  readonly firedAt: string;
  /** Said at most once in the time that the policy names. */
  readonly comment: string;
}

/** The alert of an open issue is over. */
export interface RecoveryDraft extends Marked {
  /** ISO 8601, UTC. */
  readonly firedAt: string;
  /** ISO 8601, UTC; absent when the source does not say when. */
  readonly resolvedAt?: string;
  readonly comment: string;
}

/** Publishes. Every call is idempotent: the same draft again answers `unchanged`. */
export interface CodeWriter {
  /** What is known of an incident key: its issue, if there is one. One request. */
  known(mark: Marked): Promise<KnownIncident | undefined>;
  putIssue(draft: IssueDraft): Promise<Outcome>;
  putPullRequest(draft: PullRequestDraft): Promise<Outcome>;
  putDispatch(draft: DispatchDraft): Promise<Outcome>;
  putKnowledge(draft: KnowledgeDraft): Promise<Outcome>;
  /** Says on the open issue that it fired again, and counts. */
  putRecurrence(draft: RecurrenceDraft): Promise<Outcome>;
  /** Says on the issue that it is over, and how long it took. `undefined` when there is none. */
  putRecovery(draft: RecoveryDraft): Promise<Outcome | undefined>;
  /** Takes back what an earlier run proposed and this one does not. Answers whether there was anything. */
  withdraw(kind: 'pull-request' | 'dispatch', mark: Marked): Promise<boolean>;
  /**
   * Writes onto the issue what the calls before belong to: links to the pull request, the run, the knowledge.
   * Called once after the stages that one process runs, also when one of them failed.
   *
   * @param answered Whether the answer is whole, so that the next delivery of the alert need not be answered again.
   * @param issue Number of the incident's issue, where an earlier process published it.
   */
  settle(mark: Marked, answered: boolean, issue?: number): Promise<void>;
}

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

/** What a model is asked, once. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** The form the reply must have; a provider hands it on where its server knows how. */
  readonly schema?: {
    /** Letters, digits and underscores. */
    readonly name: string;
    /** JSON Schema of an object, every property required. */
    readonly json: Readonly<Record<string, unknown>>;
  };
  /** 0 to 2. */
  readonly temperature?: number;
  /** o200k tokens of the reply, about. */
  readonly maxOutputTokens?: number;
}

/** Tokens as the provider counts them; absent numbers were not told. */
export interface ModelUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** What a model answered. */
export interface ModelReply {
  /** Untrusted. */
  readonly text: string;
  /** True when the reply was ended by its limit, not by the model. */
  readonly cut: boolean;
  readonly usage: ModelUsage;
}

/** A model that answers one prompt. Replies are untrusted text. */
export interface LanguageModel {
  readonly provider: 'copilot' | 'openai';
  /** Name of the model, as shown in reports. */
  readonly id: string;
  /**
   * @throws {SreError} `MODEL_UNREACHABLE`, `MODEL_REFUSED`, `MODEL_LIMIT_REACHED`, `MODEL_TIMED_OUT`, `MODEL_REPLY_INVALID`, or
   *   `TOOL_MISSING` where a program stands between.
   */
  complete(prompt: Prompt): Promise<ModelReply>;
}

/** The texts of `prompts/`. */
export interface PromptStore {
  /** The file `<name>.prompt.yml`. @throws {SreError} `PROMPT_INVALID` when there is none. */
  text(name: string): Promise<string>;
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
