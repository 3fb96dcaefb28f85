import type { Block } from '../blocks.ts';

/** Import lines one by one; a line that took another's place, as with one name more, stays with it. */
export function importPieces(block: Block): Block[] {
  const { added, removed, afterStart, beforeStart } = block;
  const pairs = added.map((line) => removed.findIndex((old) => sameModule(old, line)));
  const inOrder = pairs.filter((at) => at !== -1).every((at, index, all) => index === 0 || at > all[index - 1]!);
  if (!inOrder) return [block];
  const paired = new Set(pairs);
  const came = added.map((line, at) => {
    const old = pairs[at]!;
    const before =
      old === -1
        ? beforeStart + pairs.slice(0, at).reduce((last, pair) => Math.max(last, pair + 1), 0)
        : beforeStart + old;
    return {
      beforeStart: before,
      beforeEnd: old === -1 ? before : before + 1,
      afterStart: afterStart + at,
      afterEnd: afterStart + at + 1,
      removed: old === -1 ? [] : [removed[old]!],
      added: [line],
    };
  });
  const went = removed.flatMap((line, at) => {
    if (paired.has(at)) return [];
    const behind = afterStart + pairs.filter((pair) => pair !== -1 && pair < at).length;
    return [
      {
        beforeStart: beforeStart + at,
        beforeEnd: beforeStart + at + 1,
        afterStart: behind,
        afterEnd: behind,
        removed: [line],
        added: [],
      },
    ];
  });
  return [...came, ...went];
}

/** Whether two import lines read from the same module; a line that names one thing only is of no other. */
function sameModule(one: string, other: string): boolean {
  const moduleOf = (line: string) =>
    /\bfrom\s+["']([^"']+)["']|^\s*from\s+(\S+)\s+import|\brequire\(\s*["']([^"']+)["']|^\s*use\s+([\w:\\]+)(?:::|\\)\{/
      .exec(line)
      ?.slice(1)
      .find(Boolean);
  const module = moduleOf(one);
  return module !== undefined && module === moduleOf(other);
}
