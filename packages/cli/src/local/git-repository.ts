import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Change, ChangedFile, CodeReader, Head, Workspace } from '@sre-aiops/core';
import { git, gitText } from './git.ts';
import { type ObjectReader, objectReader } from './object-reader.ts';

/** Longest patch kept of one change, in characters; a larger one is cut at a line's end. */
const maxPatch = 400_000;
const maxFileBytes = 1024 * 1024;

/** A local clone, read by git itself: the work tree and its uncommitted changes are never looked at. */
export interface LocalRepository extends CodeReader, Workspace {
  /** Ends the git process that serves the reads. */
  close(): void;
}

/**
 * Opens the clone that holds a folder.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE` when the folder is in no clone or the clone has no commit.
 */
export async function openRepository(folder: string): Promise<LocalRepository> {
  const root = (await gitText(resolve(folder), ['rev-parse', '--show-toplevel'])).trim();
  const head = await headOf(root);
  const objects = objectReader(root);
  const trees = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const tree = (sha: string) => {
    const known = trees.get(sha) ?? treeAt(root, sha);
    trees.set(sha, known);
    return known;
  };
  return {
    head: async () => head,
    mergedChanges: (window) => mergedChanges(root, head, window),
    change: (sha) => changeAt(root, head, sha),
    listFiles: async (sha) => [...(await tree(sha)).keys()].sort(),
    readFile: async (path, sha) => textOf((await tree(sha)).get(path), objects),
    applies: (patch, sha) => applies(root, patch, sha),
    close: () => objects.close(),
  };
}

async function headOf(root: string): Promise<Head> {
  const sha = (await gitText(root, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  const branch = (await git(root, ['symbolic-ref', '--short', 'HEAD'])).stdout.trim() || 'HEAD';
  const origin = (await git(root, ['config', '--get', 'remote.origin.url'])).stdout.trim();
  const shallow = (await gitText(root, ['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  const named = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(origin)?.[1];
  return {
    repository: named ?? basename(root),
    branch,
    sha,
    shallow,
    ...(webUrl(origin) ? { url: webUrl(origin)! } : {}),
  };
}

/** `https://host/owner/name` of a GitHub remote, without any credentials that it carries. */
function webUrl(origin: string): string | undefined {
  const match =
    /^(?:https:\/\/(?:[^@/]*@)?|git@|ssh:\/\/git@)([\w.-]*github[\w.-]*)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      origin,
    );
  return match ? `https://${match[1]}/${match[2]}` : undefined;
}

/** Records that `changeOf` reads: commits of the first-parent line with their diffs. */
const logArguments = [
  'log',
  '--first-parent',
  '--diff-merges=first-parent',
  '--find-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--patch',
  '--format=%x1e%H%x1f%P%x1f%cI%x1f%an%x1f%s%x1f%b%x1f',
];

/** The first commit of a repository imports what was there; it is no change that could have broken it. */
async function mergedChanges(
  root: string,
  head: Head,
  window: { since: string; until: string; limit: number },
): Promise<Change[]> {
  const bounds = [`--since-as-filter=${window.since}`, `--until=${window.until}`, `--max-count=${window.limit}`];
  const log = await gitText(root, [...logArguments, ...bounds, head.sha]);
  return log
    .split('\x1e')
    .slice(1)
    .map((record) => changeOf(record, head.url))
    .filter(({ parentSha }) => parentSha !== undefined);
}

async function changeAt(root: string, head: Head, sha: string): Promise<Change | undefined> {
  if (!/^[0-9a-f]{7,64}$/.test(sha)) return undefined;
  const log = await git(root, [...logArguments, '--max-count=1', sha]);
  const record = log.code === 0 ? log.stdout.split('\x1e')[1] : undefined;
  return record === undefined ? undefined : changeOf(record, head.url);
}

function changeOf(record: string, repositoryUrl: string | undefined): Change {
  const [sha = '', parents = '', committedAt = '', author = '', subject = '', body = '', patch = ''] =
    record.split('\x1f');
  const { number, title } = pullRequestOf(subject, body);
  const parentSha = parents.split(' ')[0];
  const url = repositoryUrl && (number ? `${repositoryUrl}/pull/${number}` : `${repositoryUrl}/commit/${sha}`);
  const diff = patch.replace(/^\n+/, '');
  return {
    sha,
    ...(parentSha ? { parentSha } : {}),
    ...(number ? { number } : {}),
    title,
    body: body.trim(),
    author,
    mergedAt: new Date(committedAt).toISOString(),
    ...(url ? { url } : {}),
    files: filesOf(diff),
    patch: diff.length > maxPatch ? diff.slice(0, diff.lastIndexOf('\n', maxPatch) + 1) : diff,
  };
}

/** The pull request of a commit, by the subjects that GitHub, GitLab, Bitbucket and Azure DevOps write when they merge. */
function pullRequestOf(subject: string, body: string): { number?: number; title: string } {
  const merge =
    /^Merge pull request #(\d+) from /.exec(subject) ?? /^Merged in .* \(pull request #(\d+)\)$/.exec(subject);
  if (merge) return { number: Number(merge[1]), title: body.trim().split('\n')[0] || subject };
  const azure = /^Merged PR (\d+): (.*)$/.exec(subject);
  if (azure) return { number: Number(azure[1]), title: azure[2]! };
  const gitlab = /See merge request [\w./-]*!(\d+)\s*$/.exec(body);
  if (gitlab) return { number: Number(gitlab[1]), title: body.trim().split('\n')[0] || subject };
  const squash = /^(.*\S)\s+\(#(\d+)\)$/.exec(subject);
  return squash ? { number: Number(squash[2]), title: squash[1]! } : { title: subject };
}

/** The files of a diff with their counts, from its own headers. */
function filesOf(diff: string): ChangedFile[] {
  return diff
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n@@');
      const header = end < 0 ? part : part.slice(0, end);
      const hunks = end < 0 ? '' : part.slice(end);
      const before = /^(?:--- a\/|rename from )(.+)$/m.exec(header)?.[1];
      const after = /^(?:\+\+\+ b\/|rename to )(.+)$/m.exec(header)?.[1];
      const path = after ?? before ?? /^a\/(.+) b\/\1$/m.exec(header)?.[1] ?? '';
      return {
        path: path.replace(/\t$/, ''),
        ...(before && after && before !== after ? { previousPath: before.replace(/\t$/, '') } : {}),
        additions: hunks.match(/^\+/gm)?.length ?? 0,
        deletions: hunks.match(/^-/gm)?.length ?? 0,
      };
    })
    .filter(({ path }) => path !== '');
}

interface TreeEntry {
  readonly mode: string;
  readonly blob: string;
}

/** All files of a commit by path. */
async function treeAt(root: string, sha: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const listed = await gitText(root, ['ls-tree', '-r', '-z', sha]);
  const entries = listed.split('\0').flatMap((line): [string, TreeEntry][] => {
    const [, mode, blob, path] = /^(\d+) blob (\w+)\t(.+)$/s.exec(line) ?? [];
    return mode && blob && path ? [[path, { mode, blob }]] : [];
  });
  return new Map(entries);
}

/** Text of a regular file; links, binaries and large files are none. */
async function textOf(entry: TreeEntry | undefined, objects: ObjectReader): Promise<string | undefined> {
  const isFile = entry?.mode === '100644' || entry?.mode === '100755';
  const content = isFile ? await objects.read(entry.blob) : undefined;
  if (content === undefined || content.length > maxFileBytes || content.includes(0)) return undefined;
  return content.toString('utf8');
}

/** `git apply --check` against the tree of a commit, in an index of its own. */
async function applies(root: string, patch: string, sha: string): Promise<{ ok: boolean; detail: string }> {
  const scratch = await mkdtemp(join(tmpdir(), 'sre-aiops-index-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    await gitText(root, ['read-tree', sha], { env });
    const checked = await git(root, ['apply', '--check', '--cached', '-'], { input: patch, env });
    return {
      ok: checked.code === 0,
      detail: checked.code === 0 ? `git apply --check on ${sha.slice(0, 12)}` : checked.stderr,
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
