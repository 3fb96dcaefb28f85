import { z } from 'zod';
import type { Connection } from '../connect.ts';
import { committedAt, namesItsPull } from './commit.ts';
import { type CommitShape, PullShape, shaped } from './shapes.ts';

const maxPages = 3;
const perPage = 100;

/** The pull requests that some commits merged, by the commits' ids. */
export type PullsOf = (commits: readonly CommitShape[]) => Promise<ReadonlyMap<string, PullShape>>;

/**
 * Finds pull requests by their merge commits. Nothing is asked for as long as every commit's message names its own; the
 * pages are read while they may still hold one that was merged as early as the oldest commit which does not.
 *
 * @param base Name of the default branch.
 */
export function pullsOf(connection: Connection, base: string): PullsOf {
  const found = new Map<string, PullShape>();
  let reached = '9999';
  let pages = 0;
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    pages += 1;
    const answer = await connection.request(
      'GET /repos/{owner}/{repo}/pulls',
      { state: 'closed', base, sort: 'updated', direction: 'desc', per_page: perPage, page: pages },
      'read the pull requests',
    );
    const page = shaped(z.array(PullShape), answer, 'the pull requests');
    for (const pull of page) if (pull.merged_at && pull.merge_commit_sha) found.set(pull.merge_commit_sha, pull);
    reached = page.length < perPage ? '0' : (page.at(-1)?.updated_at ?? '0');
  }

  return async (commits) => {
    const unnamed = commits.filter((commit) => !namesItsPull(commit) && commit.parents.length > 0);
    reading = reading
      .catch(() => {})
      .then(async () => {
        const oldest = () => unnamed.findLast(({ sha }) => !found.has(sha));
        for (let commit = oldest(); commit && pages < maxPages && committedAt(commit) < reached; commit = oldest()) {
          await read();
        }
      });
    await reading;
    return found;
  };
}
