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
  /^\[stacktrace\]|^"\}$/, // Monolog
  /^stack backtrace:/, // Rust
  /^note: run with `RUST_BACKTRACE/,
  /^\s+\d+: /,
  /^\s*from \S+:\d+:in /, // Ruby
  /^\s*\S+\.rb:\d+:in /,
  /^\s*\^+\s*$/,
  /^\s*(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION):/, // PostgreSQL
];

/** The line that names what was thrown: `java.lang.IllegalStateException: message`, `KeyError: 'id'`, `panic: message`. */
const thrown =
  /^(?:Exception in thread "[^"]{0,100}" |Uncaught |Unhandled exception\. |PHP Fatal error:\s+Uncaught |Caused by: )?((?:[A-Za-z_$][\w$]*[.\\:]{1,2}){0,12}(?:[A-Z]\w*)?(?:Error|Exception|Fault|Failure|Panic|Interrupt|Exit|Timeout|Warning|Problem|NotFound|Denied|Invalid))(?=[:\s(]|$)/;

/** Whether the line goes on with the event above. Indented lines always do; the rest by their words. */
export function continuesEvent(line: string): boolean {
  const code = line.charCodeAt(0);
  if (code === 32 || code === 9) return true;
  if (line === '' || code === 125 || code === 41) return true;
  return continuation.some((pattern) => pattern.test(line));
}

/** Name of the exception that a line says was thrown. */
export function thrownIn(line: string): string | undefined {
  return thrown.exec(line)?.[1];
}

const frameMessage = /^(?:\[[\w-]{1,64}\] )?(?:\S{1,300}\.rb:\d+:in |at \S{1,300}\(|File "|#\d+ )/;
const postgresDetail = /^[^"]{0,160}?\b(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION): {2}/;

/** Whether a line goes on with the event above it although it has a header of its own: frames, PostgreSQL's details. */
export function continuesWithHeader(line: string, message: string): boolean {
  return frameMessage.test(message) || (line.includes(':  ') && postgresDetail.test(line));
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
