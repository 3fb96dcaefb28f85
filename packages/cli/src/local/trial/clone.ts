import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gitText } from '../git.ts';
import { isInside } from './program.ts';

/** The user's clone. */
export interface Clone {
  /** Its git directory, absolute. */
  readonly gitDir: string;
  /** The folders it consists of, absolute and without links: its git directories and its work tree. */
  readonly folders: readonly string[];
}

/**
 * Finds the clone that a folder is in. Its work tree is looked for where its `.git` lies, not where its settings point to.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`, `TOOL_MISSING`.
 */
export async function cloneAt(folder: string): Promise<Clone> {
  const from = resolve(folder);
  const asked = (option: string) => gitText(from, ['rev-parse', '--path-format=absolute', option]);
  const gitDir = (await asked('--absolute-git-dir')).replace(/\n$/, '');
  const common = (await asked('--git-common-dir')).replace(/\n$/, '');
  const folders = [gitDir, common, workTree(from)].flatMap((path) => (path === undefined ? [] : realpathSync(path)));
  const home = homedir();
  return { gitDir, folders: [...new Set(folders)].filter((path) => !isInside(home, path)) };
}

function workTree(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : workTree(parent);
}
