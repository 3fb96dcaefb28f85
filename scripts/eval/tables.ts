/** Figures as Markdown. */
import { interval } from './figures.ts';

/** `.759 (.621 to .862)`: a figure and its 95 % interval. */
export function withInterval<T>(all: readonly T[], figure: (drawn: readonly T[]) => number, digits = 3): string {
  const [from, to] = interval(all, figure).map((value) => short(value, digits));
  return `${short(figure(all), digits)} (${from} to ${to})`;
}

/** `.759`. */
export function short(value: number, digits = 3): string {
  return value.toFixed(digits).replace(/^0/, '');
}

/** A table whose first column is text and whose others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
