import { cpSync, lstatSync, mkdirSync, realpathSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log, TreeState } from '@sre-aiops/core';
import { git } from '../git.ts';
import type { TrialObjects } from './objects.ts';
import { isDiskFull, unwritable, written } from './unwritable.ts';

/** One sentence why a state cannot be made. */
export type Refused = string | undefined;

/**
 * Makes a folder hold a state of the repository: the commit, without another one, with a patch, with files.
 *
 * @param tree An existing, empty folder.
 * @returns One sentence where it cannot be made.
 * @throws {SreError} `OUTPUT_UNWRITABLE`, `REPOSITORY_UNREADABLE`.
 */
export async function layState(state: TreeState, objects: TrialObjects, tree: string, log: Log): Promise<Refused> {
  const named = await objects.commit(state.sha);
  if (!named) return absent(state.sha);
  const commit = state.parent ? await objects.commit(`${named}^`) : named;
  if (!commit)
    return `The clone does not hold what was before ${shown(named)}: it is the first commit, or fetch more history.`;
  const isNew = await objects.copy([commit]);
  await objects.repository(tree, commit);
  await written(tree, ['checkout', '--quiet', '--detach', commit]);
  if (isNew) await sayWhatIsLeftOut(tree, log);
  return (
    (state.without !== undefined ? await takeOut(state.without, objects, tree) : undefined) ??
    (state.patch?.trim() ? await applyPatch(state.patch, tree) : undefined) ??
    layFiles(state.files ?? [], tree) ??
    layFolders(state.folders ?? [], tree)
  );
}

const absent = (sha: string) =>
  `The clone does not hold the commit ${shown(sha)}; fetch it, with its history if the clone is shallow.`;

const shown = (sha: string) => (/^[0-9a-f]{40,64}$/.test(sha) ? sha.slice(0, 12) : JSON.stringify(sha.slice(0, 100)));

async function sayWhatIsLeftOut(tree: string, log: Log): Promise<void> {
  const staged = await written(tree, ['ls-files', '--stage', '-z']);
  const submodules = staged.split('\0').filter((entry) => entry.startsWith('160000 ')).length;
  if (submodules > 0) log.info(`Submodules are left empty in the copy: ${submodules}.`);
  const pointers = (await written(tree, ['ls-files', '-z', '--', ':(attr:filter=lfs)'])).split('\0').length - 1;
  if (pointers > 0) log.info(`Files of Git LFS stay pointers in the copy: ${pointers}.`);
}

/** A three-way merge of the commit's first parent onto the tree, with the commit as what both come from. */
async function takeOut(without: string, objects: TrialObjects, tree: string): Promise<Refused> {
  const commit = await objects.commit(without);
  if (!commit) return absent(without);
  const before = await objects.parentTree(commit);
  if (!before) return `The clone does not hold what was before ${shown(commit)}: it is shallow, fetch more history.`;
  await objects.copy([commit, before]);
  const merged = await git(tree, ['merge-recursive', `${commit}^{tree}`, '--', 'HEAD', before]);
  if (isDiskFull(merged.stderr)) throw unwritable(tree, merged.stderr);
  if (merged.code !== 0)
    return `${shown(commit)} cannot be taken out alone, later changes build on it${conflicts(merged.stdout)}.`;
  const changed = await git(tree, ['diff-index', '--cached', '--quiet', 'HEAD']);
  return changed.code === 0 ? `Nothing of ${shown(commit)} is left in this state to be taken out.` : undefined;
}

function conflicts(printed: string): string {
  const paths = Array.from(
    printed.matchAll(/^CONFLICT \([^)]*\): (?:Merge conflict in )?(.+)$/gm),
    ([, path]) => path!,
  );
  return paths.length === 0 ? '' : `: ${paths.slice(0, 3).join('; ')}${paths.length > 3 ? ' and more' : ''}`;
}

async function applyPatch(patch: string, tree: string): Promise<Refused> {
  const input = patch.endsWith('\n') ? patch : `${patch}\n`;
  const before = await written(tree, ['write-tree']);
  const applied = await git(tree, ['apply', '--index', '-'], { input });
  if (isDiskFull(applied.stderr)) throw unwritable(tree, applied.stderr);
  if (applied.code !== 0)
    return `The patch does not fit: ${applied.stderr.split('\n', 1)[0]?.replace(/^error: /, '')}.`;
  const changed = await written(tree, ['diff-index', '--cached', '--raw', '-z', before.trim()]);
  const link = /:\d+ 1[26]0000 [^\0]*\0([^\0]*)/.exec(changed)?.[1];
  return link === undefined ? undefined : `The patch makes a link or a submodule of ${link}; only files are tried.`;
}

/** Nothing but us works in the copy yet, so what is looked at here stays as it is. */
function layFiles(files: NonNullable<TreeState['files']>, tree: string): Refused {
  for (const { path, content } of files) {
    const refused = refusedPath(path, tree);
    if (refused) return `${JSON.stringify(path)} cannot be laid into the copy: ${refused}.`;
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  return undefined;
}

/** Copies, since a sandbox may hide where they come from, and what runs here may write to them. */
function layFolders(folders: NonNullable<TreeState['folders']>, tree: string): Refused {
  for (const { path, from } of folders) {
    const refused = refusedPath(path, tree);
    if (refused) return `${JSON.stringify(path)} cannot be laid into the copy: ${refused}.`;
    if (!statSync(from, { throwIfNoEntry: false })?.isDirectory())
      return `${from} is no folder that could be laid into the copy.`;
    cpSync(realpathSync(from), join(tree, path), { recursive: true, verbatimSymlinks: true });
  }
  return undefined;
}

function refusedPath(path: string, tree: string): Refused {
  const parts = path.split(process.platform === 'win32' ? /[\\/]/ : '/');
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'it is no plain path below the repository';
  }
  if (parts.some(isGits)) return "it belongs to git's own files";
  for (let depth = 1; depth <= parts.length; depth++) {
    const stats = lstat(join(tree, ...parts.slice(0, depth)));
    if (!stats) return undefined;
    if (stats.isSymbolicLink()) return 'a link stands in its way';
    if (depth < parts.length ? !stats.isDirectory() : !stats.isFile()) return 'something of another kind stands there';
  }
  return undefined;
}

/** Also as file systems of Windows and macOS write that name. */
function isGits(part: string): boolean {
  return /^(?:\.git|git~\d+)(?:[. ]*|:.*)$/i.test(part.replaceAll(/\p{Cf}/gu, ''));
}

function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
