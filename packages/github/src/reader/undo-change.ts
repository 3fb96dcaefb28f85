import { applyPatch, parsePatch, reversePatch } from 'diff';
import { maxFileBytes } from './archive.ts';
import { blobHash } from './git-tree.ts';
import type { FileShape } from './shapes.ts';

const emptyBlob = blobId('');

/** The id that git gives to a text as a blob. */
export function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return blobHash(bytes.length).update(bytes).digest('hex');
}

/** Whether a commit changed nothing of a file but its mode or name, for certain. */
export function keepsContent({ sha, patch, additions, deletions }: FileShape): boolean {
  return !sha && !patch && additions + deletions === 0;
}

/**
 * The text of a file before a change.
 *
 * @param after The text that the change left; it has to be the very blob that GitHub names.
 * @returns `undefined` when GitHub does not tell enough: no patch (binary, too large), or one that is cut, does not fit,
 *   or holds what was no text.
 */
export function textBefore(after: string, change: FileShape): string | undefined {
  if (!change.sha || blobId(after) !== change.sha) return undefined;
  const isRename = change.status === 'renamed' && change.additions + change.deletions === 0;
  return isRename && !change.patch ? after : undone(after, change);
}

/**
 * The last text of a file that a change removed. One line that does not end may be the target of a link, whose patch
 * looks the same.
 *
 * @returns `undefined` as of {@link textBefore}.
 */
export function removedText(change: FileShape): string | undefined {
  const named = /^0*$/.test(change.sha ?? '') ? undefined : change.sha;
  if (named === emptyBlob) return '';
  const text = undone('', change);
  return text?.includes('\n') && (named ?? blobId(text)) === blobId(text) ? text : undefined;
}

/** Whether a change removed a submodule. */
export function removesSubmodule({ status, patch }: FileShape): boolean {
  return status === 'removed' && /^@@ [^\n]*\n-Subproject commit [0-9a-f]{40,64}\n?$/.test(patch ?? '');
}

function undone(after: string, { patch, additions, deletions }: FileShape): string | undefined {
  // GitHub puts U+FFFD where the bytes are not UTF-8.
  if (!patch || patch.includes('\uFFFD')) return undefined;
  try {
    const parsed = parsePatch(patch)[0]!;
    const lines = parsed.hunks.flatMap((hunk) => hunk.lines);
    const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
    if (lines.length === 0 || count('+') !== additions || count('-') !== deletions) return undefined;
    const text = applyPatch(after, reversePatch(parsed), { fuzzFactor: 0, autoConvertLineEndings: false });
    return text === false || text.includes('\0') || Buffer.byteLength(text) > maxFileBytes ? undefined : text;
  } catch {
    return undefined;
  }
}
