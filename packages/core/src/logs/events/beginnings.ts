import type { LogLevel } from '../../incident/evidence.ts';

/** What a program or the machine prints past its logger when it fails: each begins an event, with no header to say so. */
const fatalBeginnings =
  /^(?:thread '[^']{0,100}' (?:\(\d+\) )?panicked at|panic: |fatal error: |Exception in thread |Unhandled exception\b|(?:\[?UnhandledPromiseRejection|Unhandled (?:promise )?rejection)|FATAL ERROR: |<--- Last few GCs --->|Terminating due to |Killed\b(?:$| process)|(?:Segmentation fault|Bus error|Illegal instruction|Aborted)(?:$| \(core dumped\))|\S{1,200}: line \d+: +\d+ (?:Killed|Segmentation fault|Aborted)\b|Out of memory: Kill|(?:PHP )?Fatal error: |# (?:A fatal error has been detected by|There is insufficient memory for) )/i;

/** Where the source stands that threw what Node did not catch; the line of source and the error follow. */
const nodePlace =
  /^(?:(?:file:\/\/)?\/[\w@./-]{1,300}\.[cm]?[jt]sx?|[A-Z]:\\[\w@.\\ -]{1,300}\.[cm]?[jt]sx?|node:internal\/[\w/-]{1,200}):\d{1,7}$/;

/** A failure told without a header that does not end the program, and other writers of the same stream. */
const errorBeginnings =
  /^(?:npm (?:ERR!|error) |PHP (?:Parse|Recoverable fatal) error: |\S{1,200}\.rb:\d+:in [`'][^']{1,200}': .{0,2000}\(\w+(?:::\w+)*\)$|(?:[\w.-]{1,60} )?\[(?:error|crit|alert|emerg)\] \d+#\d+: )/;

/** First characters of the lines above that are no letter. */
const signs = new Set([...'<[/.#'].map((sign) => sign.charCodeAt(0)));

/**
 * Level of a failure that a line without a header begins: a panic, an uncaught exception, a crash, an error of another
 * writer in the same stream; `undefined` for any other line.
 */
export function beginningLevel(line: string): LogLevel | undefined {
  const code = line.charCodeAt(0);
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
  if (!isLetter && !signs.has(code)) return undefined;
  if (fatalBeginnings.test(line) || (code !== 91 && nodePlace.test(line))) return 'fatal';
  return errorBeginnings.test(line) ? 'error' : undefined;
}

/** The head of a trace that either ends the message above, where that one failed, or stands for itself. */
export function isTraceHead(line: string): boolean {
  return line.startsWith('Traceback (most recent call last)') || /^goroutine \d+ (?:[\w=. ]{1,40} )?\[/.test(line);
}

/** Whether a line goes on with a report that is known by its first line: the source that Node quotes, the report of a JVM that crashed. */
export function goesOnWithReport(lines: readonly string[], line: string): boolean {
  const first = lines[0]!;
  if (first.startsWith('# ')) return line.startsWith('#');
  return nodePlace.test(first) && (lines.length === 1 || (lines.length < 8 && lines.at(-1)!.trim() === ''));
}

/** Python's words between two tracebacks of one chain. */
export function joinsTracebacks(line: string): boolean {
  return /^(?:The above exception was the direct cause|During handling of the above exception)/.test(line);
}

/** Whether a line that follows a message proves a failure: an exception's head, a panic, a traceback. */
export function provesFailure(line: string, thrown: string | undefined): boolean {
  if (thrown !== undefined) return /(?:Error|Exception|Panic)$/.test(thrown);
  return /^(?:panic: |Traceback \(most recent|thread '[^']{0,100}' panicked at)/.test(line);
}
