import type { CommitRow } from './store.ts';
import { blobsIn, textOf } from './trees.ts';
import { commitAt, mergeBase, type World } from './world.ts';

/** An issue as a reader sees it. */
export interface IssueState {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly comments: readonly { readonly author: string; readonly body: string }[];
}

/** A pull request as a reader sees it. */
export interface PullState extends IssueState {
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  readonly merged: boolean;
  /** What its head commit changes against where it left its base: new text by path, `null` for a deleted file. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** A workflow run that was dispatched. */
export interface RunState {
  readonly id: number;
  readonly workflow: string;
  readonly title: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly conclusion: string | null;
}

/** Everything on the server that a test may want to compare. */
export interface GitHubState {
  /** Issues only, by number. */
  readonly issues: readonly IssueState[];
  /** Pull requests but those of the seeded history, by number. */
  readonly pulls: readonly PullState[];
  /** Full ref name → commit id. */
  readonly refs: Readonly<Record<string, string>>;
  readonly labels: readonly { readonly name: string; readonly color: string; readonly description: string | null }[];
  readonly runs: readonly RunState[];
  /** The text of every file at a branch, ref or commit, by path; throws when there is none of that name. */
  files(ref: string): Readonly<Record<string, string>>;
  /** The first-parent commits of a ref, newest first. */
  log(ref: string): readonly { readonly sha: string; readonly message: string; readonly author: string }[];
}

/** Reads a world's state; a copy, later writes do not change it. */
export function stateOf(world: World): GitHubState {
  const { store, repoId } = world;
  const byNumber = <T extends { number: number }>(rows: T[]) => rows.sort((a, b) => a.number - b.number);
  const issues = byNumber(store.issues.findBy('repo_id', repoId).filter((row) => !row.is_pull_request));
  const pulls = byNumber(store.pulls.findBy('repo_id', repoId).filter((row) => !world.seeded.has(row.number)));
  return {
    issues: issues.map((row) => issueOf(world, row)),
    pulls: pulls.map((row) => ({
      ...issueOf(world, row),
      head: row.head_ref,
      base: row.base_ref,
      draft: row.draft,
      merged: row.merged,
      files: changedFiles(world, mergeBase(world, row.base_sha, row.head_sha) ?? row.base_sha, row.head_sha),
    })),
    refs: Object.fromEntries(
      store.refs
        .findBy('repo_id', repoId)
        .map((row): [string, string] => [row.ref, row.sha])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    labels: store.labels
      .findBy('repo_id', repoId)
      .map(({ name, color, description }) => ({ name, color, description }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    runs: [...world.dispatched].flatMap(([id, { title, ref, inputs }]) => {
      const run = store.runs.get(id);
      if (!run) return [];
      const workflow = store.workflows.get(run.workflow_id)?.path.split('/').at(-1) ?? '';
      return [{ id, workflow, title, ref, inputs, status: run.status, conclusion: run.conclusion }];
    }),
    files: (ref) => filesAt(world, known(world, ref).tree_sha),
    log: (ref) => logOf(world, known(world, ref)),
  };
}

interface Told {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly user_id: number;
  readonly label_ids: readonly number[];
  readonly assignee_ids: readonly number[];
}

function issueOf(world: World, row: Told): IssueState {
  const { store, repoId } = world;
  const login = (id: number) => store.users.get(id)?.login ?? 'ghost';
  return {
    number: row.number,
    title: row.title,
    body: row.body ?? '',
    state: row.state,
    author: login(row.user_id),
    labels: row.label_ids.flatMap((id) => store.labels.get(id)?.name ?? []).sort(),
    assignees: row.assignee_ids.map(login).sort(),
    comments: store.comments
      .findBy('repo_id', repoId)
      .filter((comment) => comment.comment_type === 'issue' && comment.issue_number === row.number)
      .map((comment) => ({ author: login(comment.user_id), body: comment.body })),
  };
}

function known(world: World, ref: string): CommitRow {
  const commit = commitAt(world, ref);
  if (!commit) throw new Error(`The test's GitHub has no ref or commit ${ref}`);
  return commit;
}

function logOf(world: World, tip: CommitRow): { sha: string; message: string; author: string }[] {
  const log = [];
  let commit: CommitRow | undefined = tip;
  while (commit) {
    log.push({ sha: commit.sha, message: commit.message, author: commit.author_name });
    const parent: string | undefined = commit.parent_shas[0];
    commit = parent ? world.store.commits.findOneBy('sha', parent) : undefined;
  }
  return log;
}

function filesAt(world: World, tree: string): Record<string, string> {
  return Object.fromEntries(
    [...blobsIn(world, tree)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, sha]): [string, string] => [path, textOf(world, sha)]),
  );
}

function changedFiles(world: World, base: string, head: string): Record<string, string | null> {
  const before = blobsIn(world, world.store.commits.findOneBy('sha', base)?.tree_sha ?? '');
  const after = blobsIn(world, world.store.commits.findOneBy('sha', head)?.tree_sha ?? '');
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return Object.fromEntries(
    paths
      .filter((path) => before.get(path) !== after.get(path))
      .map((path): [string, string | null] => {
        const sha = after.get(path);
        return [path, sha === undefined ? null : textOf(world, sha)];
      }),
  );
}
