import { linesOf } from './lines.ts';
import { type Setting, unquoted } from './settings.ts';

interface Line {
  readonly offset: number;
  readonly text: string;
  /** Column of the first `-` of a list item, or of the key. */
  readonly column: number;
  readonly item: boolean;
}

const keyed = /^(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#:'"{}[\],&*!|>%@`-][^:#\n]*?|-[^\s:#][^:#\n]*?))\s*:(?=\s|$)[ \t]*/;

/**
 * Settings of a YAML text, read line by line so that templates, embedded files and broken parts do not hide the
 * rest, and so that an edit can leave every other byte alone. Flow collections count as one value.
 */
export function yamlSettings(text: string): Setting[] {
  const lines = significant(text);
  const documents = Math.max(1, lines.filter(({ text: line }) => /^---(?:\s|$)/.test(line)).length);
  const settings: Setting[] = [];
  let stack: { column: number; name: string }[] = [];
  let document: string[] = documents > 1 ? [documentName(lines, 0)] : [];
  lines.forEach((line, index) => {
    if (/^---(?:\s|$)/.test(line.text)) {
      stack = [];
      if (documents > 1) document = [documentName(lines, index + 1)];
      return;
    }
    let column = line.column;
    let rest = line.text.slice(column);
    while (/^-(?:\s+|$)/.test(rest)) {
      stack = stack.filter((open) => open.column < column || (open.column === column && !open.name.startsWith('[')));
      stack.push({ column, name: itemName(lines, index, rest) });
      const skip = /^-\s*/.exec(rest)![0].length;
      if (rest.slice(skip) === '' || !keyed.test(rest.slice(skip))) {
        const path = [...document, ...stack.map(({ name }) => name)];
        settings.push(settingOf({ text, lines, index, path, column, from: column + skip }));
      }
      column += skip;
      rest = rest.slice(skip);
    }
    const key = keyed.exec(rest);
    if (!key) return;
    stack = stack.filter((open) => open.column < column);
    stack.push({ column, name: key[1] ?? key[2] ?? key[3]! });
    const path = [...document, ...stack.map(({ name }) => name)];
    settings.push(settingOf({ text, lines, index, path, column, from: column + key[0].length }));
  });
  return settings;
}

function significant(text: string): Line[] {
  let offset = 0;
  return linesOf(text).flatMap((raw) => {
    const line = { offset, text: raw.replace(/\r?\n$/, '') };
    offset += raw.length;
    const column = line.text.search(/\S/);
    if (column === -1 || line.text[column] === '#') return [];
    return [{ ...line, column, item: /^-(?:\s|$)/.test(line.text.slice(column)) }];
  });
}

/** A list item is called by its `name`, `key` or `id`, by its own text, or by what it starts with. */
function itemName(lines: readonly Line[], index: number, rest: string): string {
  const own = lines[index]!;
  const bare = rest.replace(/^-\s*/, '');
  if (!keyed.test(bare)) return `[${unquoted(withoutComment(bare))}]`;
  for (let at = index; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (at > index && line.column <= own.column) break;
    const found = /^\s*(?:-\s+)*(?:name|key|id):\s+(.+)$/.exec(line.text)?.[1];
    if (found) return `[${unquoted(withoutComment(found))}]`;
  }
  return `[${bare.slice(0, 60)}]`;
}

/** A document of a stream is called by its kind and name, by its Spring profile, or by its place. */
function documentName(lines: readonly Line[], from: number): string {
  const words: string[] = [];
  for (const { text } of lines.slice(from)) {
    if (/^---(?:\s|$)/.test(text) || words.length === 2) break;
    const found = /^kind:\s*(\S+)|^\s{2}name:\s*(\S+)|^\s*on-profile:\s*(\S+)/.exec(text);
    if (found) words.push(found[1] ?? found[2] ?? found[3]!);
  }
  const place = lines.slice(0, from).filter(({ text }) => /^---(?:\s|$)/.test(text)).length;
  return `(${words.join(' ') || place})`;
}

interface Found {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly index: number;
  readonly path: readonly string[];
  readonly column: number;
  /** Column where the value starts. */
  readonly from: number;
}

function settingOf({ text, lines, index, path, column, from }: Found): Setting {
  const line = lines[index]!;
  const raw = withoutComment(line.text.slice(from));
  const next = lines.slice(index + 1).find((other) => {
    return (
      other.text.startsWith('---') ||
      other.column < column ||
      (other.column === column && !(other.item && !startsItem(line, column)))
    );
  });
  const nested = lines[index + 1];
  const group =
    (raw === '' && nested !== undefined && nested !== next) || /^[|>][\d+-]*$/.test(raw) || /^&\S+$/.test(raw);
  const own = startsItem(line, line.column) && line.column !== column ? line.offset + line.text.length + 1 : undefined;
  return {
    path,
    value: group ? '' : unquoted(raw),
    group,
    valueStart: line.offset + from,
    valueEnd: line.offset + from + raw.length,
    start: line.offset,
    end: Math.min(text.length, own !== undefined && !group ? own : trimmedEnd(text, next?.offset ?? text.length, line)),
  };
}

function startsItem({ text }: Line, column: number): boolean {
  return /^-(?:\s|$)/.test(text.slice(column));
}

/** End of a setting's lines: comments and blank lines before the next setting belong to that. */
function trimmedEnd(text: string, end: number, line: Line): number {
  const part = linesOf(text.slice(line.offset, end));
  while (part.length > 1 && /^\s*(?:#.*)?\r?\n?$/.test(part.at(-1)!)) part.pop();
  return line.offset + part.join('').length;
}

function withoutComment(raw: string): string {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(raw.trimStart());
  if (quoted) return quoted[0];
  return raw.replace(/(?:^|\s)#.*$/, '').trimEnd();
}
