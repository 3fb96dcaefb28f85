import { z } from 'zod';
import type { Connection } from '../connect.ts';
import { committedAt } from './commit.ts';
import { memoised } from './memo.ts';
import { CommitShape, shaped } from './shapes.ts';

/** Pages of 100 commits that are read at most. */
const maxPages = 20;
const perPage = 100;

/** The history of the default branch, read page by page as far as it is asked for. */
export interface History {
  /** The newest commit; `undefined` of an empty repository. */
  tip(): Promise<CommitShape | undefined>;
  /**
   * The first-parent line from a commit, newest first, as far as its commits are not older than a time and the pages
   * reach. Merged branches are no part of it.
   *
   * @param since ISO 8601, UTC.
   */
  line(from: string, since: string): Promise<CommitShape[]>;
  /** Id of the newest commit, if it was read already. */
  knownTip(): string | undefined;
  /** A commit, if it was read already. */
  known(sha: string): CommitShape | undefined;
  /** The first-parent commits from the tip to before a commit, newest first; `undefined` when they were not all read. */
  newerThan(sha: string): CommitShape[] | undefined;
}

/** Reads the history of the default branch. */
export function history(connection: Connection): History {
  const commits = new Map<string, CommitShape>();
  let tip: CommitShape | undefined;

  /** Reads one page more; whether there may be another. */
  async function read(page: number): Promise<boolean> {
    const at = tip ? { sha: tip.sha, page } : {};
    const answer = await connection.request(
      'GET /repos/{owner}/{repo}/commits',
      { per_page: perPage, ...at },
      'read the commits',
    );
    const found = shaped(z.array(CommitShape), answer, 'the commits');
    tip ??= found[0];
    for (const commit of found) commits.set(commit.sha, commit);
    return found.length === perPage && page < maxPages;
  }

  /** Page after page, each once; every one but the first names the tip, so that a push in between shifts none. */
  const page = memoised(async (number): Promise<boolean> => {
    const more: boolean = number === '1' || (await page(String(Number(number) - 1)));
    return more && read(Number(number));
  });

  return {
    async tip() {
      await page('1');
      return tip;
    },
    async line(from, since) {
      const line: CommitShape[] = [];
      let read = 1;
      let more = await page(String(read));
      for (let sha: string | undefined = from; sha; ) {
        const commit: CommitShape | undefined = commits.get(sha);
        if (!commit && !more) return line;
        if (!commit) {
          read += 1;
          more = await page(String(read));
          continue;
        }
        line.push(commit);
        // Clocks differ: the commits that are here anyway are looked at, further ones are not asked for.
        const next: string | undefined = commit.parents[0]?.sha;
        if (committedAt(commit) < since && next && !commits.has(next)) return line;
        sha = next;
      }
      return line;
    },
    knownTip: () => tip?.sha,
    known: (sha) => commits.get(sha),
    newerThan(wanted) {
      const newer: CommitShape[] = [];
      for (let sha = tip?.sha; sha !== wanted; sha = newer.at(-1)?.parents[0]?.sha) {
        const commit = commits.get(sha ?? '');
        if (!commit) return undefined;
        newer.push(commit);
      }
      return newer;
    },
  };
}
