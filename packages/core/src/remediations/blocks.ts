import { diffArrays } from 'diff';
import { linesOf } from './lines.ts';

/** One contiguous run of changed lines; ranges are 0-based and half open. */
export interface Block {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
  /** Lines with their endings that only the earlier text has. */
  readonly removed: readonly string[];
  /** Lines with their endings that only the later text has. */
  readonly added: readonly string[];
}

/** Where to put a run that could stand in several places, as when a method is added after one that ends alike. */
export type Slide = 'down' | 'up';

/** Beyond this many differing lines two texts count as wholly different: the search is quadratic in it. */
const maxEdits = 4_000;

/** What changed between two lists of lines, in order. */
export function blocksBetween(before: readonly string[], after: readonly string[], slide: Slide = 'down'): Block[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const oldMiddle = before.slice(head, before.length - tail);
  const newMiddle = after.slice(head, after.length - tail);
  const parts = diffArrays(oldMiddle, newMiddle, { maxEditLength: maxEdits }) ?? [
    { value: oldMiddle, removed: true, added: false },
    { value: newMiddle, removed: false, added: true },
  ];
  const blocks: Block[] = [];
  let [old, now, oldStart, nowStart] = [head, head, head, head];
  const close = () => {
    if (old > oldStart || now > nowStart) {
      blocks.push(block(before, after, { beforeStart: oldStart, beforeEnd: old, afterStart: nowStart, afterEnd: now }));
    }
  };
  for (const part of parts) {
    if (part.removed) old += part.value.length;
    else if (part.added) now += part.value.length;
    else {
      close();
      old += part.value.length;
      now += part.value.length;
      [oldStart, nowStart] = [old, now];
    }
  }
  close();
  return blocks.map((found, at) => slid(found, { before, after, slide, blocks, at }));
}

/** What changed between two texts, in order. */
export function textBlocks(before: string, after: string): Block[] {
  return blocksBetween(linesOf(before), linesOf(after));
}

/** The later text with some of its blocks taken back. */
export function withoutBlocks(after: string, blocks: Iterable<Block>): string {
  const lines = linesOf(after);
  for (const { afterStart, afterEnd, removed } of [...blocks].sort(
    (a, b) => b.afterStart - a.afterStart || b.beforeStart - a.beforeStart,
  )) {
    lines.splice(afterStart, afterEnd - afterStart, ...removed);
  }
  return lines.join('');
}

type Range = Pick<Block, 'beforeStart' | 'beforeEnd' | 'afterStart' | 'afterEnd'>;

function block(before: readonly string[], after: readonly string[], range: Range): Block {
  return {
    ...range,
    removed: before.slice(range.beforeStart, range.beforeEnd),
    added: after.slice(range.afterStart, range.afterEnd),
  };
}

interface Sliding {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly slide: Slide;
  readonly blocks: readonly Block[];
  readonly at: number;
}

/** A pure insertion or deletion moved as far as equal lines allow, never past its neighbours. */
function slid(found: Block, { before, after, slide, blocks, at }: Sliding): Block {
  const inserts = found.beforeStart === found.beforeEnd;
  if (!inserts && found.afterStart !== found.afterEnd) return found;
  const lines = inserts ? after : before;
  const [start, end] = inserts ? [found.afterStart, found.afterEnd] : [found.beforeStart, found.beforeEnd];
  const neighbour = blocks[slide === 'down' ? at + 1 : at - 1];
  const bound = limitOf(neighbour, { slide, inserts, length: lines.length });
  let shift = 0;
  if (slide === 'down') while (end + shift < bound && lines[start + shift] === lines[end + shift]) shift += 1;
  else while (start + shift - 1 >= bound && lines[start + shift - 1] === lines[end + shift - 1]) shift -= 1;
  return block(before, after, {
    beforeStart: found.beforeStart + shift,
    beforeEnd: found.beforeEnd + shift,
    afterStart: found.afterStart + shift,
    afterEnd: found.afterEnd + shift,
  });
}

function limitOf(
  neighbour: Block | undefined,
  side: { readonly slide: Slide; readonly inserts: boolean; readonly length: number },
): number {
  if (side.slide === 'down') {
    if (!neighbour) return side.length;
    return (side.inserts ? neighbour.afterStart : neighbour.beforeStart) - 1;
  }
  if (!neighbour) return 0;
  return (side.inserts ? neighbour.afterEnd : neighbour.beforeEnd) + 1;
}
