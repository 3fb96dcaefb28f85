import { partsOf } from './terms.ts';

/** Milliseconds or bytes of a unit, as settings and messages write it. */
const units: Readonly<Record<string, readonly number[]>> = {
  ms: [1],
  msec: [1],
  millis: [1],
  milliseconds: [1],
  s: [1_000, 1],
  sec: [1_000, 1],
  second: [1_000, 1],
  seconds: [1_000, 1],
  m: [60_000, 1_000_000, 1_048_576],
  min: [60_000],
  minutes: [60_000],
  h: [3_600_000],
  k: [1_000, 1_024],
  kb: [1_000, 1_024],
  ki: [1_024],
  kib: [1_024],
  mb: [1_000_000, 1_048_576],
  mi: [1_048_576],
  mib: [1_048_576],
  g: [1_000_000_000, 1_073_741_824],
  gb: [1_000_000_000, 1_073_741_824],
  gi: [1_073_741_824],
  gib: [1_073_741_824],
};

/** A number that a message speaks of, with the words beside it. */
export interface Spoken {
  /** As written: `30000 ms`. */
  readonly text: string;
  /** The nearest word, which is what the number is of. */
  readonly of: string;
  readonly amounts: ReadonlySet<number>;
  /** Plain words up to three before and two behind. */
  readonly near: ReadonlySet<string>;
}

/** What a value can mean in the smallest unit: `30s` → 30, 30000; `512Mi` → 536870912; a bare `30` may count seconds. */
export function amountsOf(value: string): Set<number> {
  const match = /^\s*(\d[\d_]{0,15}(?:\.\d{1,6})?)\s?([A-Za-z]{0,12})\s*$/.exec(value);
  if (match === null) return new Set();
  const count = Number(match[1]!.replaceAll('_', ''));
  const unit = match[2]!.toLowerCase();
  if (unit === '') return new Set([count, count * 1_000]);
  return new Set((units[unit] ?? []).map((factor) => count * factor));
}

const synonyms: Readonly<Record<string, string>> = {
  maximum: 'max',
  minimum: 'min',
  conn: 'connection',
  conns: 'connection',
  mem: 'memory',
  timed: 'timeout',
  ttl: 'timeout',
  deadline: 'timeout',
  heap: 'memory',
};

/** One word in the form in which keys and messages are compared: lower case, singular, without synonyms. */
function plainWordOf(word: string): string {
  const lower = word.toLowerCase();
  const single = lower.length > 4 ? lower.replace(/(?<!s)s$/, '') : lower;
  return synonyms[lower] ?? synonyms[single] ?? single;
}

/** The words of a name: `spring.datasource.maximumPoolSize` → spring, datasource, max, pool, size. */
export function wordsOfName(name: string): string[] {
  return name.split(/[^A-Za-z0-9]+/).flatMap((run) => partsOf(run).map(plainWordOf));
}

const token = /[A-Za-z][A-Za-z]*|\d[\d_]*(?:\.\d+)?/g;
const maxSpoken = 60;

interface Token {
  readonly text: string;
  /** What stands right before it. */
  readonly behind: string;
}

/** The numbers of one line of a message, each with its neighbours. A number behind `host:` is a port. */
export function spokenNumbers(line: string): Spoken[] {
  const cut = line.slice(0, 600).replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  const tokens = Array.from(
    cut.matchAll(token),
    ({ 0: text, index }): Token => ({
      text,
      behind: cut.slice(Math.max(0, index - 24), index),
    }),
  );
  return tokens.flatMap((_, index) => spokenAt(tokens, index) ?? []).slice(0, maxSpoken);
}

function spokenAt(tokens: readonly Token[], index: number): Spoken | undefined {
  const { text, behind } = tokens[index]!;
  if (!/^\d/.test(text) || /[-\d.]$/.test(behind)) return undefined;
  if (/[a-z0-9]:$/i.test(behind) && Number(text) > 79) {
    return { text, of: 'port', amounts: amountsOf(text), near: new Set(['port']) };
  }
  const next = tokens[index + 1]?.text.toLowerCase() ?? '';
  const unit = Object.hasOwn(units, next) ? next : '';
  const after = index + (unit === '' ? 1 : 2);
  const previous = tokens.slice(Math.max(0, index - 3), index).filter(isWord);
  const following = tokens.slice(after, after + 2).filter(isWord);
  const of = (previous.at(-1) ?? following[0])?.text;
  if (of === undefined) return undefined;
  const near = new Set([...previous, ...following].map((one) => plainWordOf(one.text)));
  return { text: `${text} ${unit}`.trim(), of, amounts: amountsOf(`${text}${unit}`), near };
}

function isWord({ text }: Token): boolean {
  return /^[A-Za-z]{3,}/.test(text);
}
