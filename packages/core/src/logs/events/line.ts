import type { LogLevel } from '../../incident/evidence.ts';
import { stripAnsi } from '../lines/ansi.ts';
import { headerEnd, isAllHeader } from './header.ts';
import { httpStatusOf, levelOf, levelOfLine, levelOfNumber, tellsServerError } from './level.ts';
import { type Peeled, peel } from './peel.ts';
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
   * `never` begins an event. `always` belongs to the one above it. `frame` has a header of its own and goes on with a
   * trace of the same stream; `indented` too, where a trace is being told; `thrown` has one too and names what an event of the same stream and moment threw; `blank`
   * is a header alone.
   */
  readonly continues: 'never' | 'always' | 'frame' | 'indented' | 'thrown' | 'blank';
  /** What lines of one writer share: pod, process or request id. Empty when the header names none. */
  readonly stream: string;
  /** The line without its header, indented as it was: what is added to the event it continues. */
  readonly body: string;
}

const loggerInHeader = /(?:^|[\s\]|-])([A-Za-z_$][\w$-]*(?:[./][\w$-]+)+)\s*(?::|\]| - |$)/;
/** Spring Boot's `--- [name] [thread]` and syslog's `name[pid]:`. */
const serviceInHeader = /--- \[([\w.-]{2,60})\] \[|\s([A-Za-z][\w./-]{1,60})\[\d+\]:\s*$/;
/** `/ecs/api ecs/api/1f` and `api-7d9f8-x2vqz` before what the writer said. */
const originWords = /^(?:(?=[^ ]{0,120}[\d/])[\w./:@-]{3,120} ){1,2}/;
const requestTag = /\[([\w-]{8,64})\]\s*$/;
const requestTags = /^(?:\[[\w-]{8,64}\] ?){1,2}/;

/** Reads one line: time, level, logger, message. `read` keeps what it learnt of the log's time format. */
export function parseLine(raw: string, read: TimeReader): ParsedLine {
  const peeled = peel(raw);
  return parsePeeled(peeled ?? { text: raw, partial: false }, read);
}

/** {@link parseLine} of a line whose wrapping has been taken off. */
export function parsePeeled(peeled: Peeled, read: TimeReader): ParsedLine {
  const stripped = stripAnsi(peeled.text);
  // rsyslog writes control characters as their octal code.
  const text = stripped.includes('#011') ? stripped.replaceAll('#011', '\t') : stripped;
  const fields = fieldsOfJson(text) ?? fieldsOfLogfmt(text);
  const at = peeled.time === undefined ? undefined : read(peeled.time);
  if (fields) return structured(text, fields, read, { at, origin: peeled.origin, level: undefined });
  if (continuesEvent(text)) {
    return {
      level: 'unknown',
      message: text,
      text,
      body: text,
      continues: 'always',
      stream: peeled.origin ?? '',
      ...(at !== undefined && { at }),
    };
  }
  return plain(text, read, at, peeled.origin);
}

function plain(
  text: string,
  read: TimeReader,
  wrapperTime: number | undefined,
  origin: string | undefined,
): ParsedLine {
  const header = headerEnd(text);
  const at = wrapperTime ?? read(text);
  const head = text.slice(0, header);
  const fields = header > 0 ? fieldsBehind(text, header) : undefined;
  if (fields) {
    const level = levelOfLine(head, header);
    return structured(text, fields, read, { at, origin, level: level === 'unknown' ? undefined : level });
  }
  const logger = header > 0 ? loggerInHeader.exec(head)?.[1] : undefined;
  const named = header > 0 ? serviceInHeader.exec(head) : null;
  const service = named?.[1] ?? named?.[2] ?? (origin && workloadOf(origin));
  const message = text.slice(header);
  const told = requestIn(message);
  const status = told?.status ?? httpStatusOf(text);
  return {
    level: levelOfLine(text, header),
    message,
    text,
    ...joining(text, header, at, origin),
    ...(at !== undefined && { at }),
    ...(logger !== undefined && { logger }),
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
    ...(told && { request: told.request }),
  };
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

/** Whether and how a line of plain text goes on with one before it. */
function joining(
  text: string,
  header: number,
  at: number | undefined,
  origin: string | undefined,
): Pick<ParsedLine, 'continues' | 'stream' | 'body'> {
  if (header === 0) {
    if (at !== undefined && isAllHeader(text)) {
      return { continues: 'blank', stream: streamOf(text, '', origin), body: '' };
    }
    // The wrapper's time says when the line was written, not that an event begins.
    const begun = startsTrace(text) ? (at === undefined ? 'always' : 'thrown') : 'never';
    return { continues: begun, stream: origin ?? '', body: text };
  }
  const rest = text.slice(indentStart(text, header)).replace(requestTags, '');
  const words = isTraceLine(rest) ? '' : (originWords.exec(rest)?.[0] ?? '');
  const isBehindOrigin = words !== '' && isTraceLine(rest.slice(words.length));
  const body = isBehindOrigin ? rest.slice(words.length) : rest;
  const stream = streamOf(text.slice(0, header), isBehindOrigin ? words : '', origin);
  if (isTraceLine(body) || isPostgresDetail(text)) return { continues: 'frame', stream, body };
  if (/^(?:\t| {4})/.test(body)) return { continues: 'indented', stream, body };
  if (thrownIn(body) !== undefined) return { continues: 'thrown', stream, body };
  return { continues: 'never', stream, body };
}

/** Where the message begins with its indentation: one blank after the header is no part of it. */
function indentStart(text: string, header: number): number {
  let start = header;
  while (text.charCodeAt(start - 1) === 32 || text.charCodeAt(start - 1) === 9) start--;
  return text.charCodeAt(start) === 32 ? start + 1 : start;
}

function streamOf(head: string, words: string, origin: string | undefined): string {
  if (origin) return origin;
  return requestTag.exec(head)?.[1] ?? (words || (/\s([\w./-]{2,60}\[\d+\]):\s*$/.exec(head)?.[1] ?? ''));
}

interface Around {
  readonly at: number | undefined;
  readonly origin: string | undefined;
  /** Level of the header before a structured message. */
  readonly level: LogLevel | undefined;
}

function structured(text: string, fields: Fields, read: TimeReader, around: Around): ParsedLine {
  const at = timeOfValue(fields.time, read) ?? around.at;
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
  const { level } = fields;
  const named = typeof level === 'string' ? levelOf(level) : level === undefined ? undefined : levelOfNumber(level);
  const known = named ?? inHeader;
  if ((known === undefined || known === 'info' || known === 'debug') && tellsServerError(fields.message))
    return 'error';
  return known ?? (fields.stack ? 'error' : levelOfLine(fields.message || text, 0));
}

/** `api` of the pod `api-7d9f8c6b5-x2vqz`. */
function workloadOf(pod: string): string {
  return pod.replace(/(?:-(?=[a-z]*\d)[a-z\d]{6,10})?-(?:(?=[a-z]*\d)[a-z\d]{5}|\d{1,3})$/, '');
}
