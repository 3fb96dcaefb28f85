import { type Change, type Head, pullRequestOf } from '@sre-aiops/core';
import { type DiffCollector, diffCollector, lineSplitter } from './diff-collector.ts';
import { gitFailed, gitStream, gitText } from './git.ts';

/** Longest patch kept of one change, in bytes; what is longer is cut at a line's end. */
const maxPatch = 400_000;
/** Bytes of patches after which only the beginning of each older one is kept. */
const maxPatches = 16_000_000;
const maxOldPatch = 8_000;
const maxTitle = 500;
const maxBody = 20_000;

/** git works on this folder as its git directory and finds no work tree beside it, so that nothing uncommitted is seen. */
export const onlyCommitted = ['--git-dir=.', '--work-tree=.'];

interface Commit extends Omit<Change, 'files' | 'patch'> {}

/**
 * Changes of the first-parent line that were committed within a window, newest first. The first commit of a repository
 * imports what was there; it is no change that could have broken it.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`.
 */
export async function mergedChanges(
  gitDir: string,
  head: Head,
  window: { since: string; until: string; limit: number },
): Promise<Change[]> {
  const since = Date.parse(window.since) / 1000;
  const until = Date.parse(window.until) / 1000;
  const line = await gitText(gitDir, [...onlyCommitted, 'rev-list', '--first-parent', '--timestamp', head.sha]);
  const within = line.split('\n').flatMap((entry) => {
    const [at = '', sha = ''] = entry.split(' ');
    return sha && Number(at) >= since && Number(at) <= until ? [sha] : [];
  });
  const commits = await commitsOf(gitDir, head, within.slice(0, window.limit));
  return withPatches(
    gitDir,
    commits.filter(({ parentSha }) => parentSha !== undefined),
  );
}

/** One change by its commit; `undefined` when the clone does not have it. */
export async function changeAt(gitDir: string, head: Head, sha: string): Promise<Change | undefined> {
  if (!/^[0-9a-f]{7,64}$/.test(sha)) return undefined;
  const found = await gitText(gitDir, [...onlyCommitted, 'rev-parse', '--verify', `${sha}^{commit}`]).catch(() => '');
  const commits = found ? await commitsOf(gitDir, head, [found.trim()]) : [];
  return (await withPatches(gitDir, commits))[0];
}

/** What the commits say of themselves, in the order asked for. No field of a commit can hold the NUL that separates them. */
async function commitsOf(gitDir: string, head: Head, shas: readonly string[]): Promise<Commit[]> {
  if (shas.length === 0) return [];
  const format = ['%H', '%P', '%ct', '%an', '%s', '%b'].join('%x00');
  const args = [
    ...['log', '--no-walk=unsorted', '--stdin', '-z', '--no-show-signature', '--no-color'],
    ...['--encoding=UTF-8', '--no-patch', `--format=${format}`],
  ];
  const fields = (await gitText(gitDir, [...onlyCommitted, ...args], { input: `${shas.join('\n')}\n` })).split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + 6 < fields.length; at += 6) commits.push(commitOf(fields.slice(at, at + 6), head.url));
  return commits;
}

function commitOf(fields: readonly string[], repositoryUrl: string | undefined): Commit {
  const [sha = '', parents = '', committedAt = '', author = '', subject = '', body = ''] = fields;
  const { number, title } = pullRequestOf(oneLine(subject), body.slice(0, maxBody).replaceAll('\r\n', '\n'));
  const parentSha = parents.split(' ')[0];
  const url = repositoryUrl && (number ? `${repositoryUrl}/pull/${number}` : `${repositoryUrl}/commit/${sha}`);
  const at = new Date(Number(committedAt) * 1000);
  return {
    sha,
    ...(parentSha ? { parentSha } : {}),
    ...(number ? { number } : {}),
    title: title || '(no message)',
    body: body.slice(0, maxBody).replaceAll('\r\n', '\n').trim(),
    author: oneLine(author),
    mergedAt: (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString(),
    ...(url ? { url } : {}),
  };
}

/** Control characters have no place in a title or a name. */
function oneLine(text: string): string {
  return text
    .slice(0, maxTitle)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

/**
 * The commits with their diffs against their first parents, all from one process. `diff-tree` heeds no setting of a
 * user's taste. Content lines of a diff start with a sign, so a line that is a commit's id can only be git's own.
 */
async function withPatches(gitDir: string, commits: readonly Commit[]): Promise<Change[]> {
  const collected = new Map<string, DiffCollector>();
  const expected = new Set(commits.map(({ sha }) => sha));
  let room = maxPatches;
  let open: DiffCollector | undefined;
  const lines = lineSplitter((line) => {
    const sha = line.length <= 64 ? line.toString('latin1') : '';
    if (!expected.has(sha)) return open?.add(line);
    room -= open?.kept() ?? 0;
    open = diffCollector(Math.max(maxOldPatch, Math.min(maxPatch, room)));
    collected.set(sha, open);
  });
  const args = [
    ...['diff-tree', '--stdin', '--root', '--always', '-r', '--patch', '--unified=3', '--find-renames', '--full-index'],
    ...['--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--ignore-submodules=none'],
    ...['--src-prefix=a/', '--dst-prefix=b/'],
  ];
  const input = commits.map(({ sha, parentSha = '' }) => `${sha} ${parentSha}`.trim()).join('\n');
  const ended = await gitStream(gitDir, [...onlyCommitted, ...args], lines.push, { input: `${input}\n` });
  if (ended.code !== 0) throw gitFailed(gitDir, args, ended);
  lines.end();
  return commits.map((commit) => ({ ...commit, ...(collected.get(commit.sha)?.result() ?? { files: [], patch: '' }) }));
}
