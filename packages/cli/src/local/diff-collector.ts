import type { ChangedFile } from '@sre-aiops/core';

const newline = 10;
const plus = 43;
const minus = 45;

/** Takes the lines of one diff as git writes it and keeps as much of its text as it may. */
export interface DiffCollector {
  /** @param line Without its line feed. */
  add(line: Buffer): void;
  /** Bytes kept so far. */
  kept(): number;
  /** The files with their counts, of the whole diff; the patch, cut at a line's end. */
  result(): { files: ChangedFile[]; patch: string };
}

/** @param maxBytes Longest patch that is kept. */
export function diffCollector(maxBytes: number): DiffCollector {
  const kept: Buffer[] = [];
  const files: { header: string[]; additions: number; deletions: number }[] = [];
  let bytes = 0;
  let inHunk = false;

  function count(line: Buffer): void {
    const file = files.at(-1);
    if (file && line[0] === plus) file.additions += 1;
    if (file && line[0] === minus) file.deletions += 1;
  }

  return {
    add(line) {
      bytes += line.length + 1;
      if (bytes <= maxBytes) kept.push(line);
      const first = line[0];
      if (inHunk && (first === plus || first === minus)) return count(line);
      if (line.indexOf('@@ ') === 0) {
        inHunk = true;
        return;
      }
      if (line.indexOf('diff --git ') === 0) {
        inHunk = false;
        files.push({ header: [], additions: 0, deletions: 0 });
      }
      if (!inHunk) files.at(-1)?.header.push(line.toString('utf8'));
    },
    kept: () => Math.min(bytes, maxBytes),
    result: () => ({
      files: files.flatMap(({ header, ...counts }) => fileOf(header, counts)),
      patch: kept.map((line) => `${line.toString('utf8')}\n`).join(''),
    }),
  };
}

/** Cuts a stream of bytes into lines at line feeds, and at nothing else that is called a line end elsewhere. */
export function lineSplitter(take: (line: Buffer) => void): { push(chunk: Buffer): void; end(): void } {
  let open: Buffer[] = [];
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const piece = chunk.subarray(start, end);
        take(open.length > 0 ? Buffer.concat([...open, piece]) : piece);
        open = [];
        start = end + 1;
      }
      if (start < chunk.length) open.push(chunk.subarray(start));
    },
    end() {
      if (open.length > 0) take(Buffer.concat(open));
      open = [];
    },
  };
}

function fileOf(header: readonly string[], counts: { additions: number; deletions: number }): ChangedFile[] {
  const named = (...starts: string[]) => {
    const line = header.find((text) => starts.some((start) => text.startsWith(start)));
    const start = starts.find((candidate) => line?.startsWith(candidate));
    return line && start ? unquoted(line.slice(start.length).replace(/\t$/, '')) : undefined;
  };
  const before = named('rename from ') ?? named('--- a/', '--- "a/');
  const after = named('rename to ') ?? named('+++ b/', '+++ "b/');
  const path = after ?? before ?? pathOf(header[0] ?? '');
  if (!path) return [];
  return [{ path, ...(before && after && before !== after ? { previousPath: before } : {}), ...counts }];
}

/** The path of a file that is neither renamed nor has lines: `diff --git a/PATH b/PATH`. */
function pathOf(line: string): string {
  const both = line.slice('diff --git '.length);
  if (both.startsWith('"')) return unquoted(both.slice(3, both.length / 2));
  return both.slice(2, (both.length - 1) / 2);
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** A path as git quotes it where it holds control characters, quotes or backslashes; others as they are. */
function unquoted(path: string): string {
  if (!path.endsWith('"')) return path;
  return path
    .replace(/^"/, '')
    .slice(0, -1)
    .replaceAll(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, letter: string) =>
      octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (escapes[letter] ?? letter),
    );
}
