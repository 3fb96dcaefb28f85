import type { FileEdit, InfrastructureAction, Repair } from '../incident/remediation.ts';
import type { KnowledgeFile } from './reading.ts';

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
  /** Repairs so far, with this one. */
  readonly attempt: number;
  /** Digest of the documents that it was made from. */
  readonly answer: string;
}

/** What is done about a pull request of ours whose checks are red. */
export interface RepairDraft extends Marked {
  readonly verdict: Repair['verdict'];
  /** Number of the pull request, and the tip of its branch that failed: another one is a person's, and ends it. */
  readonly pull: number;
  readonly commit: string;
  /** Number of the run that failed. */
  readonly run: number;
  /** What is said on the pull request; Markdown of ours. */
  readonly comment: string;
  /** The mended fix, where there is one. */
  readonly fix?: PullRequestDraft;
  /** `pull-request`: the mended fix gets its own, and the red one is closed. `commit`: one more commit on the same branch. */
  readonly as: Repair['as'];
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
  /** What is known of an incident key: its issue, if there is one. One request, asked once. */
  known(mark: Marked): Promise<KnownIncident | undefined>;
  putIssue(draft: IssueDraft): Promise<Outcome>;
  putPullRequest(draft: PullRequestDraft): Promise<Outcome>;
  /** Publishes a repair: the mended fix, one more run of the failed jobs, or a comment that asks a person. */
  putRepair(draft: RepairDraft): Promise<Outcome>;
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
