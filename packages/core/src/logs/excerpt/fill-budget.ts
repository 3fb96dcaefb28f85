import type { Redactor } from '../redact/redactor.ts';
import type { TokenCounter } from './tokens.ts';

/** A line of the log with its place, 1-based. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** A line worth showing, and the lines that make it understood. */
export interface Anchor {
  readonly number: number;
  readonly weight: number;
  /** Anchors of one shape say the same. */
  readonly shape: number;
  readonly around: readonly NumberedLine[];
}

/** The chosen lines in their order, and what they cost. */
export interface Excerpt {
  readonly lines: NumberedLine[];
  readonly tokens: number;
}

/**
 * Chooses lines within a token budget: anchors by weight, each with its surroundings; a shape that was shown before
 * counts a third. Never over the budget; deterministic.
 */
export function fillBudget(
  anchors: readonly Anchor[],
  budget: number,
  count: TokenCounter,
  redactor: Redactor,
): Excerpt {
  const chosen = new Map<number, string>();
  let tokens = 0;

  function take({ number, text }: NumberedLine): boolean {
    if (chosen.has(number)) return true;
    const clean = redactor.redact(text);
    const cost = count(clean);
    if (tokens + cost > budget) return false;
    tokens += cost;
    chosen.set(number, clean);
    return true;
  }

  const queue = [...anchors].sort((a, b) => b.weight - a.weight || b.number - a.number);
  const shown = new Set<number>();
  const later: Anchor[] = [];
  for (const anchor of queue) {
    if (shown.has(anchor.shape)) {
      later.push(anchor);
      continue;
    }
    shown.add(anchor.shape);
    takeAnchor(anchor, take);
    if (tokens >= budget) break;
  }
  for (const anchor of later) if (tokens < budget) takeAnchor(anchor, take);
  const lines = [...chosen].map(([number, text]) => ({ number, text })).sort((a, b) => a.number - b.number);
  return { lines, tokens };
}

/** The line itself first, then its neighbours, nearest first. */
function takeAnchor(anchor: Anchor, take: (line: NumberedLine) => boolean): void {
  const ordered = [...anchor.around].sort(
    (a, b) => Math.abs(a.number - anchor.number) - Math.abs(b.number - anchor.number),
  );
  for (const line of ordered) take(line);
}
