import { createHash } from 'node:crypto';
import { type Block, blocksBetween } from './blocks.ts';
import { linesOf } from './lines.ts';

const context = 3;

/** Git's id of a file's content: sha1 over `blob <bytes>\0` and the bytes. */
export function blobId(content: string): string {
  const bytes = Buffer.from(content, 'utf8');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** One file before and after; `undefined` is an absent file. */
export interface FilePair {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * The change of one file as `git diff` writes it and `git apply` takes it. File modes are not known to a
 * `CodeReader`; new files are plain ones.
 *
 * Source: git-diff(1), "Generating patch text with -p".
 */
export function filePatch({ path, before, after }: FilePair): string {
  const old = before === undefined ? '0'.repeat(40) : blobId(before);
  const now = after === undefined ? '0'.repeat(40) : blobId(after);
  const head = [`diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`];
  if (before === undefined) head.push('new file mode 100644');
  if (after === undefined) head.push('deleted file mode 100644');
  head.push(before !== undefined && after !== undefined ? `index ${old}..${now} 100644` : `index ${old}..${now}`);
  const hunks = hunksOf(linesOf(before ?? ''), linesOf(after ?? ''));
  if (hunks === '') return `${head.join('\n')}\n`;
  const from = before === undefined ? '/dev/null' : named(`a/${path}`);
  const to = after === undefined ? '/dev/null' : named(`b/${path}`);
  return `${head.join('\n')}\n--- ${from}\n+++ ${to}\n${hunks}`;
}

function hunksOf(before: readonly string[], after: readonly string[]): string {
  const groups: Block[][] = [];
  for (const block of blocksBetween(before, after)) {
    const last = groups.at(-1)?.at(-1);
    if (last && block.beforeStart - last.beforeEnd <= 2 * context) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  return groups.map((group) => hunkOf(group, before, after)).join('');
}

function hunkOf(group: readonly Block[], before: readonly string[], after: readonly string[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const oldStart = Math.max(0, first.beforeStart - context);
  const oldEnd = Math.min(before.length, last.beforeEnd + context);
  const newStart = first.afterStart - (first.beforeStart - oldStart);
  const newEnd = Math.min(after.length, last.afterEnd + (oldEnd - last.beforeEnd));
  const lines: string[] = [];
  let at = oldStart;
  for (const { beforeStart, beforeEnd, removed, added } of group) {
    lines.push(...before.slice(at, beforeStart).map((line) => ` ${line}`));
    lines.push(...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`));
    at = beforeEnd;
  }
  lines.push(...before.slice(at, oldEnd).map((line) => ` ${line}`));
  const body = lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
  return `@@ -${range(oldStart, oldEnd)} +${range(newStart, newEnd)} @@\n${body}`;
}

/** A 0-based half-open range as a hunk header counts it; an empty range names the line before it. */
function range(start: number, end: number): string {
  const count = end - start;
  return `${count === 0 ? start : start + 1},${count}`;
}

/** A file name of a `---` or `+++` line: a tab ends a name with a space. */
function named(path: string): string {
  const safe = quoted(path);
  return safe === path && path.includes(' ') ? `${path}\t` : safe;
}

/** C-style quoting for names that would break a header line. */
function quoted(path: string): string {
  if (!/["\\\t\n\r]/.test(path)) return path;
  const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };
  return `"${path.replaceAll(/["\\\t\n\r]/g, (char) => escapes[char] ?? `\\${char}`)}"`;
}
