import { type BaseTree, type FileEdit, SreError } from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import { Comparison, GitCommit, Ref, read, Sha } from './answers.ts';
import type { Bench } from './bench.ts';

/** One file of a new tree; `sha: null` deletes. Source: docs.github.com, "Create a tree". */
export type Entry =
  | { readonly path: string; readonly mode: string; readonly type: 'blob'; readonly content: string }
  | { readonly path: string; readonly mode: string; readonly type: 'blob'; readonly sha: null };

/** The edits as entries of a tree; a file keeps its mode. */
export function editsOf(edits: readonly Pick<FileEdit, 'path' | 'action' | 'content'>[], modes: BaseTree['modes']) {
  return edits.map(({ path, action, content }): Entry => {
    const file = { path, mode: modes.get(path) ?? '100644', type: 'blob' } as const;
    return action === 'delete' ? { ...file, sha: null } : { ...file, content };
  });
}

/** The tree of a commit with entries put into it: its id. The same content has the same id. */
export async function treeWith(
  { connection, trees }: Pick<Bench, 'connection' | 'trees'>,
  base: string,
  entries: readonly Entry[],
): Promise<string> {
  const { data } = await connection.request(
    'POST /repos/{owner}/{repo}/git/trees',
    { base_tree: await trees.treeOf(base), tree: entries },
    'write the files',
  );
  return read(Sha, data).sha;
}

/** One commit. It names neither author nor date, so that GitHub signs it in the name of the token. */
export async function commitTree(
  { connection }: Pick<Bench, 'connection'>,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string> {
  const { data } = await connection.request(
    'POST /repos/{owner}/{repo}/git/commits',
    { ...commit },
    'write the commit',
  );
  return read(Sha, data).sha;
}

/** Whether a commit is the tip of the default branch, or one before it. */
export async function isOnDefaultBranch(bench: Pick<Bench, 'connection' | 'trees'>, commit: string): Promise<boolean> {
  const { sha } = await bench.trees.head();
  return commit === sha || isBefore(bench, commit, sha);
}

/** Whether one commit is an ancestor of another. */
export async function isBefore(
  { connection }: Pick<Bench, 'connection'>,
  older: string,
  newer: string,
): Promise<boolean> {
  try {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { basehead: `${older}...${newer}`, per_page: 1 },
      'compare two commits',
    );
    return ['ahead', 'identical'].includes(read(Comparison, data).status);
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** Id of a commit's tree. */
export async function treeAt({ connection }: Pick<Bench, 'connection'>, sha: string): Promise<string> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    { commit_sha: sha },
    'read a commit',
  );
  return read(GitCommit, data).tree.sha;
}

/** Commit at the tip of a branch; `undefined` when there is no such branch. */
export async function tipOf({ connection }: Pick<Bench, 'connection'>, branch: string): Promise<string | undefined> {
  try {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/git/ref/{+ref}',
      { ref: `heads/${branch}` },
      `read the branch ${branch}`,
    );
    return read(Ref, data).object.sha;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** What a branch is after it was to be created: ours, there before with the same commit, or there with another one. */
export type Created = 'created' | 'same' | 'other';

/** Creates a branch. Where GitHub was asked twice because no answer came, its own work reads as `same`. */
export async function createBranch(bench: Bench, branch: string, commit: string): Promise<Created> {
  try {
    await bench.connection.request(
      'POST /repos/{owner}/{repo}/git/refs',
      { ref: `refs/heads/${branch}`, sha: commit },
      `create the branch ${branch}`,
    );
    return 'created';
  } catch (error) {
    const tip = statusOf(error) === 422 ? await tipOf(bench, branch) : undefined;
    if (tip === undefined) throw error;
    return tip === commit ? 'same' : 'other';
  }
}

/**
 * Moves a branch forward to a commit, if nobody moved it meanwhile: the commit must descend from its tip.
 *
 * @returns `false` when somebody did, or the branch is gone.
 * @throws {SreError} when the repository's rules forbid it.
 */
export async function moveBranch(
  { connection }: Pick<Bench, 'connection'>,
  branch: string,
  commit: string,
  parent: string,
): Promise<boolean> {
  try {
    await connection.request(
      'PATCH /repos/{owner}/{repo}/git/refs/{+ref}',
      { ref: `heads/${branch}`, sha: commit, force: false },
      `update the branch ${branch}`,
    );
    return true;
  } catch (error) {
    if (![404, 409, 422].includes(statusOf(error) ?? 0)) throw error;
    if (error instanceof SreError && /not a fast.forward/i.test(error.message)) return false;
    const tip = await tipOf({ connection }, branch);
    if (tip === commit) return true;
    if (tip === parent) throw error;
    return false;
  }
}
