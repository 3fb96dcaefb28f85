import type { EvidenceId } from '../incident/index.ts';
import type { Step } from './types.ts';

/** A piece of text that knows its evidence. */
export interface Told {
  readonly text: string;
  readonly evidence: readonly EvidenceId[];
}

/** What may stand in a sentence; `undefined` means we do not know it. */
type Part = Told | string | number | undefined;

/**
 * A sentence whose evidence is that of the facts in it. A sentence with an unknown fact is `undefined`, so it is
 * left out and never filled with a guess.
 *
 * @example
 * say`Table ${story.fact('table')} lost its column.`; // undefined when no sign captured the table
 */
export function say(strings: TemplateStringsArray, ...parts: readonly Part[]): Told | undefined {
  let text = strings[0] ?? '';
  const evidence: EvidenceId[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === undefined) return undefined;
    text += typeof part === 'object' ? part.text : String(part);
    if (typeof part === 'object') evidence.push(...part.evidence);
    text += strings[index + 1] ?? '';
  }
  return { text, evidence: [...new Set(evidence)] };
}

/** A sentence with more evidence than its own facts carry, and the command that goes with it, if there is one. */
export function step(told: Told | undefined, command?: string, also: readonly EvidenceId[] = []): Step | undefined {
  if (!told) return undefined;
  const evidence = [...new Set([...told.evidence, ...also])];
  return { text: told.text, evidence, ...(command ? { command } : {}) };
}

/** Letters, digits and `._/-`, not starting with a dash or a dot: harmless in any shell. */
const HARMLESS = /^[A-Za-z0-9_/][A-Za-z0-9._/-]{0,200}$/;

/** True when the text may be quoted in a command. */
export function isHarmless(text: string): boolean {
  return HARMLESS.test(text) && !text.includes('..');
}

/** A shell command; `undefined` when a name in it is unknown or not harmless. */
export function run(
  strings: TemplateStringsArray,
  ...parts: readonly (Told | string | undefined)[]
): string | undefined {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) {
    const value = typeof part === 'object' ? part.text : part;
    if (value === undefined || !isHarmless(value)) return undefined;
    text += value + (strings[index + 1] ?? '');
  }
  return text;
}

/** The sentences that could be made. */
export function known<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined);
}

/** Time of day, `10:42 UTC`. */
export function clock(iso: string): string {
  return `${iso.slice(11, 16)} UTC`;
}

/** Whole minutes from one time to another; negative when the second is earlier. */
export function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

/** `47 minutes`, `6 h 5 min`, `3 days`. */
export function duration(minutes: number): string {
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  if (minutes < 2880) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1440)} days`;
}

/** A value with its UCUM unit as people write it: `97 %`, `12,400 ms`, `512 MiB`. */
export function quantity(value: number, unit: string): string {
  if (unit === 'By') return bytes(value);
  const number = Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(4)));
  if (unit === '1') return number;
  return `${number} ${unit.replace('1/min', 'per minute').replace('1/s', 'per second')}`;
}

function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let power = 0;
  let rest = value;
  while (Math.abs(rest) >= 1024 && power < units.length - 1) {
    rest /= 1024;
    power += 1;
  }
  return `${Number(rest.toPrecision(4))} ${units[power]}`;
}

function grouped(value: number): string {
  return new Intl.NumberFormat('en-US').format(value);
}

/** One line of untrusted text in quotation marks, at most `limit` characters. */
export function quoted(text: string, limit = 160): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `“${line.length > limit ? `${line.slice(0, limit - 1)}…` : line}”`;
}
