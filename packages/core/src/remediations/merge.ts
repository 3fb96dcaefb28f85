import { type Block, blocksBetween, type Slide } from './blocks.ts';
import { isImport } from './identifiers.ts';
import { linesOf } from './lines.ts';

/** Where two edits of one text get in each other's way. */
export interface Conflict {
  /** 1-based line of the base. */
  readonly line: number;
  readonly ours: string;
  readonly theirs: string;
}

/** The merged text, or the line at which both sides changed the same. */
export type Merged = { readonly text: string } | { readonly conflict: Conflict };

/**
 * Three-way merge by lines, after diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007).
 *
 * More lenient than git in one point: edits that touch without overlapping are both taken, as when a later
 * change added its lines right below the ones that are taken back. Runs that could stand in two places are
 * tried in both.
 */
export function merge(base: string, ours: string, theirs: string): Merged {
  const slides: readonly Slide[] = ['down', 'up'];
  let first: Merged | undefined;
  for (const mine of slides) {
    for (const other of slides) {
      const merged = mergeWith({ base, ours, theirs }, mine, other);
      if ('text' in merged) return merged;
      first ??= merged;
    }
  }
  return first!;
}

interface Sides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

function mergeWith({ base, ours, theirs }: Sides, slideOurs: Slide, slideTheirs: Slide): Merged {
  const lines = linesOf(base);
  const a = blocksBetween(lines, linesOf(ours), slideOurs);
  const b = blocksBetween(lines, linesOf(theirs), slideTheirs);
  const taken: Block[] = [...a];
  for (const edit of b) {
    const clash = a.find((mine) => clashes(mine, edit));
    if (!clash) {
      taken.push(edit);
      continue;
    }
    if (sameEdit(clash, edit)) continue;
    return {
      conflict: { line: edit.beforeStart + 1, ours: clash.added.join(''), theirs: edit.added.join('') },
    };
  }
  for (const edit of taken.sort((x, y) => y.beforeStart - x.beforeStart || y.beforeEnd - x.beforeEnd)) {
    lines.splice(edit.beforeStart, edit.beforeEnd - edit.beforeStart, ...edit.added);
  }
  return { text: lines.join('') };
}

function clashes(one: Block, other: Block): boolean {
  const oneInserts = one.beforeStart === one.beforeEnd;
  const otherInserts = other.beforeStart === other.beforeEnd;
  if (oneInserts && otherInserts) {
    if (one.beforeStart !== other.beforeStart) return false;
    return (
      sameEdit(one, other) || ![...one.added, ...other.added].every((line) => line.trim() === '' || isImport(line))
    );
  }
  if (oneInserts) return one.beforeStart > other.beforeStart && one.beforeStart < other.beforeEnd;
  if (otherInserts) return other.beforeStart > one.beforeStart && other.beforeStart < one.beforeEnd;
  return one.beforeStart < other.beforeEnd && other.beforeStart < one.beforeEnd;
}

function sameEdit(one: Block, other: Block): boolean {
  return (
    one.beforeStart === other.beforeStart &&
    one.beforeEnd === other.beforeEnd &&
    one.added.join('') === other.added.join('')
  );
}
