/** Where a test or a group of tests begins. */
export interface Found {
  readonly name: string;
  /** Index of its first line, that of its first annotation. */
  readonly line: number;
  readonly isGroup: boolean;
}

interface Declared {
  /** The start of a line that annotates what follows. */
  readonly mark: RegExp;
  /** A declaration; one of its groups is the name. */
  readonly name: RegExp;
  /** A declaration of a group of tests. */
  readonly group: RegExp;
  readonly isTest: (marks: string, line: string, name: string) => boolean;
}

/** Annotations read so far, and the line of the first; `depth` counts their open brackets. */
interface Marks {
  readonly text: string;
  readonly line: number | undefined;
  readonly depth: number;
}

const none: Marks = { text: '', line: undefined, depth: 0 };
/** Annotations of one test are shorter. */
const maxMarks = 20_000;

/** Finds tests that are declared: a method or function, its annotations before it. */
export function declarationsIn(declared: Declared): (lines: readonly string[]) => Found[] {
  return (lines) => {
    const found: Found[] = [];
    let marks = none;
    for (const [at, raw] of lines.entries()) {
      const [more, rest] = marksAt(marks, raw.trim(), at, declared.mark);
      marks = more;
      if (rest === '') continue;
      const start = startIn(rest, marks.text, declared);
      if (start) found.push({ ...start, line: marks.line ?? at });
      marks = none;
    }
    return found;
  };
}

function startIn(line: string, marks: string, { name, group, isTest }: Declared): Omit<Found, 'line'> | undefined {
  const grouped = group.exec(line)?.[1];
  if (grouped !== undefined) return { name: grouped, isGroup: true };
  const named = name
    .exec(line)
    ?.slice(1)
    .find((word) => word !== undefined);
  return named !== undefined && isTest(marks, line, named) ? { name: named, isGroup: false } : undefined;
}

/** Adds the annotations at a line's start to those before, and gives the rest of the line. */
function marksAt(before: Marks, line: string, at: number, mark: RegExp): [Marks, string] {
  let { text, depth } = before;
  let rest = line;
  while (rest !== '' && (depth > 0 || mark.test(rest))) {
    const end = endOfMark(rest, depth);
    const taken = rest.slice(0, end.at);
    text = `${text}${taken}\n`.slice(0, maxMarks);
    depth = end.depth;
    rest = rest.slice(end.at).trimStart();
  }
  return [{ text, depth, line: before.line ?? (text === '' ? undefined : at) }, rest];
}

/** Where an annotation ends: at the end of the line when it goes on below. */
function endOfMark(text: string, open: number): { readonly at: number; readonly depth: number } {
  let depth = open;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '(' || char === '[') depth += 1;
    if (char === ')' || char === ']') depth = Math.max(0, depth - 1);
    const ends = char === ']' || char === ')' || /\s/.test(text[at + 1] ?? ' ');
    if (depth === 0 && ends && !/^\s*\(/.test(text.slice(at + 1, at + 20))) return { at: at + 1, depth };
  }
  return { at: text.length, depth };
}

/** Characters after a call's start within which its title stands. */
const reach = 2_000;

/**
 * Finds tests that are calls, `it('name', …)`.
 *
 * @param call The start of such a line; its first group is the word, its second what is chained to it.
 */
export function callsIn(call: RegExp): (lines: readonly string[]) => Found[] {
  return (lines) =>
    lines.flatMap((raw, line): Found[] => {
      const match = call.exec(raw.trim());
      if (!match) return [];
      const [head, word = '', chain = ''] = match;
      const after = [raw.trim().slice(head.length), ...lines.slice(line + 1, line + 20)].join('\n').slice(0, reach);
      const isTable = /\.(?:each|for)\b/.test(chain);
      return [{ name: titleIn(after, isTable), line, isGroup: /(?:describe|context|suite|feature)$/.test(word) }];
    });
}

function titleIn(text: string, isTable: boolean): string {
  const quoted = isTable
    ? /[)`]\s*\(\s*(["'`])((?:\\.|(?!\1).)*)\1/.exec(text)
    : /^\s*\(?\s*(["'`])((?:\\.|(?!\1).)*)\1/.exec(text);
  return quoted?.[2] ?? /^\s*\(?\s*([^,;\n]{1,100})/.exec(text)?.[1]?.trim() ?? '';
}
