import { type BaseTree, type Change, type CodeReader, type FailedJob, type Head, SreError } from '@sre-aiops/core';
import type { Connection } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { artifact } from './artifacts.ts';
import { type Detail, detailsOf, diffOf, noDiff, withinRoom } from './changes.ts';
import { committedAt, describe } from './commit.ts';
import { deploymentsIn } from './deployments.ts';
import { earlierFiles } from './earlier-files.ts';
import { type History, history } from './history.ts';
import { failedJobs, jobLog } from './jobs.ts';
import { once } from './memo.ts';
import { type PullsOf, pullsOf } from './pulls.ts';
import { type CommitShape, CompareShape, RepositoryShape, shaped } from './shapes.ts';
import { trees } from './trees.ts';

/** Changes whose files and patches are read, newest first; each costs one request. */
const maxPatched = 200;

/** Reads a repository on GitHub. What was read once is not asked for again. */
export interface GithubReader extends Required<CodeReader> {
  /** Path → git mode of everything at a commit but its folders; submodules (`160000`) included. */
  modes(sha: string): Promise<BaseTree['modes']>;
  /** Id of a commit's tree. */
  treeOf(sha: string): Promise<string>;
  /** Text of a file at the tip of the default branch; asks for that file alone unless all were read. As of `Trees.tipText`. */
  tipText(path: string): Promise<string | null | undefined>;
  failedJobs(runId: number): Promise<FailedJob[]>;
  jobLog(jobId: number): AsyncIterable<Uint8Array>;
  /** An artifact of a workflow run, as a zip archive. */
  artifact(runId: number, name: string): AsyncGenerator<Uint8Array>;
}

/**
 * A repository on GitHub as a `CodeReader`. Reading an incident costs a request for each change and few more: the
 * repository, its commits (one for every 100 of the window), its deployments, its files as one archive, and its pull
 * requests where messages of commits do not name them. Files of earlier commits are worked out from these.
 */
export function githubReader(connection: Connection): GithubReader {
  const past = history(connection);
  const details = detailsOf(connection);
  const repository = once(() => readRepository(connection));
  const pulls = once(async () => pullsOf(connection, (await repository()).default_branch));
  const files = trees(connection, {
    repositoryKib: async () => (await repository()).size,
    tip: () => past.knownTip(),
    treeId: (sha) => past.known(sha)?.commit.tree.sha,
  });
  const tip = once(async () => {
    const [{ full_name: name }, commit] = await Promise.all([repository(), tipOf(past)]);
    if (commit) return commit;
    throw new SreError(
      'REPOSITORY_UNREADABLE',
      `${name} has no commit yet.`,
      'Name the repository that runs in production.',
    );
  });

  async function modes(sha: string): Promise<ReadonlyMap<string, string>> {
    return new Map(Array.from(await files.tree(sha), ([path, { mode }]) => [path, mode]));
  }

  async function changesOf(commits: readonly CommitShape[]): Promise<Change[]> {
    const known = await pullsFor(commits, pulls);
    const url = (await repository()).html_url;
    const changes = commits.map(async (commit, index): Promise<Change> => {
      const detail = index < maxPatched ? await details.read(commit.sha) : undefined;
      return { ...describe(commit, known.get(commit.sha), url), ...(detail ? diffOf(detail) : noDiff) };
    });
    return withinRoom(await Promise.all(changes));
  }

  return {
    async head(): Promise<Head> {
      const [{ full_name, default_branch, html_url }, { sha }] = await Promise.all([repository(), tip()]);
      const url = html_url ? { url: html_url } : {};
      return { repository: full_name, branch: default_branch, sha, shallow: false, ...url };
    },
    async mergedChanges({ since, until, limit }) {
      const [from, to] = [new Date(since).toISOString(), new Date(until).toISOString()];
      const line = await past.line((await tip()).sha, from);
      const within = line.filter((commit) => committedAt(commit) >= from && committedAt(commit) <= to);
      return changesOf(within.slice(0, limit).filter(({ parents }) => parents.length > 0));
    },
    async change(sha) {
      if (!/^[0-9a-f]{7,64}$/.test(sha)) return undefined;
      const detail: Detail | undefined = await details.read(sha);
      if (!detail) return undefined;
      const known = await pullsFor([detail.commit], pulls);
      const described = describe(detail.commit, known.get(detail.commit.sha), (await repository()).html_url);
      return withinRoom([{ ...described, ...diffOf(detail) }])[0];
    },
    ...earlierFiles(files, past, details),
    modes,
    treeOf: (sha) => files.treeOf(sha),
    tipText: (path) => files.tipText(path),
    deployments: (window) => deploymentsIn(connection, window),
    async changesBetween(baseSha, headSha, limit) {
      const commits = await between(connection, past, baseSha, headSha);
      return commits && commits.length <= limit ? changesOf(commits) : undefined;
    },
    failedJobs: (runId) => failedJobs(connection, runId),
    jobLog: (jobId) => jobLog(connection, jobId),
    artifact: (runId, name) => artifact(connection, runId, name),
  };
}

async function readRepository(connection: Connection) {
  const answer = await connection.request('GET /repos/{owner}/{repo}', {}, 'read the repository');
  return shaped(RepositoryShape, answer, 'the repository');
}

/** GitHub answers 409 for the commits of an empty repository. */
async function tipOf(past: History): Promise<CommitShape | undefined> {
  return past.tip().catch((error) => {
    if (statusOf(error) === 409) return undefined;
    throw error;
  });
}

async function pullsFor(commits: readonly CommitShape[], pulls: () => Promise<PullsOf>) {
  return (await pulls())(commits);
}

/**
 * The first-parent commits of a head that a base does not have, newest first: from the history that was read, or by
 * compare. `undefined` when GitHub knows one of the two no more, or they are too far apart.
 */
async function between(
  connection: Connection,
  past: History,
  baseSha: string,
  headSha: string,
): Promise<CommitShape[] | undefined> {
  const base = past.known(baseSha);
  if (base && past.known(headSha)) {
    const line = await past.line(headSha, committedAt(base));
    const end = line.findIndex(({ sha }) => sha === baseSha);
    if (end >= 0) return line.slice(0, end);
  }
  try {
    const answer = await connection.request(
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { basehead: `${baseSha}...${headSha}` },
      'compare two deployments',
    );
    const { total_commits: total, commits } = shaped(CompareShape, answer, 'a comparison');
    return total > commits.length ? undefined : firstParents(commits, headSha);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function firstParents(commits: readonly CommitShape[], headSha: string): CommitShape[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const line: CommitShape[] = [];
  for (let commit = known.get(headSha); commit; commit = known.get(commit.parents[0]?.sha ?? '')) line.push(commit);
  return line;
}
