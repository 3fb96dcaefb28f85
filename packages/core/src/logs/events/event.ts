import { goesOnWithReport, joinsTracebacks, provesFailure } from './beginnings.ts';
import { createHeadReader } from './head.ts';
import { type LineReader, type ParsedLine, parseLine } from './line.ts';
import { peel } from './peel.ts';
import { headsOf, startsTrace, thrownIn } from './stack-lines.ts';
import { createTimeReader } from './timestamp.ts';

/** One thing a component said: a line, with the stack trace that follows it. */
export interface LogEvent extends Omit<ParsedLine, 'continues' | 'stream' | 'body'> {
  /** Line of its first line, 1-based. */
  readonly line: number;
  /** Where several lines were joined: the line of the log that each line of `text` is; the text of a JSON line has more. */
  readonly numbers?: readonly number[];
  /** The first line without its header. */
  readonly message: string;
  /** The whole text, stack trace included, lines joined by `\n`. */
  readonly text: string;
  /** Class of the exception that was thrown last, where the text names one. */
  readonly exception?: string;
}

const maxEventLines = 400;
const maxEventLength = 48 * 1024;
/** Traces of several writers that are told at once. */
const maxParked = 6;
const maxPartial = 64 * 1024;
/** Lines of one trace that each have a time were written within this, milliseconds. */
const momentMs = 2000;
/** What was thrown is told within this after the message, milliseconds. */
const sameMomentMs = 20;

/** Joins lines into events. */
export interface EventAssembler {
  /** Takes the next line; gives the events that are complete, most often none or one. */
  push(line: string): readonly LogEvent[];
  /** The last events, at the end of the log. */
  end(): readonly LogEvent[];
}

const none: readonly LogEvent[] = [];

/**
 * Joins the lines of stack traces to the line that threw them: Java with its causes, Python, Go, Node, .NET, Ruby, PHP
 * and Rust; also where a logger or a collector gives each line a header of its own, and where several pods or requests
 * tell theirs at once. Memory is bounded by the longest event: past 400 lines or 48 KiB its middle is dropped.
 *
 * @param referenceMs the time the alert fired; gives years and dates to times that lack them.
 */
export function createEventAssembler(referenceMs?: number): EventAssembler {
  const reader: LineReader = { time: createTimeReader(referenceMs), head: createHeadReader() };
  const partials = new Map<string, string>();
  /** Traces that another writer's line has interrupted, oldest first. */
  const parked: Open[] = [];
  let open: Open | undefined;
  let number = 0;

  function push(line: string): readonly LogEvent[] {
    number++;
    const parsed = lineOf(line);
    if (parsed === undefined) return none;
    const target = eventFor(parsed);
    if (target) {
      join(target, parsed, number);
      return none;
    }
    return begin(parsed);
  }

  /** `undefined` for a part of a line whose end is still to come. */
  function lineOf(line: string): ParsedLine | undefined {
    const peeled = peel(line) ?? { text: line, partial: false };
    if (!peeled.partial && partials.size === 0) return parseLine(peeled, reader);
    const writer = peeled.origin ?? '';
    const text = (partials.get(writer) ?? '') + peeled.text;
    partials.delete(writer);
    if (!peeled.partial || text.length > maxPartial || partials.size > maxParked) {
      return parseLine({ ...peeled, text }, reader);
    }
    partials.set(writer, text);
    return undefined;
  }

  function eventFor(parsed: ParsedLine): Open | undefined {
    if (open && belongs(open, parsed)) return open;
    if (parsed.stream === '') return undefined;
    return parked.find((event) => event.stream === parsed.stream && belongs(event, parsed));
  }

  function begin(parsed: ParsedLine): readonly LogEvent[] {
    const done: LogEvent[] = [];
    if (open && open.stream !== '' && open.stream !== parsed.stream && mayGoOn(open)) {
      parked.push(open);
      if (parked.length > maxParked) finish(parked.shift()!, done);
    } else if (open) finish(open, done);
    const same = parsed.stream === '' ? -1 : parked.findIndex(({ stream }) => stream === parsed.stream);
    if (same >= 0) finish(parked.splice(same, 1)[0]!, done);
    open = opened(parsed, number);
    return done;
  }

  function end(): readonly LogEvent[] {
    const done: LogEvent[] = [];
    for (const event of parked.splice(0)) finish(event, done);
    if (open) finish(open, done);
    open = undefined;
    return done;
  }

  return { push, end };
}

/** The event of a single line, or of a text that holds one event. */
export function parseEvent(text: string, referenceMs?: number): LogEvent {
  const assembler = createEventAssembler(referenceMs);
  let first: LogEvent | undefined;
  for (const line of text.split('\n')) first ??= assembler.push(line)[0];
  first ??= assembler.end()[0];
  return first ?? { line: 1, level: 'unknown', message: text, text };
}

interface Open {
  first: ParsedLine;
  line: number;
  readonly stream: string;
  readonly lines: string[];
  length: number;
  /** Lines of the log that `lines` are. */
  readonly numbers: number[];
  /** A trace is being told: lines without a time or level belong to it. */
  trace: boolean;
  /** What was thrown has been named; in Python's order the name comes last. */
  thrown: boolean;
  /** A line after the first proves that something failed, whatever level the first names. */
  failed: boolean;
  /** What the first line says was thrown. */
  readonly exception: string | undefined;
}

function opened(parsed: ParsedLine, number: number): Open {
  const exception = thrownIn(parsed.message) ?? (parsed.body === parsed.message ? undefined : thrownIn(parsed.body));
  const thrown = exception !== undefined;
  return {
    first: parsed,
    line: number,
    stream: parsed.stream,
    lines: [parsed.text],
    numbers: [number],
    length: parsed.text.length,
    trace: thrown || parsed.continues === 'frame' || isHeadless(parsed) || startsTrace(parsed.message),
    thrown,
    failed: false,
    exception,
  };
}

/** Only what has failed is followed by a trace. */
function mayGoOn({ first, trace }: Open): boolean {
  return trace || first.continues === 'blank' || first.level === 'error' || first.level === 'fatal';
}

function belongs(open: Open, parsed: ParsedLine): boolean {
  const { continues } = parsed;
  if (open.first.continues === 'alone' && isMoreOfReport(open, parsed)) return true;
  if (continues === 'always') return parsed.stream === open.stream || parsed.stream === '';
  if (continues === 'never') return goesOn(open, parsed);
  if (continues === 'alone') return isOneReport(open, parsed);
  if (continues === 'account') return accountsFor(open, parsed);
  if (parsed.stream !== open.stream || !isNear(open, parsed, momentMs)) return false;
  if (open.first.continues === 'blank') return sameLevel(open, parsed);
  if (continues === 'blank') return open.trace && sameLevel(open, parsed);
  if (continues === 'frame') return sameLevel(open, parsed) || parsed.level === 'unknown' || parsed.level === 'info';
  if (continues === 'indented') return open.trace && sameLevel(open, parsed) && isNear(open, parsed, sameMomentMs);
  return (
    !open.thrown && sameLevel(open, parsed) && (open.trace || isNear(open, parsed, sameMomentMs)) && mayThrow(open)
  );
}

/** Whether a line without a header goes on with a report that its first line announces. */
function isMoreOfReport({ stream, lines }: Open, parsed: ParsedLine): boolean {
  return parsed.stream === stream && !hasHeader(parsed) && goesOnWithReport(lines, parsed.text);
}

/** Whether a line tells a failure without a header. */
function isHeadless({ continues }: ParsedLine): boolean {
  return continues === 'alone' || continues === 'account';
}

/** npm repeats its name on each line of one report; a panic may be what the error above it told of. */
function isOneReport({ first, lines, stream, trace }: Open, parsed: ParsedLine): boolean {
  if (parsed.stream !== stream) return false;
  if (/^npm (?:ERR!|error) /.test(first.text)) return parsed.text.startsWith(first.text.slice(0, 8));
  const mayPanic = first.at !== undefined && first.status === undefined && lines.length === 1 && !trace;
  return mayPanic && (first.level === 'error' || first.level === 'fatal') && /^(?:thread '|panic: )/.test(parsed.text);
}

/** Whether what was thrown is the open event's: that one failed and has not said what with, or a chain goes on. */
function accountsFor(open: Open, parsed: ParsedLine): boolean {
  if (parsed.stream !== open.stream || !isNear(open, parsed, momentMs)) return false;
  const before = open.lines.findLast((line) => line.trim() !== '') ?? '';
  if (joinsTracebacks(before)) return true;
  if (isHeadless(open.first)) return endsAccount(open, parsed, before);
  if (open.trace) return true;
  return open.first.status === undefined && mayThrow(open);
}

/** Whether a line goes on with a failure told without a header: Go's next goroutine, what a traceback ends with. */
function endsAccount({ first, lines, thrown }: Open, { text }: ParsedLine, before: string): boolean {
  if (text.startsWith('goroutine ')) return /^(?:panic|fatal error|goroutine|SIG)/.test(first.text);
  if (first.continues === 'alone')
    return first.level === 'fatal' && lines.length === 1 && !text.startsWith('Traceback');
  return !text.startsWith('Traceback') && (!thrown || (first.text.startsWith('Traceback') && /^\s/.test(before)));
}

/** Rust names the place of a panic, then says why; a traceback ends with what was thrown, whatever its name. */
function endsHead({ first, lines, thrown }: Open, { text }: ParsedLine): boolean {
  if (first.continues === 'alone') return lines.length === 1 && first.text.endsWith(':');
  const isIndented = /^\s+\S/.test(lines.at(-1)!);
  return first.continues === 'account' && !thrown && isIndented && /^[A-Za-z_][\w.]{0,200}(?::|$)/.test(text);
}

/** Inside a trace, a message over several lines goes on until a line with a header; Go names functions unindented. */
function goesOn(open: Open, parsed: ParsedLine): boolean {
  if (!open.trace || parsed.text.startsWith('{')) return false;
  if (isHeadless(open.first) && parsed.stream === open.stream && endsHead(open, parsed)) return true;
  const call = /^[\w./*()$-]{1,200}\(.{0,200}\)$/;
  if (parsed.at !== undefined) {
    if (open.lines.length < 2 || parsed.stream !== open.stream || !isNear(open, parsed, sameMomentMs)) return false;
    if (!hasHeader(parsed) && parsed.status === undefined && hasHeader(open.first)) return true;
    return (!hasHeader(parsed) || sameLevel(open, parsed)) && call.test(parsed.body);
  }
  return (open.first.at !== undefined && !isHeadless(open.first)) || call.test(parsed.text);
}

/** A line that a runtime has wrapped has a time, and may have no header of its own. */
function hasHeader({ message, text }: ParsedLine): boolean {
  return message !== text;
}

function isNear({ first }: Open, { at }: ParsedLine, ms: number): boolean {
  return first.at === undefined || at === undefined || Math.abs(at - first.at) <= ms;
}

function sameLevel({ first }: Open, { level }: ParsedLine): boolean {
  return first.level === level || first.level === 'unknown' || level === 'unknown';
}

function mayThrow({ first }: Open): boolean {
  return first.level === 'error' || first.level === 'fatal' || first.level === 'warn' || first.level === 'unknown';
}

function join(open: Open, parsed: ParsedLine, number: number): void {
  if (open.first.continues === 'blank' && parsed.continues !== 'blank') {
    Object.assign(open, opened({ ...parsed, continues: 'never' }, number));
    return;
  }
  if (parsed.continues === 'blank') return;
  extend(open, parsed.continues === 'always' || parsed.at === undefined ? parsed.text : parsed.body, number);
}

function extend(open: Open, text: string, number: number): void {
  if (!open.trace && (startsTrace(text) || /^\s*(?:at |goroutine \d|Traceback|File ")/.test(text))) open.trace = true;
  const told = text.trimStart();
  const thrown = thrownIn(told);
  if (thrown !== undefined) open.thrown = true;
  open.failed ||= provesFailure(told, thrown);
  const full = open.lines.length >= maxEventLines || open.length >= maxEventLength;
  // Past the limit the newest lines replace each other: the last one, in Python, says what was thrown.
  const place = full && !/Caused by:/.test(text) ? open.lines.length - 1 : open.lines.length;
  if (place < 2 * maxEventLines) {
    open.lines[place] = text;
    open.numbers[place] = number;
  }
  open.length += text.length;
}

function finish(open: Open, done: LogEvent[]): void {
  const { first, line, lines } = open;
  if (first.continues === 'blank') return;
  while (lines.length > 1 && lines.at(-1)!.trim() === '') lines.pop();
  const text = lines.length === 1 ? lines[0]! : lines.join('\n');
  const event: { -readonly [Key in keyof LogEvent]: LogEvent[Key] } = {
    line,
    level: levelOf(open),
    message: first.message,
    text,
  };
  const exception = exceptionOf(open.exception, text);
  if (lines.length > 1) event.numbers = open.numbers;
  if (first.at !== undefined) event.at = first.at;
  if (first.logger !== undefined) event.logger = first.logger;
  if (first.service !== undefined) event.service = first.service;
  if (first.status !== undefined) event.status = first.status;
  if (first.request !== undefined) event.request = first.request;
  if (exception !== undefined) event.exception = exception;
  done.push(event);
}

/** A quiet header does not make quiet what failed below it. */
function levelOf({ first, trace, failed }: Open): LogEvent['level'] {
  if (first.level === 'unknown') return trace || failed ? 'error' : 'unknown';
  return failed && (first.level === 'info' || first.level === 'debug') ? 'error' : first.level;
}

/** The root of a Java chain, the last word of a Python traceback, else the first exception that is named. */
function exceptionOf(first: string | undefined, text: string): string | undefined {
  if (!text.includes('\n')) return first;
  return headsOf(text).reduce((found: string | undefined, head) => thrownIn(head) ?? found, first);
}
