import { isUtf8 } from 'node:buffer';
import { basename, join, resolve } from 'node:path';
import { type CodeReader, type Head, SreError, type Workspace } from '@sre-aiops/core';
import { git, gitText } from './git.ts';
import { changeAt, mergedChanges, onlyCommitted } from './merged-changes.ts';
import { type ObjectReader, objectReader } from './object-reader.ts';
import { withScratch } from './scratch.ts';

const maxFileBytes = 1024 * 1024;

/** A repository that can be read and tried on. */
export interface Repository extends CodeReader, Workspace {
  /** Folder of the clone; absent for one on GitHub. */
  readonly clone?: string;
  /** Ends what serves the reads. */
  close(): void;
}

/**
 * Opens the clone, bare or not, that holds a folder. It is read by git itself: the work tree and its uncommitted changes are
 * never looked at.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE` when the folder is in no clone or the clone has no commit.
 */
export async function openRepository(folder: string): Promise<Repository> {
  const gitDir = (await gitText(resolve(folder), ['rev-parse', '--absolute-git-dir'])).replace(/\n$/, '');
  const head = await headOf(gitDir, resolve(folder));
  const objects = objectReader(gitDir, maxFileBytes);
  const trees = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const tree = (sha: string) => {
    const known = trees.get(sha) ?? treeAt(gitDir, sha);
    trees.set(sha, known);
    return known;
  };
  return {
    clone: gitDir,
    head: async () => head,
    mergedChanges: (window) => mergedChanges(gitDir, head, window),
    change: (sha) => changeAt(gitDir, head, sha),
    listFiles: async (sha) => [...(await tree(sha)).keys()].sort(),
    readFile: async (path, sha) => textOf((await tree(sha)).get(path), objects),
    applies: (patch, sha) => applies(gitDir, patch, sha),
    close: () => objects.close(),
  };
}

async function headOf(gitDir: string, folder: string): Promise<Head> {
  const found = await git(gitDir, [...onlyCommitted, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (found.code !== 0) {
    throw new SreError(
      'REPOSITORY_UNREADABLE',
      `${folder} is a git clone whose HEAD has no commit.`,
      'Give `--repo` a clone of what runs in production, with its history; `git log` must show something there.',
    );
  }
  const first = async (...args: string[]) => (await git(gitDir, [...onlyCommitted, ...args])).stdout.trim();
  const branch = (await first('symbolic-ref', '--short', 'HEAD')) || 'HEAD';
  const origin = await first('config', '--get', 'remote.origin.url');
  const shallow = (await first('rev-parse', '--is-shallow-repository')) === 'true';
  const named = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(origin)?.[1];
  const url = webUrl(origin);
  return {
    repository: named ?? (await nameOf(gitDir, folder)),
    branch,
    sha: found.stdout.trim(),
    shallow,
    ...(url ? { url } : {}),
  };
}

/** A clone without a remote is called as its folder is. */
async function nameOf(gitDir: string, folder: string): Promise<string> {
  const root = await git(folder, ['rev-parse', '--show-toplevel']);
  return basename(root.code === 0 ? root.stdout.replace(/\n$/, '') : gitDir).replace(/\.git$/, '');
}

/** `https://host/owner/name` of a GitHub remote, without any credentials that it carries. */
function webUrl(origin: string): string | undefined {
  const match =
    /^(?:https:\/\/(?:[^@/]*@)?|git@|ssh:\/\/git@)([\w.-]*github[\w.-]*)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      origin,
    );
  return match ? `https://${match[1]}/${match[2]}` : undefined;
}

interface TreeEntry {
  readonly mode: string;
  readonly blob: string;
}

/** All files of a commit by path. */
async function treeAt(gitDir: string, sha: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const listed = await gitText(gitDir, [...onlyCommitted, 'ls-tree', '-r', '-z', '--full-tree', sha]);
  const entries = listed.split('\0').flatMap((line): [string, TreeEntry][] => {
    const [, mode, blob, path] = /^(\d+) blob (\w+)\t(.+)$/s.exec(line) ?? [];
    return mode && blob && path ? [[path, { mode, blob }]] : [];
  });
  return new Map(entries);
}

/** Text of a regular file; links, binaries, large files and what is not UTF-8 (written back, it would be another file) are none. */
async function textOf(entry: TreeEntry | undefined, objects: ObjectReader): Promise<string | undefined> {
  const isFile = entry?.mode === '100644' || entry?.mode === '100755';
  const content = isFile ? await objects.read(entry.blob) : undefined;
  if (content === undefined || content.includes(0) || !isUtf8(content)) return undefined;
  return content.toString('utf8');
}

/** `git apply --check` against the tree of a commit, in an index of its own. */
async function applies(gitDir: string, patch: string, sha: string): Promise<{ ok: boolean; detail: string }> {
  return withScratch(async (scratch) => {
    const env = { GIT_INDEX_FILE: join(scratch, 'index') };
    await gitText(gitDir, [...onlyCommitted, 'read-tree', sha], { env });
    const checked = await git(gitDir, [...onlyCommitted, 'apply', '--check', '--cached', '-'], { input: patch, env });
    return {
      ok: checked.code === 0,
      detail: checked.code === 0 ? `git apply --check on ${sha.slice(0, 12)}` : checked.stderr,
    };
  });
}
