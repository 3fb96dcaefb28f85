import { linesOf } from '../../remediations/lines.ts';

/** Lines that a formatter prints as they are, and as it wants them. They differ in white space alone. */
export interface Run {
  readonly old: readonly string[];
  readonly wanted: readonly string[];
}

/**
 * The runs of a diff that a formatter printed into a log, as spotless, black, rustfmt, gofmt and terraform do. Spotless
 * shows spaces as `·`. Only runs that change white space and nothing else are taken: the log is untrusted.
 */
export function printedRuns(lines: readonly string[]): Run[] {
  const runs: Run[] = [];
  let old: string[] = [];
  let wanted: string[] = [];
  const end = () => {
    if (old.length > 0 && wanted.length > 0 && saysTheSame(old, wanted)) runs.push({ old, wanted });
    old = [];
    wanted = [];
  };
  for (const line of [...lines, '']) {
    const [, sign, text = ''] = /^(?:\[\w+\])?\s*([-+])(?![-+]{2})(.*)$/.exec(line) ?? [];
    if (sign === '-' && wanted.length > 0) end();
    if (sign === '-') old.push(shown(text));
    else if (sign === '+' && old.length > 0) wanted.push(shown(text));
    else end();
  }
  return runs;
}

/** Files in which the space before a line says what belongs together. */
const indented = /(?:\.(?:pyi?|ya?ml|mk|coffee|haml|pug|sass|nim|fsx?|hs)|(?:^|\/)Makefile)$/i;

/** The text of a file with the runs set that it holds exactly once. */
export function withRuns(path: string, text: string, all: readonly Run[]): string {
  // A formatter leaves what belongs together where it is; a log that moves it is no formatter's.
  const runs = indented.test(path) ? all.filter(({ old, wanted }) => indents(old) === indents(wanted)) : all;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return runs.reduce((result, { old, wanted }) => {
    const lines = linesOf(result);
    const bodies = lines.map((line) => line.replace(/\r?\n$/, ''));
    const places = bodies.flatMap((_, at) => (old.every((line, next) => bodies[at + next] === line) ? [at] : []));
    if (places.length !== 1) return result;
    lines.splice(places[0]!, old.length, ...wanted.map((line) => `${line}${lineEnd}`));
    return lines.join('');
  }, text);
}

/** Without what a formatter shows in place of white space. */
function shown(text: string): string {
  return text
    .replaceAll('·', ' ')
    .replace(/(?:\\r)?\\n$/, '')
    .replaceAll('\\t', '\t');
}

/** Whether lines differ in white space alone, which is between words and in no quotes. */
function saysTheSame(old: readonly string[], wanted: readonly string[]): boolean {
  return wordsIn(old) === wordsIn(wanted);
}

function wordsIn(lines: readonly string[]): string {
  return (lines.join('\n').match(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\w+|[^\w\s]/g) ?? []).join(
    '\n',
  );
}

function indents(lines: readonly string[]): string {
  return lines.map((line) => /^\s*/.exec(line)?.[0]).join('\n');
}
