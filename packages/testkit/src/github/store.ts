/** One row of emulate's store; `id`, `created_at` and `updated_at` (ISO 8601) are the store's own. */
export interface Row {
  readonly id: number;
  created_at: string;
  updated_at: string;
}

/** A table of emulate's store. */
export interface Table<T extends Row> {
  insert(row: Omit<T, keyof Row>): T;
  get(id: number): T | undefined;
  findBy(field: string, value: string | number): T[];
  findOneBy(field: string, value: string | number): T | undefined;
  update(id: number, change: Partial<T>): T | undefined;
  delete(id: number): boolean;
  all(): T[];
}

/** A user or an app's bot. */
export interface UserRow extends Row {
  login: string;
  type: string;
  name: string | null;
  email: string | null;
}

/** The repository. */
export interface RepoRow extends Row {
  full_name: string;
  default_branch: string;
  archived: boolean;
  has_issues: boolean;
  private: boolean;
  pushed_at: string | null;
}

/** An issue, or the issue side of a pull request. */
export interface IssueRow extends Row {
  repo_id: number;
  number: number;
  title: string;
  body: string | null;
  state: string;
  state_reason: string | null;
  user_id: number;
  label_ids: number[];
  assignee_ids: number[];
  comments: number;
  closed_at: string | null;
  is_pull_request: boolean;
  [more: string]: unknown;
}

/** A pull request. */
export interface PullRow extends Row {
  repo_id: number;
  number: number;
  title: string;
  body: string | null;
  state: string;
  user_id: number;
  label_ids: number[];
  assignee_ids: number[];
  comments: number;
  draft: boolean;
  merged: boolean;
  merged_at: string | null;
  merge_commit_sha: string | null;
  closed_at: string | null;
  head_ref: string;
  head_sha: string;
  base_ref: string;
  base_sha: string;
  [more: string]: unknown;
}

/** A label. */
export interface LabelRow extends Row {
  repo_id: number;
  node_id: string;
  name: string;
  color: string;
  description: string | null;
  default: boolean;
}

/** A comment on an issue or a pull request. */
export interface CommentRow extends Row {
  issue_number: number | null;
  comment_type: string;
  body: string;
  user_id: number;
}

/** A branch, kept in step with its row in `refs`. */
export interface BranchRow extends Row {
  repo_id: number;
  name: string;
  sha: string;
  protected: boolean;
}

/** A ref by its full name. */
export interface RefRow extends Row {
  repo_id: number;
  ref: string;
  sha: string;
  node_id: string;
}

/** A commit; dates in ISO 8601. */
export interface CommitRow extends Row {
  repo_id: number;
  sha: string;
  node_id: string;
  message: string;
  author_name: string;
  author_email: string;
  author_date: string;
  committer_name: string;
  committer_email: string;
  committer_date: string;
  tree_sha: string;
  parent_shas: string[];
  user_id: number | null;
}

/** One line of a tree. */
export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'commit' | 'tree';
  sha: string;
  size?: number;
}

/** A tree. */
export interface TreeRow extends Row {
  repo_id: number;
  sha: string;
  node_id: string;
  tree: TreeEntry[];
  truncated: boolean;
}

/** A blob; text as it is, anything else in base64. */
export interface BlobRow extends Row {
  repo_id: number;
  sha: string;
  node_id: string;
  content: string;
  encoding: 'base64' | 'utf-8';
  size: number;
}

/** A workflow file. */
export interface WorkflowRow extends Row {
  repo_id: number;
  node_id: string;
  name: string;
  path: string;
  state: string;
  badge_url: string;
}

/** A workflow run. */
export interface RunRow extends Row {
  repo_id: number;
  node_id: string;
  workflow_id: number;
  name: string;
  head_branch: string;
  head_sha: string;
  run_number: number;
  event: string;
  status: string;
  conclusion: string | null;
  actor_id: number;
  run_attempt: number;
  run_started_at: string;
}

/** A job of a run. */
export interface JobRow extends Row {
  repo_id: number;
  node_id: string;
  run_id: number;
  name: string;
  status: string;
  conclusion: string | null;
  started_at: string;
  completed_at: string | null;
  runner_id: number;
  runner_name: string;
  steps: readonly object[];
}

/** The tables we read or write, by the names of emulate 0.12.2. */
export interface GitHubStore {
  readonly users: Table<UserRow>;
  readonly repos: Table<RepoRow>;
  readonly collaborators: Table<Row & { repo_id: number; user_id: number; permission: string }>;
  readonly issues: Table<IssueRow>;
  readonly pulls: Table<PullRow>;
  readonly labels: Table<LabelRow>;
  readonly comments: Table<CommentRow>;
  readonly branches: Table<BranchRow>;
  readonly refs: Table<RefRow>;
  readonly commits: Table<CommitRow>;
  readonly trees: Table<TreeRow>;
  readonly blobs: Table<BlobRow>;
  readonly workflows: Table<WorkflowRow>;
  readonly runs: Table<RunRow>;
  readonly jobs: Table<JobRow>;
}
