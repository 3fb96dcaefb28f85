import type { LogLevel } from '../../incident/evidence.ts';
import { stripAnsi } from '../lines/ansi.ts';
import { beginningLevel, isTraceHead } from './beginnings.ts';
import type { HeadReader } from './head.ts';
import { headerEnd, isAllHeader } from './header.ts';
import { httpStatusOf, levelOfLine, tellsServerError } from './level.ts';
import type { Peeled } from './peel.ts';
import { continuesEvent, isPostgresDetail, isTraceLine, startsTrace, thrownIn } from './stack-lines.ts';
import { type Fields, fieldsOfJson, fieldsOfLogfmt } from './structured.ts';
import { type TimeReader, timeOfValue } from './timestamp.ts';

/** One line on its own, before stack traces are joined to it. */
export interface ParsedLine {
  /** Milliseconds since 1970, UTC; absent when the line has no readable time. */
  readonly at?: number;
  readonly level: LogLevel;
  readonly logger?: string;
  readonly service?: string;
  /** HTTP status, where it is an access line. */
  readonly status?: number;
  /** `GET /path`, where a structured line names its request. */
  readonly request?: string;
  /** Without its header. */
  readonly message: string;
  readonly text: string;
  /**
   * `never` begins an event; `alone` too, and no trace goes on with it. `account` tells what was thrown, of the event
   * above where that one failed. `always` belongs to the one above it. `frame` has a header of its own and goes on with a
   * trace of the same stream; `indented` too, where a trace is being told; `thrown` has one too and names what an event of the same stream and moment threw; `blank`
   * is a header alone.
   */
  readonly continues: 'never' | 'alone' | 'account' | 'always' | 'frame' | 'indented' | 'thrown' | 'blank';
  /** What lines of one writer share: pod, process or request id. Empty when the header names none. */
  readonly stream: string;
  /** The line without its header, indented as it was: what is added to the event it continues. */
  readonly body: string;
}

/** `/ecs/api ecs/api/1f` and `api-7d9f8-x2vqz` before what the writer said. */
const originWords = /^(?:(?=[^ ]{0,120}[\d/])[\w./:@-]{3,120} ){1,2}/;
const requestTags = /^(?:\[[\w-]{8,64}\] ?){1,2}/;

/** What was learnt of the log from the lines before. */
export interface LineReader {
  readonly time: TimeReader;
  readonly head: HeadReader;
}

/** Reads one line, whose wrapping has been taken off: time, level, logger, message. */
export function parseLine(peeled: Peeled, reader: LineReader): ParsedLine {
  const stripped = stripAnsi(peeled.text);
  // rsyslog writes control characters as their octal code.
  const text = stripped.includes('#011') ? stripped.replaceAll('#011', '\t') : stripped;
  const fields = fieldsOfJson(text) ?? fieldsOfLogfmt(text);
  const at = peeled.time === undefined ? undefined : reader.time(peeled.time);
  if (fields) return structured(text, fields, reader, { at, origin: peeled.origin, level: undefined });
  const level = beginningLevel(text);
  if (level !== undefined) return headlessLine(text, 'alone', level, at, peeled.origin);
  if (isTraceHead(text)) return headlessLine(text, 'account', 'error', at, peeled.origin);
  if (!continuesEvent(text)) return plain(text, reader, at, peeled.origin);
  return headlessLine(text, 'always', 'unknown', at, peeled.origin);
}

function headlessLine(
  text: string,
  continues: ParsedLine['continues'],
  level: LogLevel,
  at: number | undefined,
  origin: string | undefined,
): ParsedLine {
  const line: Line = {
    level,
    message: text,
    text,
    body: text,
    continues,
    stream: origin ?? '',
  };
  if (at !== undefined) line.at = at;
  return line;
}

type Line = { -readonly [Key in keyof ParsedLine]: ParsedLine[Key] };

function plain(
  text: string,
  reader: LineReader,
  wrapperTime: number | undefined,
  origin: string | undefined,
): ParsedLine {
  const header = headerEnd(text);
  const at = wrapperTime ?? reader.time(text);
  const head = reader.head(text, header);
  const fields = header > 0 ? fieldsBehind(text, header) : undefined;
  if (fields) return structured(text, fields, reader, { at, origin, level: head.level });
  const message = text.slice(header);
  const told = requestIn(message);
  const status = told?.status ?? httpStatusOf(text);
  const service = head.service ?? (origin && workloadOf(origin));
  const line: Line = {
    level: levelOfLine(text, header, head.level),
    message,
    text,
    body: message,
    continues: 'never',
    stream: origin ?? head.stream,
  };
  if (header === 0) line.continues = headless(text, at);
  else joinable(line, header, origin !== undefined);
  if (at !== undefined) line.at = at;
  if (head.logger !== undefined) line.logger = head.logger;
  if (service !== undefined) line.service = service;
  if (status !== undefined) line.status = status;
  if (told) line.request = told.request;
  return line;
}

const requestFirst =
  /^(?:HTTP )?((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S{0,300})(?: HTTP\/[\d.]{1,3})?"?(?: (?:responded|returned|completed|answered|->|=>|→|-|with|status)){0,2}[ =:]{1,2}([1-5]\d\d)(?![\w.])(?=[^,]{0,24}$)/;

/** The request and its status, where a message says little else: `GET /books 500 12ms`. */
function requestIn(message: string): { readonly request: string; readonly status: number } | undefined {
  const code = message.charCodeAt(0);
  // D, G, H, O, P
  if (code < 68 || code > 80) return undefined;
  const match = requestFirst.exec(message);
  return match ? { request: match[1]!, status: Number(match[2]) } : undefined;
}

function fieldsBehind(text: string, header: number): Fields | undefined {
  const code = text.charCodeAt(header);
  if (code === 123) return fieldsOfJson(text.slice(header));
  return /^(?:level|lvl|severity|time|ts)=/.test(text.slice(header, header + 10))
    ? fieldsOfLogfmt(text.slice(header))
    : undefined;
}

/** The wrapper's time says when the line was written, not that an event begins. */
function headless(text: string, at: number | undefined): ParsedLine['continues'] {
  if (at !== undefined && isAllHeader(text)) return 'blank';
  if (!startsTrace(text)) return 'never';
  return at === undefined ? 'account' : 'thrown';
}

/** Whether and how a line with a header goes on with one before it. */
function joinable(line: Line, header: number, hasOrigin: boolean): void {
  const { text } = line;
  const start = indentStart(text, header);
  const indented = start === header ? line.message : text.slice(start);
  const body = indented.charCodeAt(0) === 91 ? indented.replace(requestTags, '') : indented;
  line.body = body;
  if (isTraceLine(body) || isPostgresDetail(text)) {
    line.continues = 'frame';
    return;
  }
  const words = originWords.exec(body)?.[0] ?? '';
  if (words !== '' && isTraceLine(body.slice(words.length))) {
    line.continues = 'frame';
    line.body = body.slice(words.length);
    if (!hasOrigin && line.stream === '') line.stream = words;
  } else if (/^(?:\t| {4})/.test(body)) line.continues = 'indented';
  else if (thrownIn(body) !== undefined) line.continues = 'thrown';
}

/** Where the message begins with its indentation: one blank after the header is no part of it. */
function indentStart(text: string, header: number): number {
  let start = header;
  while (text.charCodeAt(start - 1) === 32 || text.charCodeAt(start - 1) === 9) start--;
  return text.charCodeAt(start) === 32 ? start + 1 : start;
}

interface Around {
  readonly at: number | undefined;
  readonly origin: string | undefined;
  /** Level of the header before a structured message. */
  readonly level: LogLevel | undefined;
}

function structured(text: string, fields: Fields, reader: LineReader, around: Around): ParsedLine {
  const at = timeOfValue(fields.time, reader.time) ?? around.at;
  const newline = fields.message.indexOf('\n');
  const message = newline < 0 ? fields.message : fields.message.slice(0, newline);
  const told = [newline < 0 ? '' : fields.message.slice(newline), fields.stack ? `\n${fields.stack}` : ''].join('');
  const named = fields.status === undefined && told === '' ? requestIn(message) : undefined;
  const { status, request } = named ?? fields;
  const service = fields.service ?? (around.origin && workloadOf(around.origin));
  return {
    level: structuredLevel(fields, text, around.level),
    message,
    text: text + told,
    body: message,
    continues: told === '' ? continuationOf(message) : 'never',
    stream: around.origin ?? fields.service ?? '',
    ...(at !== undefined && { at }),
    ...(fields.logger !== undefined && { logger: fields.logger }),
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
    ...(request !== undefined && { request }),
  };
}

/** A trace may be told one line per object. */
function continuationOf(message: string): ParsedLine['continues'] {
  if (isTraceLine(message) || /^\s+\S/.test(message)) return 'frame';
  return thrownIn(message) === undefined ? 'never' : 'thrown';
}

function structuredLevel(fields: Fields, text: string, inHeader: LogLevel | undefined): LogLevel {
  if (fields.status !== undefined && fields.status >= 500) return 'error';
  const known = fields.level ?? inHeader;
  if (known !== 'error' && known !== 'fatal' && tellsServerError(fields.message)) return 'error';
  return known ?? (fields.stack ? 'error' : levelOfLine(fields.message || text, 0));
}

/** `api` of the pod `api-7d9f8c6b5-x2vqz`. */
function workloadOf(pod: string): string {
  return pod.replace(/(?:-(?=[a-z]*\d)[a-z\d]{6,10})?-(?:(?=[a-z]*\d)[a-z\d]{5}|\d{1,3})$/, '');
}
