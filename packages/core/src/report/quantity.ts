import { visible } from './text.ts';

/**
 * A value with its UCUM unit as people read it: `512 MiB`, `12,400 ms`, `97 %`, `1,205`. Of a unit only letters,
 * `%` and `/` are printed, since monitoring systems send whatever they like.
 */
export function quantity(value: number, unit: string): string {
  if (unit === 'By') return bytes(value);
  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 }).format(value);
  if (unit === '1') return number;
  const told = unit.replace(/^1\/min$/, 'per minute').replace(/^1\/s$/, 'per second');
  return `${number} ${visible(told.slice(0, 80))
    .replaceAll(/[^\p{L}%/ ]+/gu, '')
    .slice(0, 24)}`.trim();
}

function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10)));
  return `${Number((value / 1024 ** power).toPrecision(4))} ${units[power]}`;
}

/** A probability in whole per cent. Nothing that is inferred is certain: it ends at `over 99 %`, and at `under 1 %` above nought. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole <= 0 && share > 0) return 'under 1 %';
  if (whole >= 100) return 'over 99 %';
  return `${whole} %`;
}

/** Minutes as people say them: `47 minutes`, `6 h 5 min`, `3 days`. */
export function minutes(count: number): string {
  const whole = Math.round(count);
  if (whole < 120) return whole === 1 ? '1 minute' : `${whole} minutes`;
  if (whole < 2880) return `${Math.floor(whole / 60)} h ${whole % 60} min`;
  return `${Math.round(whole / 1440)} days`;
}

/** A time to the minute, with its zone: `2026-04-12 09:15 UTC`. */
export function at(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
