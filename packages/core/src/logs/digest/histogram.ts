const minute = 60_000;
const maxCells = 512;

/** Events per minute; coarser where they spread over more than 512 cells. */
export interface Histogram {
  /** Milliseconds per cell. */
  width: number;
  cells: Map<number, number>;
}

/** An empty histogram of minutes. */
export function createHistogram(): Histogram {
  return { width: minute, cells: new Map() };
}

/** Counts events at a time. */
export function countAt(histogram: Histogram, at: number, count = 1): void {
  const cell = Math.floor(at / histogram.width);
  histogram.cells.set(cell, (histogram.cells.get(cell) ?? 0) + count);
  if (histogram.cells.size > maxCells) coarsen(histogram);
}

/** Adds one histogram to another. */
export function mergeInto(into: Histogram, from: Histogram): void {
  for (const [cell, count] of from.cells) countAt(into, cell * from.width, count);
}

function coarsen(histogram: Histogram): void {
  const wide = new Map<number, number>();
  for (const [cell, count] of histogram.cells) wide.set(cell >> 1, (wide.get(cell >> 1) ?? 0) + count);
  histogram.width *= 2;
  histogram.cells = wide;
}

/**
 * Start of the first sustained rise, milliseconds since 1970: a cell of at least three events and four times the mean
 * before it, with the three cells from there on at twice that mean or more. `undefined` when the rate never jumps.
 *
 * @param start first time of the log: silence since then counts as rate 0.
 */
export function riseOf(histogram: Histogram, start: number): number | undefined {
  const { cells, width } = histogram;
  const times = [...cells.keys()].sort((a, b) => a - b);
  const origin = Math.floor(start / width);
  let before = 0;
  for (const cell of times) {
    const here = cells.get(cell) ?? 0;
    const span = cell - origin;
    const mean = span > 0 ? before / span : 0;
    const after = (here + (cells.get(cell + 1) ?? 0) + (cells.get(cell + 2) ?? 0)) / 3;
    if (span >= 2 && here >= 3 && here >= 4 * mean && after >= 2 * mean) return cell * width;
    before += here;
  }
  return undefined;
}
