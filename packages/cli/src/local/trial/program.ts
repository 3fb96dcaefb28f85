import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The program of a command, or one sentence why there is none. */
export type Program = { readonly path: string } | { readonly missing: string };

/**
 * Finds the program of a command without a shell: a name on the PATH, or a file of the tree.
 *
 * @param name First argument of the command. With a slash it is a file of the tree, seen from `folder`.
 * @param tree The tree, absolute, without links.
 * @param folder Where the command runs, absolute, in the tree.
 * @param path Folders of programs, as in the variable PATH.
 */
export function programOf(name: string, tree: string, folder: string, path: string): Program {
  if (name === '' || name.includes('\0')) return { missing: 'The command names no program: give one.' };
  const isFile = name.includes('/') || name.includes(sep);
  const found = isFile ? fileOf(name, tree, folder) : onPath(name, path);
  if ('missing' in found) return found;
  return interpreterMissing(found.path, name, path) ?? found;
}

function fileOf(name: string, tree: string, folder: string): Program {
  const path = resolve(folder, name);
  if (isAbsolute(name) || !isInside(path, tree)) {
    return { missing: `${name} is no file of the repository: name one of its files, or a program on the PATH.` };
  }
  try {
    if (!isInside(realpathSync(path), tree)) {
      return {
        missing: `${name} is a link that leads out of the repository: name a file of it, or a program on the PATH.`,
      };
    }
    if (!statSync(path).isFile()) return { missing: `${name} is a folder: name a program.` };
  } catch {
    return {
      missing: `${name} is not in this state of the repository: name a file that is, or a program on the PATH.`,
    };
  }
  if (isExecutable(path)) return { path };
  return {
    missing: `${name} may not be executed: run \`git update-index --chmod=+x\` on it and commit, or name its interpreter first.`,
  };
}

function onPath(name: string, path: string): Program {
  const endings = process.platform === 'win32' && !extname(name) ? ['.exe', '.com'] : [''];
  const candidates = path.split(delimiter).flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
  const found = candidates.find((candidate) => isAbsolute(candidate) && isExecutable(candidate));
  return found ? { path: found } : { missing: `${name} is not on the PATH: install it, or name another command.` };
}

/** A script whose interpreter is missing fails to start as if itself were. */
function interpreterMissing(file: string, name: string, path: string): Program | undefined {
  const [interpreter, argument] = shebang(file);
  if (!interpreter) return undefined;
  const needed =
    basename(interpreter) === 'env' && argument && /^[\w.+-]+$/.test(argument) && !argument.startsWith('-')
      ? argument
      : interpreter;
  const isThere = needed === interpreter ? isExecutable(interpreter) : 'path' in onPath(needed, path);
  return isThere
    ? undefined
    : { missing: `${name} wants ${needed}, which is not here: install it, or name another command.` };
}

function shebang(file: string): string[] {
  const begin = Buffer.alloc(256);
  let length = 0;
  try {
    const opened = openSync(file, 'r');
    length = readSync(opened, begin);
    closeSync(opened);
  } catch {
    // A program that may be executed but not read.
  }
  const line = /^#!\s*([^\n]*)\n/.exec(begin.toString('latin1', 0, length))?.[1];
  return line === undefined ? [] : line.trim().split(/\s+/);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a path is a folder or in it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
