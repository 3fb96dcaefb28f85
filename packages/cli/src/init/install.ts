import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { git } from '../local/git.ts';
import { writeWhole } from '../local/incident-folder.ts';
import type { Template } from './templates.ts';

/** What became of one file. `kept`: it is there, differs, and stays as it is. */
export interface Installed {
  /** From the root of the repository. */
  readonly path: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'kept';
}

/** How files are written. */
export interface InstallOptions {
  /** Overwrite what differs. */
  readonly force?: boolean | undefined;
}

/**
 * Writes files into a repository, each whole or not at all. What is there and differs stays; nothing is written when one of
 * them cannot be.
 *
 * @param root Of the repository.
 * @throws {SreError} `OUTPUT_UNWRITABLE` where a link or a folder is in the way.
 */
export async function install(
  root: string,
  templates: readonly Template[],
  { force = false }: InstallOptions = {},
): Promise<Installed[]> {
  const found = await Promise.all(templates.map(async ({ path }) => textAt(root, path)));
  const installed: Installed[] = [];
  for (const [index, { path, text }] of templates.entries()) {
    const before = found[index];
    if (before !== undefined && sameLines(before, text)) installed.push({ path, outcome: 'unchanged' });
    else if (before !== undefined && !force) installed.push({ path, outcome: 'kept' });
    else installed.push({ path, outcome: await writeWhole(join(root, path), text) });
  }
  return installed;
}

/**
 * The root of the git repository around a folder, links resolved.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`.
 */
export async function repositoryRoot(folder: string): Promise<string> {
  const place = await realpath(folder).catch(() => undefined);
  const { code, stdout } =
    place === undefined ? { code: 1, stdout: '' } : await git(place, ['rev-parse', '--show-toplevel']);
  const root = stdout.replace(/\r?\n$/, '');
  if (code === 0 && root !== '') return realpath(root);
  throw new SreError(
    'REPOSITORY_UNREADABLE',
    place === undefined ? `${folder} does not exist.` : `${folder} is in no git repository with files.`,
    'Name the clone of your service: `--repo-dir DIR`.',
  );
}

/** The text of a file; `undefined` when it is absent. No link is followed, on the way to it either. */
async function textAt(root: string, path: string): Promise<string | undefined> {
  const parts = path.split('/');
  for (const length of parts.keys()) {
    const place = join(root, ...parts.slice(0, length + 1));
    const entry = await lstat(place).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw inTheWay(place, `cannot be read (${cause.code})`);
    });
    if (!entry) return undefined;
    if (entry.isSymbolicLink()) throw inTheWay(place, 'is a link');
    const isLast = length === parts.length - 1;
    if (isLast ? !entry.isFile() : !entry.isDirectory()) throw inTheWay(place, `is no ${isLast ? 'file' : 'folder'}`);
  }
  return readFile(join(root, path), 'utf8');
}

function inTheWay(place: string, what: string): SreError {
  return new SreError(
    'OUTPUT_UNWRITABLE',
    `${place} ${what}; nothing was written.`,
    `Move it out of ${dirname(place)}, then run init again.`,
  );
}

/** A checkout on Windows may end lines its own way. */
function sameLines(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other;
}
