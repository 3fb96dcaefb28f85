/** One line that a patch adds or removes. */
export interface PatchLine {
  /** 1-based; in the new file for added lines, in the old file for removed ones. */
  readonly line: number;
  readonly text: string;
}

/** One hunk of a file. Lines are 1-based. */
export interface PatchHunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly newEnd: number;
  /** What git prints behind the second `@@`: the enclosing function, class or key. */
  readonly heading: string;
  readonly added: readonly PatchLine[];
  readonly removed: readonly PatchLine[];
  /** Unchanged lines, numbered in the new file. */
  readonly context: readonly PatchLine[];
}

/** One file of a patch. */
export interface PatchFile {
  readonly path: string;
  /** Differs from `path` when the file was renamed. */
  readonly previousPath: string;
  readonly status: 'added' | 'deleted' | 'modified';
  readonly hunks: readonly PatchHunk[];
}

interface OpenHunk extends PatchHunk {
  newEnd: number;
  readonly added: PatchLine[];
  readonly removed: PatchLine[];
  readonly context: PatchLine[];
}

interface OpenFile extends PatchFile {
  path: string;
  previousPath: string;
  status: PatchFile['status'];
  readonly hunks: OpenHunk[];
}

const hunkHeader = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@ ?(.*)/;

/**
 * Reads a unified diff with `diff --git` headers. A patch that was cut, or has stray text before or
 * between its files (a mail, a binary notice), yields what can be read; nothing throws. Linear in the text.
 */
export function parsePatch(patch: string): PatchFile[] {
  const files: OpenFile[] = [];
  let file: OpenFile | undefined;
  let hunk: OpenHunk | undefined;
  let oldLine = 0;
  let newLine = 0;
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = openFile(line);
      files.push(file);
      hunk = undefined;
      continue;
    }
    if (file === undefined) continue;
    const header = line.startsWith('@@ ') ? hunkHeader.exec(line) : null;
    if (header !== null) {
      oldLine = Number(header[1]);
      newLine = Number(header[2]);
      hunk = {
        oldStart: oldLine,
        newStart: newLine,
        newEnd: newLine,
        heading: header[3]!.trim(),
        added: [],
        removed: [],
        context: [],
      };
      file.hunks.push(hunk);
      continue;
    }
    if (hunk === undefined) {
      readHeader(file, line);
      continue;
    }
    const text = line.slice(1);
    if (line.startsWith('+')) hunk.added.push({ line: newLine++, text });
    else if (line.startsWith('-')) hunk.removed.push({ line: oldLine++, text });
    else if (line.startsWith(' ')) {
      hunk.context.push({ line: newLine++, text });
      oldLine += 1;
    }
    hunk.newEnd = newLine;
  }
  return files;
}

function openFile(header: string): OpenFile {
  const { path, previousPath } = pathsOfHeader(header);
  return { path, previousPath, status: 'modified', hunks: [] };
}

/** A line of one side of a hunk; `changed` when the patch adds or removes it. */
export interface SideLine extends PatchLine {
  readonly changed: boolean;
}

/** The hunk's text as it was (`removed`) or as it is (`added`), in order, unchanged lines included. */
export function sideOf(hunk: PatchHunk, side: 'added' | 'removed'): SideLine[] {
  const changed = new Map(hunk[side].map((line) => [line.line, line]));
  const kept = hunk.context.values();
  const start = side === 'added' ? hunk.newStart : hunk.oldStart;
  return Array.from({ length: changed.size + hunk.context.length }, (_, offset) => {
    const line = start + offset;
    const own = changed.get(line);
    return { line, text: own?.text ?? kept.next().value?.text ?? '', changed: own !== undefined };
  });
}

/** Paths of `diff --git a/OLD b/NEW`. A path may hold spaces, so an unrenamed file is split in its middle. */
export function pathsOfHeader(header: string): { path: string; previousPath: string } {
  const rest = header.slice('diff --git '.length).trimEnd();
  const half = (rest.length - 1) / 2;
  const [left, right] = [rest.slice(0, half), rest.slice(half + 1)];
  if (unprefixed(left) === unprefixed(right)) return { path: unprefixed(right), previousPath: unprefixed(left) };
  const split = rest.indexOf(' b/');
  if (split < 0) return { path: unprefixed(right), previousPath: unprefixed(left) };
  return { path: unprefixed(rest.slice(split + 1)), previousPath: unprefixed(rest.slice(0, split)) };
}

function readHeader(file: OpenFile, line: string): void {
  if (line.startsWith('new file mode')) file.status = 'added';
  else if (line.startsWith('deleted file mode')) file.status = 'deleted';
  else if (line.startsWith('rename from ')) file.previousPath = line.slice('rename from '.length);
  else if (line.startsWith('rename to ')) file.path = line.slice('rename to '.length);
}

function unprefixed(path: string): string {
  const plain = path.replace(/^"|"$/g, '');
  return /^[ab]\//.test(plain) ? plain.slice(2) : plain;
}
