import type { LogLevel } from '../../incident/evidence.ts';

const names: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  dbug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  finer: 'debug',
  finest: 'debug',
  verbose: 'debug',
  vrb: 'debug',
  debug1: 'debug',
  debug2: 'debug',
  debug3: 'debug',
  debug4: 'debug',
  debug5: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  log: 'info',
  config: 'info',
  statement: 'info',
  hint: 'info',
  detail: 'info',
  normal: 'info',
  default: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  error: 'error',
  err: 'error',
  eror: 'error',
  severe: 'error',
  fail: 'error',
  failed: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  crit: 'fatal',
  critical: 'fatal',
  panic: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  alert: 'fatal',
  dpanic: 'fatal',
  // logrus on a terminal, and MongoDB's and klog's letters.
  debu: 'debug',
  erro: 'error',
  fata: 'fatal',
  pani: 'fatal',
  d: 'debug',
  i: 'info',
  w: 'warn',
  e: 'error',
  f: 'fatal',
};

/** The level that a word names, in any stack's spelling; slog's `ERROR+2` is an error. */
export function levelOf(word: string): LogLevel | undefined {
  return (
    names[word.toLowerCase()] ?? (/^[A-Za-z]+[+-]\d/.test(word) ? levelOf(word.replace(/[+-].*/s, '')) : undefined)
  );
}

/** Bunyan and pino write levels as numbers, syslog, GELF and journald as 0 to 7, Monolog in hundreds, Logback in thousands. */
export function levelOfNumber(value: number): LogLevel | undefined {
  if (!(value >= 0)) return undefined;
  if (value < 8) return syslog[Math.floor(value)];
  const tens = value >= 5000 ? value / 1000 + 10 : value >= 100 ? value / 10 + 10 : value;
  return bunyan[Math.min(6, Math.floor(tens / 10))];
}

const syslog: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];
/** By tens. */
const bunyan: readonly LogLevel[] = ['debug', 'debug', 'debug', 'info', 'warn', 'error', 'fatal'];

/** OpenTelemetry's `severityNumber`, 1 to 24, four to a level. */
export function levelOfSeverityNumber(value: number): LogLevel | undefined {
  const steps: readonly LogLevel[] = ['debug', 'debug', 'info', 'warn', 'error', 'fatal'];
  return steps[Math.ceil(value / 4) - 1];
}

const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const shortLevel = /[\s|[]([DIWEFVT])[\s|\]/]/;
const klogLevels: Readonly<Record<string, LogLevel>> = {
  I: 'info',
  W: 'warn',
  E: 'error',
  F: 'fatal',
  D: 'debug',
  V: 'debug',
  T: 'debug',
};
const capitals =
  /\b(TRACE|DEBUG[1-5]?|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRIT|CRITICAL|PANIC|ALERT|EMERG|ERRO?|INF|WRN|DEBU|DBG|VRB|FTL|FATA|PANI|Warning|Normal|Error|Information|Critical)\b/;
const anyCase =
  /\b(trace|debug|info|information|notice|warn|warning|error|severe|fatal|crit|critical|panic|alert|emerg|fail|dbug|log)\b/i;
const statusAfterRequest = /"(?:[A-Z]{3,10}) [^"]{0,2000}"\s+(\d{3})\b/;

/** HTTP status of an access line of nginx, Apache or a framework that follows them. */
export function httpStatusOf(line: string): number | undefined {
  if (!line.includes('" ')) return undefined;
  const match = statusAfterRequest.exec(line);
  return match ? Number(match[1]) : undefined;
}

/** A status that a framework tells in its own words: Rails, Gin, Express, key and value. */
const statusInWords =
  /\b(?:status(?:[_ ]?code)?["']?\s?[=:]\s?|Completed |responded (?:with )?|HTTP\/\d(?:\.\d)?\s)(5\d\d)\b|\|\s+(5\d\d)\s+\||(?:^|[\s:"])(?:GET|POST|PUT|PATCH|DELETE) \S{1,300}(?: HTTP\/[\d.]{1,3}"?)? (5\d\d)(?:\s|$)/;

/** Formats that tell the status by its place alone: HAProxy's timers, a load balancer's times, the end of a line of IIS. */
const statusByPlace =
  /(?:-?\d{1,9}\/){4}\+?-?\d{1,9} (5\d\d) |(?: -?\d{1,6}(?:\.\d{1,9})?){3} (5\d\d) (?:\d{3}|-) \d+ \d+ "| (?:GET|POST|PUT|PATCH|DELETE|HEAD) \/.{0,600} (5\d\d) \d{1,3} \d{1,10} \d{1,9}$/;

/** Whether a text tells of a response with 5xx. */
export function tellsServerError(text: string): boolean {
  if (!text.includes(' 5') && !text.includes('=5') && !text.includes(':5')) return false;
  const start = text.length > 1000 ? text.slice(0, 1000) : text;
  return statusInWords.test(start) || statusByPlace.test(start);
}

/** What a line without a level says by its words. */
const fatalWords =
  /(?<![-+\w])(?:OutOfMemoryError|OOMKill(?:ed|ing)|oom-kill|Out of memory|segfault|kernel panic|panic:|fatal error)\b/i;
const errorWords =
  /(?<![-+\w])(?:\w*(?:Error|Exception)\b(?!\s*[=:]\s*(?:0|null|none|false))|exception|panic(?:ked at| serving| recovered)|failed|failure|cannot|unable to|refused|denied|timed out|unauthorized|forbidden|unhealthy|CrashLoopBackOff|BackOff|Evicted|FailedScheduling|expired|unreachable|EAI_AGAIN|ECONNREFUSED|ENOSPC|NXDOMAIN|rate.limited|terminated by signal|exit(?:ed)?(?: with)? (?:code|status)[ :=]+[1-9]\d*|exitCode[=:] ?[1-9]\d*)\b/i;

/**
 * Level of a line: the one its header names, else the HTTP status, else its words.
 *
 * @param header end of the header as `headerEnd` finds it.
 * @param inHeader the level that the header names.
 */
export function levelOfLine(line: string, header: number, inHeader?: LogLevel): LogLevel {
  const letter = klog.exec(line);
  if (letter) return klogLevels[letter[1]!] ?? 'unknown';
  const status = httpStatusOf(line);
  if (status !== undefined) return status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  const named = inHeader;
  const text = line.length > 1000 ? line.slice(0, 1000) : line;
  const quiet = named !== 'error' && named !== 'fatal';
  if (quiet && tellsServerError(text)) return 'error';
  if (named) return named;
  const start = line.slice(header, header + 60);
  const lead =
    capitals.exec(start) ??
    /^\W{0,3}(?:.{0,40}?\blevel=|)"?(trace|debug|info|notice|warn|warning|error|fatal|critical|panic)\b/i.exec(start);
  if (lead) return levelOf(lead[1]!) ?? 'unknown';
  if (fatalWords.test(text)) return 'fatal';
  return errorWords.test(text) ? 'error' : 'unknown';
}

/** The level that a header names. */
export function levelInHeader(header: string): LogLevel | undefined {
  const word = capitals.exec(header) ?? anyCase.exec(header);
  if (word) return levelOf(word[1]!);
  const short = shortLevel.exec(header);
  return short ? klogLevels[short[1]!] : undefined;
}
