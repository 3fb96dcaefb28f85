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
/** Pages of files that are read of one commit. */
const maxPages = 3;
const perPage = 300;

/** What a commit changed against its first parent. */
export type Diff = Pick<Change, 'files' | 'patch'>;

/** One commit with what it changed. */
export interface Detail {
  readonly commit: CommitShape;
  /** As GitHub lists them, without the patches that lie beyond what is kept of a diff. */
  readonly files: readonly FileShape[];
  /** Whether these are all files that it changed. */
  readonly isWhole: boolean;
}

/** Commits with their diffs, each read once. */
export interface Details {
  /** The commit, or `undefined` when the repository has none of that id, or GitHub fails to make its diff. */
  read(sha: string): Promise<Detail | undefined>;
  /** A commit by its whole id, if it was read already. */
  known(sha: string): Detail | undefined;
}

/** What GitHub could not tell: the change is known, its files are not. */
export const noDiff: Diff = { files: [], patch: '' };

/** Reads commits with their diffs. */
export function detailsOf(connection: Connection): Details {
  const known = new Map<string, Detail>();
  return {
    read: memoised(async (sha) => {
      const detail = await detailOf(connection, sha);
      if (detail) known.set(detail.commit.sha, detail);
      return detail;
    }),
    known: (sha) => known.get(sha),
  };
}

async function detailOf(connection: Connection, sha: string): Promise<Detail | undefined> {
  const files: FileShape[] = [];
  try {
    for (let page = 1; ; page += 1) {
      const answer = await connection.request(
        'GET /repos/{owner}/{repo}/commits/{ref}',
        { ref: sha, ...(page > 1 ? { page } : {}) },
        `read the commit ${sha.slice(0, 12)}`,
      );
      const { files: listed = [], ...commit } = shaped(CommitShape, answer, 'a commit');
      files.push(...listed);
      const isLast = !hasNext(answer);
      // An older GitHub Enterprise Server lists no more than one page, and does not say that there is more.
      const isWhole = isLast && listed.length < perPage;
      if (isLast || page === maxPages) return { commit, files: withinPatch(files), isWhole };
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

/** The files without the patches of which a diff that is cut where it is too long shows nothing. */
function withinPatch(files: readonly FileShape[]): FileShape[] {
  let room = maxPatch;
  return files.map(({ patch, ...file }) => {
    const keeps = patch !== undefined && room > 0;
    room -= Buffer.byteLength(patch ?? '');
    return keeps ? { ...file, patch } : file;
  });
}

/** The diff of a commit, not cut yet. It is put together anew each time, so that its text is not kept twice. */
export function diffOf({ files }: Detail): Diff {
  return {
    files: files.map(
      ({ filename, previous_filename: previous, status, additions, deletions }): ChangedFile => ({
        path: filename,
        ...(previous && status === 'renamed' ? { previousPath: previous } : {}),
        additions,
        deletions,
      }),
    ),
    patch: unifiedDiff(files),
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
