/** Lines that belong to the event above them, by how each language prints stack traces. */
const continuation: readonly RegExp[] = [
  /^\s+at\s/, // Java, JavaScript, .NET
  /^\s*Caused by:/,
  /^\s*Suppressed:/,
  /^\s*\.\.\. \d+ (?:more|common frames|frames? (?:omitted|truncated))/,
  /^\s+File "[^"]+", line \d+/, // Python
  /^Traceback \(most recent call last\)/,
  /^(?:The above exception was the direct cause|During handling of the above exception)/,
  /^goroutine \d+ \[/, // Go
  /^\[signal SIG/,
  /^created by /,
  /^exit status \d+/,
  /^\s*--- (?:End of|>)/, // .NET
  /^\s*---> /,
  /^#\d+ /, // PHP
  /^(?:PHP )?Stack trace:/,
  /^\s+thrown in /,
  /^\[stacktrace\]|^\[previous exception\] |^"\}\s*$/, // Monolog
  /^Node\.js v\d/,
  /^\[\d+:0x[\da-f]+\] /, // V8's last collections
  /^<--- JS stacktrace --->|^-{3,} Native stack trace -{3,}/,
  /^[Ss]tack backtrace:/, // Rust
  /^note: .{0,40}run with `RUST_BACKTRACE/,
  /^\s+\d+: /,
  /^\s*from \S+:\d+:in /, // Ruby
  /^\s*\S+\.rb:\d+:in /,
  /^\s*\^+\s*$/,
  /^\s*(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION):/, // PostgreSQL
];

/** First characters of the lines above, blanks aside. */
const beginsLikeTrace: Readonly<Record<number, boolean>> = Object.fromEntries(
  [...'CS.TDgce#-P"sn^fHQL[<N'].map((char) => [char.charCodeAt(0), true]),
);

/** The line that names what was thrown: `java.lang.IllegalStateException: message`, `KeyError: 'id'`, `panic: message`. */
const thrown =
  /^(?:Exception in thread "[^"]{0,100}" |Uncaught |Unhandled exception\. |PHP Fatal error:\s+Uncaught |Caused by: |\*\* \()?((?:[A-Za-z_$][\w$]*[.\\:]{1,2}){0,12}(?:[A-Z]\w*)?(?:Error|Exception|Fault|Failure|Panic|Interrupt|Exit|Timeout|Warning|Problem|NotFound|Denied|Invalid|(?<=[a-z])(?:Limited|Exceeded|Violation|Unavailable|Refused|Rejected|Expired|Conflict|Deadlock|Overflow))|(?:[A-Z]\w{0,80}::){1,8}[A-Z]\w{0,80}(?=: \S| \())(?=[:\s()]|$)/;

/** Whether the line goes on with the event above. Indented lines always do; the rest by their words. */
export function continuesEvent(line: string): boolean {
  const code = line.charCodeAt(0);
  if (code === 32 || code === 9) return true;
  if (line === '' || code === 125 || code === 41) return true;
  // Most lines begin with a digit, a bracket or a brace, as no line of a trace does, Ruby's frames aside.
  if (!beginsLikeTrace[code] && !line.includes('.rb:')) return false;
  return continuation.some((pattern) => pattern.test(line));
}

/** Name of the exception that a line says was thrown. */
export function thrownIn(line: string): string | undefined {
  return thrown.exec(line)?.[1];
}

/** Lines of a trace whose look does not depend on their indentation. */
const traceLine =
  /^\s*(?:at (?:async |new )?\S{1,300} ?[(:]|File "[^"]{1,300}", line \d|(?:from )?[^\s:]{1,300}\.(?:rb|erb|rake|ru):\d+:in |#\d{1,4} \S|\.\.\. \d+ (?:more|common|frames?)|Caused by: |Suppressed: |Traceback \(most recent|During handling of the above|The above exception was|goroutine \d+ \[|--- End of |---> |created by \S|stack backtrace:|[~^]+\s*$)/;

/** Whether a line's text, without its header, is a line of a stack trace. */
export function isTraceLine(body: string): boolean {
  return traceLine.test(body);
}

const postgresDetail = /^[^"]{0,160}?\b(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION): {2}/;

/** Whether a line of PostgreSQL's log says more of the message above it. */
export function isPostgresDetail(line: string): boolean {
  return line.includes(':  ') && postgresDetail.test(line);
}

/** Whether a line without a header may start the account of a failure: an exception's head or a panic. */
export function startsTrace(line: string): boolean {
  return (
    thrownIn(line) !== undefined ||
    /^(?:panic: |fatal error: |thread '[^']*' panicked at|Traceback |Unhandled )/.test(line)
  );
}

/** The heads of the exceptions in an event, first and root, for its template. */
export function headsOf(text: string): string[] {
  const heads: string[] = [];
  let from = text.indexOf('\n') + 1;
  while (from > 0 && from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const start = skipBlanks(text, from);
    if (heads.length < 64 && start < end && !text.startsWith('at ', start)) {
      const line = text.slice(start, Math.min(end, start + 300));
      if (thrownIn(line) !== undefined || line.startsWith('panic:')) heads.push(line);
    }
    from = end + 1;
  }
  return heads.length > 2 ? [heads[0]!, heads.at(-1)!] : heads;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}
