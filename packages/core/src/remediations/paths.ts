import { fileKindOf } from '../changes/paths.ts';

/**
 * Whether a file is program text: code, or configuration written in a programming language, as `settings.py` is. Other
 * text that is of no known kind counts too.
 */
export function isProgram(path: string): boolean {
  const kind = fileKindOf(path);
  return kind === 'code' || (kind === 'config' && /\.(?:py|rb|exs|php|js|ts|mjs|cjs)$/.test(path));
}

/** `src/Book.java` → `Book.java`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `src/Book.java` → `src`; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Leading folders that two paths share. */
export function sharedFolders(one: string, other: string): number {
  const [a, b] = [folderOf(one).split('/'), folderOf(other).split('/')];
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count] && a[count] !== '') count += 1;
  return count;
}
