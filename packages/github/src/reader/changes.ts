import { type Change, type ChangedFile, SreError } from '@sre-aiops/core';
import type { Answer, Connection } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { memoised } from './memo.ts';
import { CommitShape, type FileShape, shaped } from './shapes.ts';
import { cutAtLine, unifiedDiff } from './unified-diff.ts';

/** Longest patch kept of one change, in bytes; what is longer is cut at a line's end. */
const maxPatch = 400_000;
/** Bytes of patches after which only the beginning of each older one is kept. */
const maxPatches = 16_000_000;
const maxOldPatch = 8_000;
/** Pages of 300 files that are read of one commit. */
const maxPages = 3;

/** What a commit changed against its first parent. */
export type Diff = Pick<Change, 'files' | 'patch'>;

/** One commit with what it changed. */
export interface Detail {
  readonly commit: CommitShape;
  readonly diff: Diff;
}

/** What GitHub could not tell: the change is known, its files are not. */
export const noDiff: Diff = { files: [], patch: '' };

/** Reads commits with their diffs, each once. */
export function detailsOf(connection: Connection): (sha: string) => Promise<Detail | undefined> {
  return memoised((sha) => detailOf(connection, sha));
}

/** The commit, or `undefined` when the repository has none of that id, or GitHub fails to make its diff. */
async function detailOf(connection: Connection, sha: string): Promise<Detail | undefined> {
  const files: FileShape[] = [];
  try {
    for (let page = 1; ; page += 1) {
      const answer = await connection.request(
        'GET /repos/{owner}/{repo}/commits/{ref}',
        { ref: sha, ...(page > 1 ? { page } : {}) },
        `read the commit ${sha.slice(0, 12)}`,
      );
      const commit = shaped(CommitShape, answer, 'a commit');
      files.push(...(commit.files ?? []));
      if (page === maxPages || !hasNext(answer)) return { commit, diff: diffOf(files) };
    }
  } catch (error) {
    const status = statusOf(error);
    if (error instanceof SreError && (status === 404 || status === 422 || (status ?? 0) >= 500)) return undefined;
    throw error;
  }
}

function hasNext(answer: Answer): boolean {
  return /rel="next"/.test(String(answer.headers.link ?? ''));
}

function diffOf(files: readonly FileShape[]): Diff {
  return {
    files: files.map(
      ({ filename, previous_filename: previous, status, additions, deletions }): ChangedFile => ({
        path: filename,
        ...(previous && status === 'renamed' ? { previousPath: previous } : {}),
        additions,
        deletions,
      }),
    ),
    patch: cutAtLine(unifiedDiff(files), maxPatch),
  };
}

/** The same changes, newest first, with no more of the older patches than fits. */
export function withinRoom(changes: readonly Change[]): Change[] {
  let room = maxPatches;
  return changes.map((change) => {
    const patch = cutAtLine(change.patch, Math.max(maxOldPatch, Math.min(maxPatch, room)));
    room -= Buffer.byteLength(patch);
    return patch === change.patch ? change : { ...change, patch };
  });
}
