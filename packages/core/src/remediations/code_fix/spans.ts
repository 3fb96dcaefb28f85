import { type Block, textBlocks } from '../blocks.ts';
import { linesOf } from '../lines.ts';

/**
 * What changed between two texts, where runs of one statement are one: those inside the same multi-line string or the
 * same parentheses. A query half of the one text and half of the other is neither. Named arguments stay apart.
 */
export function statementBlocks(before: string, after: string): Block[] {
  const blocks = textBlocks(before, after);
  if (blocks.length < 2) return blocks;
  const [old, now] = [linesOf(before), linesOf(after)];
  const [oldSpans, spans] = [spansOf(old), spansOf(now)];
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    const together =
      last &&
      (shares(spans, [last.afterStart, last.afterEnd], [block.afterStart, block.afterEnd]) ||
        shares(oldSpans, [last.beforeStart, last.beforeEnd], [block.beforeStart, block.beforeEnd])) &&
      ![...last.added, ...last.removed, ...block.added, ...block.removed].every(isNamedArgument);
    if (!together) {
      merged.push(block);
      continue;
    }
    merged[merged.length - 1] = {
      ...last,
      beforeEnd: block.beforeEnd,
      afterEnd: block.afterEnd,
      removed: old.slice(last.beforeStart, block.beforeEnd),
      added: now.slice(last.afterStart, block.afterEnd),
    };
  }
  return merged;
}

/** Whether a run may not be cut: its lines are inside one multi-line string or one pair of parentheses. */
export function isOneStatement(block: Block, before: string, after: string): boolean {
  const { removed, added, beforeStart, beforeEnd, afterStart, afterEnd } = block;
  if ([...removed, ...added].every(isNamedArgument)) return false;
  return [
    spansOf(linesOf(before)).slice(beforeStart, beforeEnd),
    spansOf(linesOf(after)).slice(afterStart, afterEnd),
  ].some((ids) => ids.length > 1 && ids.every((id) => id !== undefined && id === ids[0]));
}

function isNamedArgument(line: string): boolean {
  return /^\s*["']?[\w.-]+["']?\s*[=:]\s*[^=].*,?\s*$/.test(line);
}

type Range = readonly [start: number, end: number];

function shares(spans: readonly (number | undefined)[], one: Range, other: Range): boolean {
  const ids = new Set(spans.slice(one[0], Math.max(one[0] + 1, one[1])));
  return spans.slice(other[0], Math.max(other[0] + 1, other[1])).some((id) => id !== undefined && ids.has(id));
}

const token = /"""|'''|`|\/\*|\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[()[\]{}]/g;

/** For each line the multi-line string or the parentheses that it is in or opens; `undefined` where each line stands alone. */
function spansOf(lines: readonly string[]): (number | undefined)[] {
  const open: { readonly kind: string; readonly id: number }[] = [];
  let next = 0;
  return lines.map((line) => {
    const atStart = outermost(open);
    for (const [piece] of line.matchAll(token)) {
      const top = open.at(-1)?.kind;
      if (top === '`' || top === '"""' || top === "'''" || top === '/*') {
        if (piece === top || (top === '/*' && piece === '*/')) open.pop();
      } else if (/^(?:`|"""|'''|\/\*|[([{])$/.test(piece)) {
        next += 1;
        open.push({ kind: piece, id: next });
      } else if (/^[)\]}]$/.test(piece)) open.pop();
    }
    return atStart ?? outermost(open);
  });
}

/** The outermost of the parentheses or string that directly enclose a place: braces and lists hold things of their own. */
function outermost(open: readonly { readonly kind: string; readonly id: number }[]): number | undefined {
  let found: number | undefined;
  for (const { kind, id } of [...open].reverse()) {
    if (kind === '{' || kind === '[' || kind === '/*') break;
    found = id;
  }
  return found;
}
