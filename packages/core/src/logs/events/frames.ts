import type { StackFrame } from '../../incident/evidence.ts';

/** Frames kept of one trace. */
const maxFrames = 40;
const maxLine = 600;

type Reader = (line: string, next: string) => StackFrame | undefined;

/** One language's trace. `order` says where the innermost frame stands. */
interface Dialect {
  readonly frame: Reader;
  readonly order: 'innermost-first' | 'innermost-last';
}

const java =
  /^\s*at (?:[\w.@-]+\/{1,2}){0,3}([\w$.<>]+)\(([\w$-]+\.\w+|Native Method|Unknown Source|<\w+>)(?::(\d+))?\)/;
const node =
  /^\s*at (?:async )?(?:(.+?) \()?((?:file:\/\/|node:|[A-Za-z]:\\|\/|\.{0,2}\/?)[^():]*(?:\([^()]*\)[^():]*)?):(\d+):\d+\)?\s*\{?\s*$/;
const dotnet = /^\s*at ([\w.<>`+[\]|]+)\([^)]*\)(?: in (.+?):line (\d+))?/;
const python = /^\s*File "([^"]+)", line (\d+)(?:, in (\S+))?/;
const goFile = /^\s+(\S+\.go):(\d+)(?: \+0x[\da-f]+)?/;
const ruby = /^\s*(?:from |\d+: from )?(\S+\.(?:rb|erb|rake|ru)):(\d+):in [`']([^']+)'/;
const php = /^\s*#\d+ (\S+?)\((\d+)\): ([\w\\:>{}-]+)/;
const rustSymbol = /^\s*\d+: (?:0x[\da-f]+ - )?([\w:<>$ .&{}-]+)$/;
const rustFile = /^\s+at (\S+\.rs):(\d+)(?::\d+)?/;
const elixir = /^\s*(?:\([\w.]+ [^)\s]{1,40}\) )?(\S+\.exs?):(\d+): (\S.{0,200})$/;
/** `panicked at src/main.rs:10:5:`, before Rust 1.73 `panicked at 'message', src/main.rs:10:5`. */
const rustPanic = /^thread '[^']{0,100}' .{0,20}panicked at (?:'.{0,400}', )?([^\s':]+\.rs):(\d+):\d+/;
/** `PHP Fatal error:  Uncaught X: message in /app/x.php:12`, `… in /app/x.php on line 12`. */
const phpFatal = /^(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error: .{0,400} in (\S+\.php)(?: on line |:)(\d+)$/;
/** The place of a failure whose function is not named. */
const unnamed = '<place>';

const dialects: readonly Dialect[] = [
  {
    order: 'innermost-last',
    frame: (line) => toFrame(python.exec(line), 3, 1, 2),
  },
  {
    order: 'innermost-first',
    frame: (line) => {
      const match = java.exec(line);
      if (!match) return undefined;
      const file = match[2]!;
      return { symbol: match[1]!, ...(/\.\w+$/.test(file) && { file }), ...lineOf(match[3]) };
    },
  },
  {
    order: 'innermost-first',
    frame: (line) => (line.includes('.rs:') ? undefined : toFrame(node.exec(line), 1, 2, 3)),
  },
  { order: 'innermost-first', frame: (line) => toFrame(dotnet.exec(line), 1, 2, 3) },
  {
    order: 'innermost-first',
    frame: (line, next) => {
      const place = line.charCodeAt(0) > 32 ? goFile.exec(next) : null;
      return place ? { symbol: goSymbol(line), file: place[1]!, ...lineOf(place[2]) } : undefined;
    },
  },
  { order: 'innermost-first', frame: (line) => toFrame(ruby.exec(line), 3, 1, 2) },
  {
    order: 'innermost-first',
    frame: (line) => toFrame(php.exec(line), 3, 1, 2) ?? placeOf(phpFatal.exec(line)),
  },
  { order: 'innermost-first', frame: (line) => toFrame(elixir.exec(line), 3, 1, 2) },
  {
    order: 'innermost-first',
    frame: (line, next) => {
      const symbol = rustSymbol.exec(line);
      const place = rustFile.exec(next);
      const panic = placeOf(rustPanic.exec(line));
      if (panic) return panic;
      return symbol && place ? { symbol: symbol[1]!.trim(), file: place[1]!, ...lineOf(place[2]) } : undefined;
    },
  },
];

/** `main.(*Server).get` of `main.(*Server).get(0xc0, 0x1)` and of `created by main.(*Server).get in goroutine 1`. */
function goSymbol(line: string): string {
  if (line.startsWith('created by ')) return line.slice(11).replace(/ in goroutine \d+$/, '');
  const call = line.lastIndexOf('(');
  return call > 0 ? line.slice(0, call) : line;
}

/** Head of the next cause in a chain. Java and .NET print the root last or first; both mark the step. */
const causeHead = /^\s*(?:Caused by:|Suppressed:|---> )/;
const pythonHead = /^\s*Traceback \(most recent call last\)/;

/**
 * The frames of a stack trace, innermost cause first, at most 40.
 *
 * Java: the last `Caused by` first, then the exceptions around it. Python: the last call first, the original exception
 * of a chain before the one raised while handling it. Go, Node, .NET, Ruby, PHP and Rust print the innermost first.
 */
export function framesOf(text: string): StackFrame[] {
  const lines = text.split('\n', 4000).map((line) => (line.length > maxLine ? line.slice(0, maxLine) : line));
  const sections = sectionsOf(lines);
  const frames: StackFrame[] = [];
  for (const section of sections) frames.push(...section);
  return unique(named(frames)).slice(0, maxFrames);
}

/** Frames of each exception of a chain, root first. */
function sectionsOf(lines: readonly string[]): StackFrame[][] {
  const sections: StackFrame[][] = [[]];
  let reverse = false;
  let rootLast = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (causeHead.test(line)) {
      rootLast = true;
      sections.push([]);
    } else if (pythonHead.test(line) && sections.at(-1)!.length > 0) sections.push([]);
    const found = frameAt(line, lines[at + 1] ?? '');
    if (!found) continue;
    sections.at(-1)!.push(found.frame);
    reverse ||= found.order === 'innermost-last';
  }
  if (reverse) for (const section of sections) section.reverse();
  return rootLast ? sections.reverse() : sections;
}

/** The place of a panic has no name; the backtrace tells it. */
function named(frames: readonly StackFrame[]): StackFrame[] {
  return frames.map((frame) => {
    if (frame.symbol !== unnamed) return frame;
    const same = ({ symbol, file, line }: StackFrame) =>
      symbol !== unnamed && bare(file) === bare(frame.file) && line === frame.line;
    return frames.find(same) ?? frame;
  });
}

function bare(file: string | undefined): string {
  return (file ?? '').replace(/^\.\//, '');
}

function frameAt(
  line: string,
  next: string,
): { readonly frame: StackFrame; readonly order: Dialect['order'] } | undefined {
  if (line.length < 4) return undefined;
  for (const { frame, order } of dialects) {
    const found = frame(line, next);
    if (found) return { frame: found, order };
  }
  return undefined;
}

function placeOf(match: RegExpExecArray | null): StackFrame | undefined {
  return match ? { symbol: unnamed, file: match[1]!, ...lineOf(match[2]) } : undefined;
}

function toFrame(match: RegExpExecArray | null, symbol: number, file: number, line: number): StackFrame | undefined {
  if (!match) return undefined;
  const path = match[file];
  return { symbol: (match[symbol] ?? '<module>').trim(), ...(path && { file: path }), ...lineOf(match[line]) };
}

function lineOf(digits: string | undefined): { line?: number } {
  const line = Number(digits ?? 0);
  return line > 0 ? { line } : {};
}

function unique(frames: readonly StackFrame[]): StackFrame[] {
  const seen = new Set<string>();
  return frames.filter(({ symbol, file, line }) => {
    const key = `${symbol} ${file} ${line}`;
    return !seen.has(key) && seen.add(key);
  });
}
