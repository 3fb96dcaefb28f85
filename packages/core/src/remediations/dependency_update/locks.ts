import { type Block, textBlocks } from '../blocks.ts';
import type { FileHistory } from '../culprit-files.ts';
import { linesOf } from '../lines.ts';

/**
 * The blocks of a lock file that belong to some dependencies: their own entries, and entries that only one side
 * of the change has a reason for, since the dependency's own entry names them.
 */
export function lockBlocks(file: FileHistory, names: readonly string[]): Block[] {
  if (file.before === undefined || file.after === undefined) return [];
  const [old, now] = [linesOf(file.before), linesOf(file.after)];
  const blocks = entryBlocks(file.before, file.after);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const chosen = new Set<Block>();
  for (let size = -1; size !== chosen.size; ) {
    size = chosen.size;
    for (const block of blocks) {
      const entry =
        `${entryAt(old, block.beforeStart, block.beforeEnd)}${entryAt(now, block.afterStart, block.afterEnd)}`.toLowerCase();
      const head = headsIn(entry);
      if (chosen.has(block) || !head.some((name) => wanted.has(name))) continue;
      chosen.add(block);
      for (const line of [...block.removed, ...block.added]) {
        const named = /^\s*(?:"|')?(@?[\w./-]+)(?:"|')?(?:\s*[:=]|\s+["'(^~<>=\d])/.exec(line.toLowerCase())?.[1];
        if (
          named &&
          named.length > 2 &&
          !/^(?:version|resolved|integrity|license|checksum|name|source|engines|node|files|hash|dependencies)$/.test(
            named,
          )
        )
          wanted.add(named);
      }
    }
  }
  return [...chosen];
}

/** An entry of a lock file that a change touches. */
export interface LockedEntry {
  readonly name: string;
  /** The version that came, where the entry's own lines say it. */
  readonly to?: string;
}

/** The entries that a change of a lock file touches; the project's own entry is none. */
export function lockedEntries({ before, after }: FileHistory): LockedEntry[] {
  if (before === undefined || after === undefined) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  const own = /^\s*"name": "([^"]+)"/m.exec(after.slice(0, 500))?.[1];
  return entryBlocks(before, after).flatMap((block): LockedEntry[] => {
    const entry = entryAt(old, block.beforeStart, block.beforeEnd) || entryAt(now, block.afterStart, block.afterEnd);
    const name = headsIn(entry)[0];
    const came = block.added.join('');
    if (!name || name === own || !/version|@\d|\d\.\d/i.test(came)) return [];
    const to = /\d+\.\d[\w.+-]*/.exec(came)?.[0];
    return [to === undefined ? { name } : { name, to }];
  });
}

/** Changed runs, cut where each line is an entry of its own, as in `Gemfile.lock` and `go.sum`. */
function entryBlocks(before: string, after: string): Block[] {
  return textBlocks(before, after).flatMap((block) => {
    const { added, removed, afterStart, beforeStart } = block;
    const sameEntry = (at: number) => {
      const [old, now] = [removed[at]!, added[at]!].map((line) => headsIn(line)[0]);
      return old !== undefined && old === now;
    };
    if (added.length < 2 || added.length !== removed.length || !added.every((_, at) => sameEntry(at))) return [block];
    return added.map((line, at) => ({
      beforeStart: beforeStart + at,
      beforeEnd: beforeStart + at + 1,
      afterStart: afterStart + at,
      afterEnd: afterStart + at + 1,
      removed: [removed[at]!],
      added: [line],
    }));
  });
}

/** Lines from the start of the entry around a block to its end: an entry starts at a blank line or the least indent near. */
function entryAt(lines: readonly string[], start: number, end: number): string {
  if (start === end && start > 0 && end < lines.length) return lines.slice(Math.max(0, start - 1), end + 1).join('');
  let first = start;
  while (first > 0 && start - first < 40 && !isHead(lines[first]!)) first -= 1;
  return lines.slice(first, end).join('');
}

const heads: readonly RegExp[] = [
  /^\s*"(?:node_modules\/(?:[^"]*node_modules\/)?)?(@?[\w.-]+(?:\/[\w.-]+)?)": \{/,
  /^"?(@?[\w./-]+)@[^:\n]*"?:\s*$/,
  /^\s+\/?'?(@?[\w.-]+(?:\/[\w.-]+)?)[@/]\d[^:\n]*'?:\s*$/,
  /^name = "([^"]+)"/,
  /^\s*"name": "([^"]+)"/,
  /^([\w.-]+\.[\w./-]+) v\d/,
  /^ {2,6}([\w.-]+) \(/,
  /^\s*"([\w.-]+)": \{/,
  /^([\w.-]+:[\w.-]+):/,
  /^provider "([^"]+)"/,
];

function isHead(line: string): boolean {
  return heads.some((head) => head.test(line));
}

function headsIn(entry: string): string[] {
  return entry.split('\n').flatMap((line) => {
    const name = heads.map((head) => head.exec(line)?.[1]).find(Boolean);
    return name ? [name, name.split(/[/:]/).at(-1)!] : [];
  });
}
