/** Words that name a level, as many stacks write them; logrus on a terminal adds the seconds since it started. */
const levelWord =
  /^(?:trace|debug|fine|finer|finest|verbose|vrb|dbg|info|inf|information|notice|normal|log|hint|statement|warn|warning|wrn|error|err|eror|crit|critical|fatal|ftl|panic|severe|alert|emerg|emergency|dbug|fail|(?:trac|debu|info|warn|erro|fata|pani)\[\d{1,5}\])$/i;
const monthOrDay = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?$/i;
const zoneName = /^(?:AM|PM|UTC|GMT|CES?T|[ECMP][SD]T)$/;
const syslogTag = /^[\w./-]{1,64}(?:\([\w.:-]{1,32}\))?(?:\[\d+\])?:$/;
const dotted = /^[A-Za-z_$][\w$-]*(?:[./][\w$-]+)+:?$/;
/** klog's `file.go:123]`. */
const sourceTag = /^[\w.-]{1,80}:\d{1,6}\]$/;
/** loguru's `module:function:42`. */
const functionTag = /^[\w.]{1,100}:[\w<>.]{1,80}:\d{1,6}$/;
const loggerTag = /^[\w$.@/-]{1,100}(?:\[[\w.-]*\])?:$/;

/** How many fields of a header are looked at. */
const maxFields = 14;
const maxBracket = 120;

/**
 * Where the message begins: after time, level, host, process, thread and logger, whatever their order.
 *
 * Knows no format: a field is taken for header by its looks (digits and separators, a level, brackets) and by its
 * neighbours (a host follows a syslog time, a logger follows a level). 0 when the line has no header.
 */
export function headerEnd(line: string): number {
  const end = scanHeader(line);
  return end >= line.length ? 0 : end;
}

/** Whether the line is a header with no message after it. */
export function isAllHeader(line: string): boolean {
  return scanHeader(line) >= line.length;
}

function scanHeader(line: string): number {
  const scan: Scan = { line, at: 0, times: 0, level: false, syslog: false, named: false };
  for (let field = 0; field < maxFields; field++) {
    scan.at = skipSeparators(line, scan.at);
    if (!takeField(scan, field) && !takeOrigin(scan)) break;
  }
  if (scan.times === 0 && !scan.level) return 0;
  return skipSeparators(line, scan.at);
}

/** Words that say where a line comes from (`/ecs/api`, `api-7d9-x2`, `pid=1`), where a level or fields follow them. */
const origin =
  /(?:(?=[^ ]{0,120}[\d/=])[\w./:@#=-]{3,120}:? ){1,6}(?=(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)[: ]|\{"|(?:level|lvl|severity)=)/y;

/** A dotted name that a lone dash parts from what follows: `app.orders - `, `shop.exe *64 - `. */
const named = /(?:[\w-]{1,40}\.){1,8}[\w-]{1,40}(?: \*\d+)? - (?=\S)/y;

/** Steps over words of origin between the time and the level, or the message where no level is told. */
function takeOrigin(scan: Scan): boolean {
  if (scan.times === 0 || scan.level) return false;
  const pattern = [origin, named].find((one) => {
    one.lastIndex = scan.at;
    return one.test(scan.line);
  });
  if (!pattern) return false;
  scan.at = pattern.lastIndex;
  scan.named ||= pattern === named;
  return true;
}

interface Scan {
  readonly line: string;
  at: number;
  times: number;
  level: boolean;
  /** The last field was a time without zone or year, so a host and a tag may follow. */
  syslog: boolean;
  /** A name was told: digits that follow are the message's. */
  named: boolean;
}

/** Steps over one field; false when the message begins here. */
function takeField(scan: Scan, field: number): boolean {
  const { line } = scan;
  const code = line.charCodeAt(scan.at);
  if (code === 91 /* [ */ || code === 60 /* < */) return takeBracket(scan, field, code);
  if (code === 40 /* ( */) return takeThread(scan);
  const end = tokenEnd(line, scan.at);
  if (end === scan.at) return false;
  if (!scan.named && isTimeLike(line, scan.at, end)) {
    scan.times++;
    scan.at = end;
    return true;
  }
  if (code >= 128 || end - scan.at > 120) return false;
  return takeWord(scan, line.slice(scan.at, end), end, field);
}

/** `[logger] (thread)` of JBoss and Quarkus. */
function takeThread(scan: Scan): boolean {
  const { line, at } = scan;
  if (!scan.level || line.charCodeAt(at - 1) !== 32 || line.charCodeAt(at - 2) !== 93) return false;
  const close = line.indexOf(')', at);
  if (close < 0 || close - at > maxBracket) return false;
  scan.at = close + 1;
  return true;
}

function takeWord(scan: Scan, word: string, end: number, field: number): boolean {
  const bare = word.endsWith(':') ? word.slice(0, -1) : word;
  if (scan.times > 0 && zoneName.test(word)) return step(scan, end);
  if (word.length <= 10 && monthOrDay.test(word)) return step(scan, end, () => (scan.syslog = true));
  // Where no time stands before it, `Error: message` is what JavaScript and Rust print of an error.
  const isTold = scan.times > 0 || (word !== bare && word !== 'Error:') || word === word.toUpperCase();
  if (!scan.level && isTold && isLevel(bare, scan.times > 0)) return step(scan, end, () => (scan.level = true));
  if (!scan.level && word.includes(':') && takeLevelAndLogger(scan, word)) return false;
  if (scan.times > 0 && !scan.level && takeSyslogOrigin(scan, word, end)) return false;
  if ((scan.level || scan.times > 0) && !thrownName.test(bare)) {
    const taken = takeTag(scan, word, end);
    if (taken !== undefined) return taken;
  }
  // One foreign field (a file or container name) may stand before the time.
  if (field < 4 && !scan.level && dateFollows(scan.line, end)) return step(scan, end);
  return false;
}

/** The first word of a message that says what was thrown is no logger. */
const thrownName = /(?:Error|Exception|Warning|Interrupt|Timeout|Failure)$|^[A-Z]\w*::/;

/** Steps past a logger or a place in the source; says whether the header may go on, `undefined` when it is none. */
function takeTag(scan: Scan, word: string, end: number): boolean | undefined {
  if (scan.level && dotted.test(word) && !word.includes('://')) {
    scan.at = end;
    return !word.endsWith(':') && !colonFollows(scan);
  }
  const isPlace = scan.times > 0 && (sourceTag.test(word) || (scan.level && functionTag.test(word)));
  if (!isPlace && !((scan.level || scan.syslog) && loggerTag.test(word))) return undefined;
  scan.at = end;
  return false;
}

const levelAndLogger = /^([A-Z]{4,8}):[\w.$-]{1,80}:/;

/** Python's `ERROR:app.orders:message`. */
function takeLevelAndLogger(scan: Scan, word: string): boolean {
  const match = levelAndLogger.exec(word);
  if (!match || !isLevel(match[1]!, true)) return false;
  scan.level = true;
  scan.at += match[0].length;
  return true;
}

function step(scan: Scan, end: number, note?: () => void): boolean {
  scan.at = end;
  note?.();
  return true;
}

/** `host tag[pid]:` or `tag[pid]:` after a time. True when it stepped past the tag. */
function takeSyslogOrigin(scan: Scan, word: string, end: number): boolean {
  const { line } = scan;
  if (scan.syslog && syslogTag.test(word)) {
    scan.at = end;
    return true;
  }
  const next = skipSpaces(line, end);
  const tagEnd = tokenEnd(line, next);
  const tag = line.slice(next, tagEnd);
  const isTag = syslogTag.test(tag) && (scan.syslog || tag.endsWith(']:'));
  if (!isTag || monthOrDay.test(word)) return false;
  scan.at = tagEnd;
  return true;
}

function takeBracket(scan: Scan, field: number, code: number): boolean {
  const { line } = scan;
  const close = closing(line, scan.at, code);
  if (close < 0) return false;
  const inner = line.slice(scan.at + 1, close);
  if (code === 60 && !/^\d{1,3}$/.test(inner)) return false;
  const first = inner.charCodeAt(0);
  if (isDigit(first) || monthOrDay.test(inner.slice(0, 3))) scan.times++;
  else if (isLevel(inner.trim(), true)) scan.level = true;
  else if (field === 0 && scan.times === 0 && !dateFollows(line, close + 1) && !dateFollowsNumber(line, close + 1))
    return false;
  scan.at = close + 1;
  return true;
}

function closing(line: string, open: number, code: number): number {
  const closer = code === 91 ? 93 : 62;
  const limit = Math.min(line.length, open + maxBracket);
  let depth = 0;
  for (let at = open; at < limit; at++) {
    const here = line.charCodeAt(at);
    if (here === code) depth++;
    else if (here === closer && --depth === 0) return at;
  }
  return -1;
}

function isLevel(word: string, afterTime: boolean): boolean {
  if (word.length === 1) return afterTime && 'DIWEFVTC'.includes(word);
  return word.length <= 11 && levelWord.test(word);
}

function colonFollows(scan: Scan): boolean {
  const next = skipSpaces(scan.line, scan.at);
  return scan.line.charCodeAt(next) === 58;
}

function dateFollows(line: string, end: number): boolean {
  let next = skipSpaces(line, end);
  if (line.charCodeAt(next) === 124 || line.charCodeAt(next) === 91) next = skipSpaces(line, next + 1);
  const stop = tokenEnd(line, next);
  if (stop - next < 3) return false;
  if (monthOrDay.test(line.slice(next, stop))) return isDigit(line.charCodeAt(skipSpaces(line, stop)));
  return stop - next >= 8 && isTimeLike(line, next, stop);
}

/** Nest's `[Nest] 18  - 11/09/2026, …`: a process stands before the date. */
function dateFollowsNumber(line: string, end: number): boolean {
  const start = skipSpaces(line, end);
  const stop = tokenEnd(line, start);
  if (stop === start || stop - start > 8) return false;
  for (let at = start; at < stop; at++) if (!isDigit(line.charCodeAt(at))) return false;
  return dateFollows(line, skipSeparators(line, stop));
}

/** Only digits and the separators of dates, times, numbers and zones; begins with a digit. */
function isTimeLike(line: string, start: number, end: number): boolean {
  const signed = line.charCodeAt(start) === 43 && end - start > 4;
  if (!isDigit(line.charCodeAt(signed ? start + 1 : start))) return false;
  for (let at = start + 1; at < end; at++) {
    const code = line.charCodeAt(at);
    const fits = (code >= 43 && code <= 58) || code === 84 || code === 90 || code === 95; // + , - . / digits : T Z _
    if (!fits) return false;
  }
  return true;
}

function tokenEnd(line: string, start: number): number {
  let at = start;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9 || code === 124) break;
    at++;
  }
  return at;
}

function skipSpaces(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9) at++;
  return at;
}

/** Blanks, bars, and dashes or colons that stand alone. */
function skipSeparators(line: string, start: number): number {
  let at = start;
  for (;;) {
    const code = line.charCodeAt(at);
    const blank = code === 32 || code === 9 || code === 124 || code === 58 || code === 44;
    const dash = code === 45 && !isDigit(line.charCodeAt(at + 1)) && !isLetter(line.charCodeAt(at + 1));
    if (!blank && !dash) return at;
    at++;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
