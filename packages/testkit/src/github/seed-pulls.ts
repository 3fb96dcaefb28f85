import type { GitMirror } from './git.ts';
import { loadObjects } from './seed.ts';
import type { CommitRow, GitHubStore } from './store.ts';

/**
 * Tells the first-parent commits of the default branch as merged pull requests: `feat: a thing (#52)` becomes pull
 * request 52, squashed and merged when its commit says, from a branch that is gone. Its head commit holds the same tree
 * under another id, as on GitHub.
 *
 * @returns The numbers told.
 */
export async function tellMergedPulls(
  store: GitHubStore,
  git: GitMirror,
  repoId: number,
  branch: { readonly name: string; readonly tip: string },
): Promise<Set<number>> {
  const numbers = new Set<number>();
  for (const commit of firstParents(store, branch.tip).reverse()) {
    const [, title = '', digits] = /^(.*?) \(#(\d+)\)$/m.exec(commit.message.split('\n')[0]!) ?? [];
    const parent = commit.parent_shas[0];
    const number = Number(digits);
    if (!digits || !parent || numbers.has(number)) continue;
    numbers.add(number);
    const body = commit.message.split('\n').slice(2).join('\n').trim() || null;
    await tell(store, git, repoId, { base: branch.name, commit, parent, number, title, body });
  }
  return numbers;
}

/** The first-parent history of a commit, newest first. */
export function firstParents(store: GitHubStore, tip: string): CommitRow[] {
  const commits: CommitRow[] = [];
  let commit = store.commits.findOneBy('sha', tip);
  while (commit) {
    commits.push(commit);
    const [parent] = commit.parent_shas;
    commit = parent ? store.commits.findOneBy('sha', parent) : undefined;
  }
  return commits;
}

interface Merged {
  readonly base: string;
  readonly commit: CommitRow;
  readonly parent: string;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
}

async function tell(store: GitHubStore, git: GitMirror, repoId: number, merged: Merged): Promise<void> {
  const { commit, parent, number, title, body } = merged;
  const author = `${commit.author_name} <${commit.author_email}> ${Date.parse(commit.author_date) / 1000} +0000`;
  const head = await git.write(
    'commit',
    Buffer.from(`tree ${commit.tree_sha}\nparent ${parent}\nauthor ${author}\ncommitter ${author}\n\n${title}\n`),
  );
  loadObjects(store, repoId, await git.read([head]));
  const user = authorOf(store, commit);
  const mergedAt = commit.committer_date;
  const times = { created_at: new Date(Date.parse(mergedAt) - 3_600_000).toISOString(), updated_at: mergedAt };
  const shared = {
    node_id: `PR_${number}`,
    number,
    repo_id: repoId,
    title,
    body,
    state: 'closed',
    locked: false,
    user_id: user,
    assignee_ids: [],
    label_ids: [],
    milestone_id: null,
    comments: 0,
    closed_at: mergedAt,
  };
  const issue = store.issues.insert({
    ...shared,
    state_reason: null,
    active_lock_reason: null,
    closed_by_id: user,
    is_pull_request: true,
  });
  const pull = store.pulls.insert({
    ...shared,
    head_ref: `change-${number}`,
    head_sha: head,
    head_repo_id: repoId,
    base_ref: merged.base,
    base_sha: parent,
    base_repo_id: repoId,
    merged: true,
    merged_at: mergedAt,
    merged_by_id: user,
    merge_commit_sha: commit.sha,
    mergeable: null,
    mergeable_state: 'unknown',
    review_comments: 0,
    commits: 1,
    additions: 0,
    deletions: 0,
    changed_files: 0,
    draft: false,
    requested_reviewer_ids: [],
    requested_team_ids: [],
    auto_merge: null,
  });
  Object.assign(issue, times);
  Object.assign(pull, times);
}

/** The team that wrote a commit, as a user of its own. */
function authorOf(store: GitHubStore, commit: CommitRow): number {
  const login = commit.author_name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const known = store.users.all().find((user) => user.email === commit.author_email || user.login === login);
  if (known) return known.id;
  const model = store.users.all()[0]!;
  const { id: _id, ...rest } = model;
  return store.users.insert({
    ...rest,
    login: login || 'author',
    type: 'User',
    name: commit.author_name,
    email: commit.author_email,
  }).id;
}
