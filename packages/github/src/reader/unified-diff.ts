import type { FileShape } from './shapes.ts';

/**
 * The unified diff of a commit, put together again from the files that GitHub lists: with git's headers, but without
 * what GitHub does not tell (index lines, similarity, the modes other than that of a plain file). A file that is binary
 * or too large for GitHub has its header only.
 */
export function unifiedDiff(files: readonly FileShape[]): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ filename, previous_filename: previous, status, patch }: FileShape): string {
  const moved = status === 'renamed' || status === 'copied';
  const before = moved && previous ? previous : filename;
  const lines = [`diff --git ${quoted(`a/${before}`)} ${quoted(`b/${filename}`)}`];
  if (status === 'added') lines.push('new file mode 100644');
  if (status === 'removed') lines.push('deleted file mode 100644');
  if (moved) {
    const verb = status === 'renamed' ? 'rename' : 'copy';
    lines.push(`${verb} from ${quoted(before)}`, `${verb} to ${quoted(filename)}`);
  }
  if (patch) {
    lines.push(`--- ${status === 'added' ? '/dev/null' : ended(`a/${before}`)}`);
    lines.push(`+++ ${status === 'removed' ? '/dev/null' : ended(`b/${filename}`)}`);
    lines.push(patch.endsWith('\n') ? patch.slice(0, -1) : patch);
  }
  return `${lines.join('\n')}\n`;
}

const letters: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** A path as git writes it with `core.quotePath=false`: quoted where it holds control characters, quotes or backslashes. */
function quoted(path: string): string {
  const escaped = path.replaceAll(
    /[\p{Cc}"\\]/gu,
    (letter) =>
      letters[letter] ?? Array.from(Buffer.from(letter), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  );
  return escaped === path ? path : `"${escaped}"`;
}

/** git ends a path that holds a space with a tab, for `patch` takes what follows a space for a date. */
function ended(path: string): string {
  return `${quoted(path)}${path.includes(' ') ? '\t' : ''}`;
}

/** The beginning of a text that fits into a number of UTF-8 bytes, cut at a line's end. */
export function cutAtLine(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text).subarray(0, maxBytes);
  return bytes.toString('utf8', 0, bytes.lastIndexOf(10) + 1);
}
