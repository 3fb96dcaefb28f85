/** Longest text a sign is tried on; the digest keeps examples within it. */
const MAX_TEXT = 4_000;

/** A log text without its stack frames, and where its root cause begins. */
export interface LogText {
  readonly text: string;
  /** Index of the last `Caused by:` (Java) or `--->` (.NET); -1 when the error wraps nothing. */
  readonly rootAt: number;
}

/** Frames name libraries that only passed the error on: a pool's class in a trace is no sign of an exhausted pool. */
const FRAME =
  /^\s*(?:at [\w$.<>/]{1,200}[ (]|at \S{1,200}:\d|\.{3} \d{1,5} (?:more|common)|from \S{1,200}:\d{1,7}:in |File "[^"]{1,300}", line \d|#\d{1,4} \S)/;

/** Takes the frames out and finds the root cause. */
export function logText(example: string): LogText {
  const text = example
    .slice(0, MAX_TEXT)
    .split('\n')
    .filter((line) => !FRAME.test(line))
    .join('\n');
  return { text, rootAt: Math.max(text.lastIndexOf('Caused by: '), text.lastIndexOf('---> ')) };
}

const HEADER =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,10}(?:Z|\s?[+-]\d\d:?\d\d)?\]?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\s*/;
const LEVEL =
  /^(?:\[?(?:FATAL(?! ERROR)|CRITICAL|ERROR|WARN(?:ING)?|INFO|DEBUG)\]?:?|\[(?:fatal|crit|error|warn|info|debug)\])\s+/;
const SPRING = /^\d{1,7} --- (?:\[[^\]]{0,80}\] ?){1,3}\S{1,120}\s+: /;

/** A log line without its time, level and logger columns. */
export function withoutHeader(line: string): string {
  return line
    .trim()
    .slice(0, 1_000)
    .replace(HEADER, '')
    .replace(LEVEL, '')
    .replace(SPRING, '')
    .replace(/^(?:Caused by:|--->)\s*/, '');
}

const FIELD =
  /\\?"?\b(?:err|error|exception|msg|message|reason)\\?"?[=:] ?\\?"((?:[^"\\]|\\[^"]|\\"(?! ?[,}]| \w+=)){1,2000})/g;

/** The message in a structured log line (JSON, logfmt, klog): the field on which the sign stands; other lines without their header. */
export function messageIn(line: string, sign: RegExp): string {
  const structured = line.trimStart().startsWith('{') || /\b(?:level|msg|err|error)="?\w/.test(line);
  if (!structured) return withoutHeader(line);
  const fields = Array.from(line.slice(0, 8_000).matchAll(FIELD), (match) => match[1] ?? '');
  const telling = fields.find((field) => sign.test(field)) ?? fields[0];
  return telling ? withoutHeader(telling.replaceAll(/\\[nrt]/g, ' ').replaceAll('\\"', '"')) : withoutHeader(line);
}
