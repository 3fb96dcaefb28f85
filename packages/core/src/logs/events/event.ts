import type { LogLevel } from '../../incident/evidence.ts';
import { stripAnsi } from '../lines/ansi.ts';
import { headerEnd } from './header.ts';
import { httpStatusOf, levelOf, levelOfLine, levelOfNumber } from './level.ts';
import { continuesEvent, continuesWithHeader, headsOf, startsTrace, thrownIn } from './stack-lines.ts';
import { type Fields, fieldsOfJson, fieldsOfLogfmt, unwrap } from './structured.ts';
import { createTimeReader, type TimeReader, timeOfValue } from './timestamp.ts';

/** One thing a component said: a line, with the stack trace that follows it. */
export interface LogEvent {
  /** Line of its first line, 1-based. */
  readonly line: number;
  /** Lines of `text` that follow each other in the log, from `line` on; the text of a JSON line may have more. */
  readonly lines: number;
  /** Milliseconds since 1970, UTC; absent when the line has no readable time. */
  readonly at?: number;
  readonly level: LogLevel;
  readonly logger?: string;
  readonly service?: string;
  /** HTTP status, where it is an access line. */
  readonly status?: number;
  /** The first line without its header. */
  readonly message: string;
  /** The whole text, stack trace included, lines joined by `\n`. */
  readonly text: string;
  /** Class of the exception that was thrown last, where the text names one. */
  readonly exception?: string;
}

/** A line on its own, before stack traces are joined to it. */
export interface ParsedLine extends Omit<LogEvent, 'line' | 'lines' | 'exception'> {
  /** Whether the line goes on with the event above it. */
  readonly continues: boolean;
}

const loggerInHeader = /(?:^|[\s\]|-])([A-Za-z_$][\w$-]*(?:[./][\w$-]+)+)\s*(?::|\]| - |$)/;
/** Spring Boot's `--- [name] [thread]`, syslog's `name[pid]:`, the prefixes of `docker compose logs` and `kubectl logs --prefix`. */
const serviceInHeader =
  /--- \[([\w.-]{2,60})\] \[|\s([A-Za-z][\w./-]{1,60})\[\d+\]:\s*$|^([\w.-]{2,60})\s+\| |^\[pod\/([\w.-]{2,80})\//;

/** Reads one line: time, level, logger, message. `read` keeps what it learnt of the log's time format. */
export function parseLine(raw: string, read: TimeReader): ParsedLine {
  const wrapped = unwrap(raw);
  const text = stripAnsi(wrapped ? wrapped.text : raw);
  const wrapperTime = wrapped ? read(wrapped.time) : undefined;
  const fields = fieldsOfJson(text) ?? fieldsOfLogfmt(text);
  if (fields) return structured(text, fields, read, wrapperTime);
  if (continuesEvent(text))
    return {
      level: 'unknown',
      message: text,
      text,
      continues: true,
      ...(wrapperTime !== undefined && { at: wrapperTime }),
    };
  return plain(text, read, wrapperTime);
}

function plain(text: string, read: TimeReader, wrapperTime: number | undefined): ParsedLine {
  const header = headerEnd(text);
  const at = wrapperTime ?? read(text);
  const head = text.slice(0, header);
  const logger = header > 0 ? loggerInHeader.exec(head)?.[1] : undefined;
  const named = header > 0 ? serviceInHeader.exec(head) : null;
  const service = named?.slice(1).find((name) => name !== undefined);
  const status = httpStatusOf(text);
  const headless = header === 0 && at === undefined;
  return {
    level: levelOfLine(text, header),
    message: text.slice(header),
    text,
    continues: headless ? startsTrace(text) : continuesWithHeader(text, text.slice(header)),
    ...(at !== undefined && { at }),
    ...(logger !== undefined && { logger }),
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
  };
}

function structured(text: string, fields: Fields, read: TimeReader, wrapperTime: number | undefined): ParsedLine {
  const at = timeOfValue(fields.time, read) ?? wrapperTime;
  const newline = fields.message.indexOf('\n');
  const message = newline < 0 ? fields.message : fields.message.slice(0, newline);
  const told = [newline < 0 ? '' : fields.message.slice(newline), fields.stack ? `\n${fields.stack}` : ''];
  return {
    level: structuredLevel(fields, text),
    message,
    text: text + told.join(''),
    continues: false,
    ...(at !== undefined && { at }),
    ...(fields.logger !== undefined && { logger: fields.logger }),
    ...(fields.service !== undefined && { service: fields.service }),
    ...(fields.status !== undefined && { status: fields.status }),
  };
}

function structuredLevel(fields: Fields, text: string): LogLevel {
  if (fields.status !== undefined && fields.status >= 500) return 'error';
  const { level } = fields;
  const numeric = typeof level === 'number' ? level : Number.NaN;
  const named = typeof level === 'string' ? levelOf(level) : levelOfNumber(numeric);
  return named ?? (fields.stack ? 'error' : levelOfLine(fields.message || text, 0));
}

const maxEventLines = 400;
const maxEventLength = 48 * 1024;

/** Joins lines into events. */
export interface EventAssembler {
  /** Takes the next line; gives the event before it when that is complete. */
  push(line: string): LogEvent | undefined;
  /** The last event, at the end of the log. */
  end(): LogEvent | undefined;
}

/**
 * Joins the lines of stack traces to the line that threw them: Java with its causes, Python, Go, Node, .NET, Ruby, PHP
 * and Rust. Memory is bounded by the longest event: past 400 lines or 48 KiB its middle is dropped.
 *
 * @param referenceMs the time the alert fired; gives years and dates to times that lack them.
 */
export function createEventAssembler(referenceMs?: number): EventAssembler {
  const read = createTimeReader(referenceMs);
  let open: Open | undefined;
  let number = 0;

  function push(line: string): LogEvent | undefined {
    number++;
    const parsed = parseLine(line, read);
    if (open && (parsed.continues || goesOn(open, parsed))) {
      extend(open, parsed.at === undefined ? parsed.text : parsed.message);
      return undefined;
    }
    const done = open ? close(open) : undefined;
    open = {
      first: parsed,
      line: number,
      lines: [parsed.text],
      exact: 1,
      length: parsed.text.length,
      trace: startsTrace(parsed.message),
    };
    return done;
  }

  function end(): LogEvent | undefined {
    const done = open ? close(open) : undefined;
    open = undefined;
    return done;
  }

  return { push, end };
}

/** The event of a single line, or of a text that holds one event. */
export function parseEvent(text: string, referenceMs?: number): LogEvent {
  const assembler = createEventAssembler(referenceMs);
  let first: LogEvent | undefined;
  for (const line of text.split('\n')) first ??= assembler.push(line);
  return first ?? assembler.end()!;
}

interface Open {
  readonly first: ParsedLine;
  readonly line: number;
  readonly lines: string[];
  length: number;
  /** Lines kept before the limit was met. */
  exact: number;
  /** A trace is being told: lines without a time or level belong to it. */
  trace: boolean;
}

/** Inside a trace, a message over several lines goes on until a line with a header; Go names functions unindented. */
function goesOn(open: Open, parsed: ParsedLine): boolean {
  if (!open.trace || parsed.at !== undefined || parsed.text.startsWith('{')) return false;
  return open.first.at !== undefined || /^[\w./*()$-]{1,200}\(.{0,200}\)$/.test(parsed.text);
}

function extend(open: Open, text: string): void {
  if (!open.trace && (startsTrace(text) || /^\s+at |^goroutine \d|^Traceback/.test(text))) open.trace = true;
  const full = open.lines.length >= maxEventLines || open.length >= maxEventLength;
  // Past the limit the newest lines replace each other: the last one, in Python, says what was thrown.
  if (full && !/Caused by:/.test(text)) open.lines[open.lines.length - 1] = text;
  else if (open.lines.length < 2 * maxEventLines) open.lines.push(text);
  if (!full) open.exact++;
  open.length += text.length;
}

function close(open: Open): LogEvent {
  const { first, line, lines } = open;
  const text = lines.join('\n');
  const exception = exceptionOf(first.message, text);
  const level = first.level === 'unknown' && open.trace ? 'error' : first.level;
  const { continues: _, ...rest } = first;
  return {
    ...rest,
    level,
    line,
    lines: open.exact,
    text: lines.join('\n'),
    ...(exception !== undefined && { exception }),
  };
}

/** The root of a Java chain, the last word of a Python traceback, else the first exception that is named. */
function exceptionOf(message: string, text: string): string | undefined {
  return headsOf(text).reduce((found: string | undefined, head) => thrownIn(head) ?? found, thrownIn(message));
}
