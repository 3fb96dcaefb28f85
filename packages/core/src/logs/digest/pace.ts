import { countAt, createHistogram, type Histogram, mergeInto } from './histogram.ts';

/** How long what a pattern tells of took, over time: requests, queries, jobs. */
export interface Pace {
  readonly counts: Histogram;
  /** Sums of the logarithms of durations: their mean is not moved by a single slow one. */
  readonly logs: Histogram;
}

/** A pattern is slower where it takes this many times as long as before, and at least `leastMs`. */
const factor = 3;
const leastMs = 50;
/** Events on either side of the change, below which a mean says little. */
const leastEvents = 10;

const duration =
  /(?:duration|elapsed|latency|took|time_taken|(?:response|request|process(?:ing)?)_?time|\brt)(?:_?ms|_?millis)?["']?\s?[=:]?\s?["']?(\d{1,9}(?:\.\d{1,9})?)\s?(ms|[µμu]s|s)?(?![\w.])|(?<![\w.:-])(\d{1,9}(?:\.\d{1,9})?)\s?(ms|[µμu]s|s|secs?|seconds|milliseconds)(?![\w])/i;

/**
 * How long a line says that something took, in milliseconds; `undefined` when it does not. Without a unit, three decimals
 * are seconds, as nginx writes them, and other numbers milliseconds.
 */
export function durationIn(text: string): number | undefined {
  const match = duration.exec(text.length > 600 ? text.slice(0, 600) : text);
  if (!match) return undefined;
  const digits = match[1] ?? match[3]!;
  const unit = (match[2] ?? match[4] ?? (/\.\d{3}$/.test(digits) ? 's' : 'ms')).toLowerCase();
  const scale = unit.startsWith('m') ? 1 : unit.startsWith('s') ? 1000 : 1e-3;
  return Number(digits) * scale;
}

/** An empty pace. */
export function createPace(): Pace {
  return { counts: createHistogram(), logs: createHistogram() };
}

/** Adds a duration at a time. */
export function paceAt({ counts, logs }: Pace, at: number, ms: number): void {
  countAt(counts, at);
  countAt(logs, at, Math.log(1 + ms));
}

/** Adds one pace to another. */
export function mergePace(into: Pace, from: Pace): void {
  mergeInto(into.counts, from.counts);
  mergeInto(into.logs, from.logs);
}

/**
 * When a pattern became slower for good: the first cell of time from which on, for three cells, the geometric mean of
 * durations is three times that of the time before. Milliseconds since 1970; `undefined` when it did not.
 */
export function slowedAt({ counts, logs }: Pace): number | undefined {
  const cells = [...counts.cells.keys()].sort((a, b) => a - b);
  let count = 0;
  let sum = 0;
  for (const [place, cell] of cells.entries()) {
    const next = cells.slice(place, place + 3);
    const after = sumOf(counts, next);
    const slow = sumOf(logs, next) / after;
    const here = (logs.cells.get(cell) ?? 0) / (counts.cells.get(cell) ?? 1);
    const bound = Math.log(1 + Math.max(leastMs, factor * (Math.exp(sum / Math.max(1, count)) - 1)));
    if (place >= 2 && count >= leastEvents && after >= leastEvents && slow >= bound && here >= bound)
      return cell * counts.width;
    count += counts.cells.get(cell) ?? 0;
    sum += logs.cells.get(cell) ?? 0;
  }
  return undefined;
}

function sumOf({ cells }: Histogram, of: readonly number[]): number {
  return of.reduce((sum, cell) => sum + (cells.get(cell) ?? 0), 0);
}
