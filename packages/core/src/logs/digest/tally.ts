import type { Alert } from '../../incident/alert.ts';
import type { LogLevel, StackFrame } from '../../incident/evidence.ts';
import type { LogEvent } from '../events/event.ts';
import { framesOf } from '../events/frames.ts';
import { headsOf } from '../events/stack-lines.ts';
import { detach } from '../lines/detach.ts';
import { createTemplateMiner } from '../templates/miner.ts';
import { condense, cutAtWord, type KeptLine } from './condense.ts';
import { countAt, createHistogram, type Histogram, mergeInto } from './histogram.ts';
import { createPace, durationIn, mergePace, type Pace, paceAt, slowedAt } from './pace.ts';
import { isForeign } from './services.ts';

/** What is known of the events that are the same but for their variable parts. */
export interface Tally {
  readonly key: string;
  readonly level: LogLevel;
  readonly exception?: string;
  readonly service?: string;
  readonly status?: number;
  /** Frames of the first event, innermost cause first. */
  frames: readonly StackFrame[];
  count: number;
  firstLine: number;
  firstAt?: number;
  lastAt?: number;
  example: readonly KeptLine[];
  /** Lines of the log that those of the example's event are, by their place in it; where JSON holds a trace, that one line alone. */
  exampleLines: readonly number[];
  /** How large the numbers of the example are. */
  magnitude: number;
  /** The example was chosen for what it measures: the state before a breakdown, or numbers far larger than they were. */
  measures: boolean;
  readonly histogram: Histogram;
  /** Of what is told quietly, with how long it took. */
  pace?: Pace;
  /** The event that took longest. */
  slowest?: Slowest;
  /** When it became slower for good, milliseconds since 1970. */
  slowedAt?: number;
  template: string;
}

interface Slowest {
  readonly ms: number;
  readonly at: number;
  readonly example: readonly KeptLine[];
  readonly exampleLines: readonly number[];
}

/** Groups events as they stream by. */
export interface Tallies {
  add(event: LogEvent): void;
  /** All groups, with their templates. */
  all(): Tally[];
}

const errorExample = 3800;
const quietExample = 1200;
/** Characters of examples kept in full; beyond, examples are short. */
const maxExamples = 6_000_000;
const maxAccess = 3000;
const firstCompaction = 4000;

/** Groups events by template, level and exception, and by whether the alert is about their service; access lines by method, path and status class. */
export function createTallies(alert?: Alert): Tallies {
  const miner = createTemplateMiner();
  let tallies = new Map<string, Tally>();
  const access = new Map<string, string>();
  let compactAt = firstCompaction;
  let examples = 0;
  let previous: Told | undefined;

  function keyOf(event: LogEvent): string {
    const request = requestOf(event);
    if (request === undefined) {
      const elsewhere = alert && event.service !== undefined && isForeign(event.service, alert) ? ' elsewhere' : '';
      return `${miner.add(minedText(event), headerLeft(event))} ${event.level} ${event.exception ?? ''}${elsewhere}`;
    }
    const known = access.get(request);
    if (known !== undefined) return known;
    const key = access.size < maxAccess ? `@${request}` : `@<*> → ${event.status}`;
    access.set(detach(request), key);
    return key;
  }

  function add(event: LogEvent): void {
    const key = keyOf(event);
    let tally = tallies.get(key);
    if (tally) update(tally, event);
    else {
      tally = begin(detach(key), event, examples > maxExamples);
      examples += tally.example.reduce((sum, { text }) => sum + text.length, 0);
      tallies.set(tally.key, tally);
      time(tally, event);
      if (event.level === 'fatal' && previous) showStateBefore(previous);
    }
    previous = { tally, event };
    if (tallies.size < compactAt) return;
    compact();
    compactAt = Math.max(firstCompaction, tallies.size * 2);
  }

  /** Joins the groups whose templates the miner has joined. */
  function compact(): void {
    const joined = new Map<string, Tally>();
    for (const tally of tallies.values()) {
      const key = finalKey(tally.key, miner.groupOf);
      const into = joined.get(key);
      if (into) absorb(into, tally);
      else joined.set(key, { ...tally, key });
    }
    tallies = joined;
  }

  function all(): Tally[] {
    const templates = new Map(miner.templates().map(({ id, template }) => [id, template]));
    compact();
    for (const tally of tallies.values()) {
      tally.template = templateOf(tally, templates);
      showSlow(tally);
    }
    return [...tallies.values()];
  }

  return { add, all };
}

function finalKey(key: string, groupOf: (group: number) => number): string {
  if (key.startsWith('@')) return key;
  const space = key.indexOf(' ');
  return groupOf(Number(key.slice(0, space))) + key.slice(space);
}

function templateOf(tally: Tally, templates: ReadonlyMap<number, string>): string {
  if (tally.key.startsWith('@')) return tally.key.slice(1);
  const template = templates.get(Number.parseInt(tally.key, 10)) ?? '';
  return template === '' ? (tally.example[0]?.text ?? '') : template;
}

/** A message that begins with a letter has no second header. */
function headerLeft({ message, text }: LogEvent): 0 | undefined {
  const code = message.charCodeAt(0) | 32;
  return message !== text && code >= 97 && code <= 122 ? 0 : undefined;
}

/** Message and what was thrown: the first exception and the root of its causes. */
function minedText(event: LogEvent): string {
  if (!event.text.includes('\n')) return event.message;
  const message = `${event.message.slice(0, 600)}${secondLine(event)}`;
  const heads = headsOf(event.text).filter(
    (head) => !message.includes(head) && !message.startsWith(head.slice(0, 200)),
  );
  return [message, ...heads].join(' ');
}

/** .NET's console logger prints category and event id first, Rust the place of a panic, and the message on the line below. */
function secondLine({ message, text }: LogEvent): string {
  if (!/^[\w.]{0,200}\[\d+\]$|panicked at \S{1,300}:$/.test(message)) return '';
  const from = text.indexOf('\n') + 1;
  return ` ${text
    .slice(from, from + 300)
    .split('\n', 1)[0]!
    .trim()}`;
}

const requestLine = /"([A-Z]{3,10}) ([^\s"?]{1,300})/;

/** `GET /api/books/<*> → 500` of an access line, in text or in fields; a structured one says its message first. */
function requestOf({ status, request, message, text, exception, level }: LogEvent): string | undefined {
  if (status === undefined || exception !== undefined || text.includes('\n')) return undefined;
  const match = requestLine.exec(request === undefined ? message : `"${request}`);
  if (!match) return undefined;
  const path = match[2]!.split('/').map((part) => (/\d|^.{25,}$/.test(part) && !/^v\d$/.test(part) ? '<*>' : part));
  const said =
    request === undefined || message.includes(request) || /[\d"]/.test(message) ? '' : `${message.slice(0, 60)}: `;
  const despite = status < 400 && (level === 'warn' || level === 'error') ? ` (${level})` : '';
  return `${said}${match[1]} ${path.join('/')} → ${status}${despite}`;
}

function begin(key: string, event: LogEvent, short: boolean): Tally {
  const histogram = createHistogram();
  if (event.at !== undefined) countAt(histogram, event.at);
  return {
    key,
    level: event.level,
    frames: /\n|panicked at |atal error: /.test(event.text) ? framesOf(event.text).map(detachFrame) : [],
    count: 1,
    firstLine: event.line,
    example: exampleOf(event, short),
    exampleLines: event.numbers ?? [event.line],
    magnitude: tellsMeasures(event) ? magnitudeOf(event.text) : 0,
    measures: false,
    histogram,
    template: '',
    ...(event.exception !== undefined && { exception: detach(event.exception) }),
    ...(event.service !== undefined && { service: detach(event.service) }),
    ...(event.status !== undefined && { status: event.status }),
    ...(event.at !== undefined && { firstAt: event.at, lastAt: event.at }),
  };
}

function exampleOf(event: LogEvent, short: boolean): KeptLine[] {
  const quiet = event.level === 'info' || event.level === 'debug';
  const limit = short || (quiet && event.exception === undefined) ? quietExample : errorExample;
  return condense(event.text, limit).map(({ offset, text }) => ({ offset, text: detach(cutAtWord(text, limit)) }));
}

/** Orders of magnitude, over all numbers of an event, by which it must exceed the example to take its place. */
const striking = 1.5;

/** Several lines, or an unusual one, that tell no trace: a report whose numbers matter. */
function tellsMeasures({ text, level, exception }: LogEvent): boolean {
  if (exception !== undefined) return false;
  return level === 'warn' || text.includes('\n');
}

/** An event and the group that it is of. */
interface Told {
  readonly tally: Tally;
  readonly event: LogEvent;
}

/** What was told last before a service broke down shows the state that it broke down in: heap, queries, connections. */
function showStateBefore({ tally, event }: Told): void {
  if (tally.level !== 'info' && tally.level !== 'debug') return;
  tally.measures = true;
  tally.example = exampleOf(event, false);
  tally.exampleLines = event.numbers ?? [event.line];
}

/** Of events that are the same but for their numbers, one with far larger ones tells more than the first. */
function showLargest(tally: Tally, event: LogEvent): void {
  const magnitude = magnitudeOf(event.text);
  if (tally.frames.length > 0 || magnitude < tally.magnitude + striking) return;
  tally.magnitude = magnitude;
  tally.measures = true;
  tally.example = exampleOf(event, false);
  tally.exampleLines = event.numbers ?? [event.line];
}

/** By how much an event must be slower than the slowest to take its place. */
const slower = 1.3;

/** A pattern whose first events name no duration names none; of one with many events, every eighth is enough. */
const firstTries = 8;
const manyEvents = 1000;

/** Keeps how long it took, of what is told quietly: an error says itself what is wrong. */
function time(tally: Tally, event: LogEvent): void {
  const { at, level, text, exception } = event;
  if (at === undefined || level === 'error' || level === 'fatal' || exception !== undefined) return;
  if (tally.pace === undefined ? tally.count > firstTries : tally.count > manyEvents && tally.count % 8 > 0) return;
  const ms = text.includes('\n') ? undefined : durationIn(text);
  if (ms === undefined) return;
  tally.pace ??= createPace();
  paceAt(tally.pace, at, ms);
  if (ms <= slower * (tally.slowest?.ms ?? 0)) return;
  tally.slowest = { ms, at, example: exampleOf(event, false), exampleLines: event.numbers ?? [event.line] };
}

/** Where it became slower, the slowest event tells more than the first. */
function showSlow(tally: Tally): void {
  const since = tally.pace && slowedAt(tally.pace);
  if (since === undefined) return;
  tally.slowedAt = since;
  if (!tally.slowest || tally.slowest.at < since) return;
  tally.example = tally.slowest.example;
  tally.exampleLines = tally.slowest.exampleLines;
}

function magnitudeOf(text: string): number {
  let sum = 0;
  for (const [digits] of text.slice(0, 2000).matchAll(/(?<![\w.])\d{1,15}(?![\w.])/g))
    sum += Math.log10(1 + Number(digits));
  return sum;
}

function update(tally: Tally, event: LogEvent): void {
  tally.count++;
  time(tally, event);
  if (tellsMeasures(event)) showLargest(tally, event);
  if (event.at === undefined) return;
  countAt(tally.histogram, event.at);
  if (tally.firstAt === undefined || event.at < tally.firstAt) tally.firstAt = event.at;
  if (tally.lastAt === undefined || event.at > tally.lastAt) tally.lastAt = event.at;
}

function absorb(into: Tally, from: Tally): void {
  into.count += from.count;
  if (from.firstLine < into.firstLine) {
    into.firstLine = from.firstLine;
    into.example = from.example;
    into.frames = from.frames;
    into.exampleLines = from.exampleLines;
    into.magnitude = from.magnitude;
    into.measures = from.measures;
  }
  if (from.firstAt !== undefined) into.firstAt = Math.min(into.firstAt ?? from.firstAt, from.firstAt);
  if (from.lastAt !== undefined) into.lastAt = Math.max(into.lastAt ?? from.lastAt, from.lastAt);
  mergeInto(into.histogram, from.histogram);
  if (from.pace && into.pace) mergePace(into.pace, from.pace);
  else if (from.pace) into.pace = from.pace;
  if ((from.slowest?.ms ?? 0) > (into.slowest?.ms ?? 0)) into.slowest = from.slowest!;
}

function detachFrame({ symbol, file, line }: StackFrame): StackFrame {
  return {
    symbol: detach(symbol),
    ...(file !== undefined && { file: detach(file) }),
    ...(line !== undefined && { line }),
  };
}
