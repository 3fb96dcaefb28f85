import { linesOf } from './lines.ts';
import { type Setting, unquoted } from './settings.ts';

/** How a format without nesting by indentation names its values. */
export type Dialect = 'assignments' | 'sections' | 'blocks' | 'directives' | 'dockerfile' | 'code';

const comment = /^\s*(?:#|;|!|\/\/|\/\*|\*)/;

/** Settings of formats that hold one value a line. */
export function lineSettings(text: string, dialect: Dialect): Setting[] {
  const settings: Setting[] = [];
  let scope: string[] = [];
  let offset = 0;
  for (const raw of linesOf(text)) {
    const line = raw.replace(/\r?\n$/, '');
    if (!comment.test(line)) {
      scope = scopeAfter(line, scope, dialect);
      for (const { key, value, at } of valuesOf(line, dialect)) {
        settings.push({
          path: [...scope, key],
          value: unquoted(value),
          group: false,
          valueStart: offset + at,
          valueEnd: offset + at + value.length,
          start: offset,
          end: offset + raw.length,
        });
      }
    }
    offset += raw.length;
  }
  return settings;
}

function scopeAfter(line: string, scope: string[], dialect: Dialect): string[] {
  if (dialect === 'sections') {
    const section = /^\s*\[+\s*([^[\]]+?)\s*\]+\s*(?:#.*)?$/.exec(line)?.[1];
    return section ? section.split('.').map(unquoted) : scope;
  }
  if (dialect !== 'blocks' && dialect !== 'directives') return scope;
  if (/^\s*[}\]]/.test(line)) return scope.slice(0, -1);
  const opened = /^\s*([\w."'~^/$*-][^={}]*?)\s*(?:=\s*)?[{[]\s*(?:#.*)?$/.exec(line)?.[1];
  return opened ? [...scope, opened.replaceAll('"', '').replaceAll(/\s+/g, ' ').trim()] : scope;
}

interface Value {
  readonly key: string;
  readonly value: string;
  /** Column where the value starts. */
  readonly at: number;
}

function valuesOf(line: string, dialect: Dialect): Value[] {
  switch (dialect) {
    case 'assignments':
      return one(/^(\s*(?:export\s+)?([\w.[\]/-]+)\s*[=:]\s*)(.*?)\s*$/d.exec(line));
    case 'sections':
      return one(/^(\s*("?[\w.-]+"?)\s*[=:]\s*)("[^"]*"|'[^']*'|[^#;]*?)\s*(?:[#;].*)?$/d.exec(line));
    case 'blocks':
      return one(/^(\s*("?[\w.-]+"?)\s*[=:]\s*)("(?:[^"\\]|\\.)*"|[^#{[]*?)\s*(?:#.*)?$/d.exec(line));
    case 'directives':
      return one(/^(\s*([\w.-]+)\s+)([^;{}]+?)\s*;/d.exec(line));
    case 'dockerfile':
      return dockerValues(line);
    case 'code':
      return codeValues(line);
  }
}

function one(match: RegExpExecArray | null): Value[] {
  if (!match?.[2] || match[3] === undefined || match[3] === '') return [];
  return [{ key: unquoted(match[2]), value: match[3], at: match.indices![3]![0] }];
}

function dockerValues(line: string): Value[] {
  const instruction = /^\s*(?:ENV|ARG)\s+/i.exec(line);
  if (!instruction) return [];
  const pairs = [...line.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S+)/g)];
  if (pairs.length === 0) return one(/^(\s*ENV\s+(\w+)\s+)(.+?)\s*$/di.exec(line));
  return pairs.map((pair) => ({ key: pair[1]!, value: pair[2]!, at: pair.index + pair[1]!.length + 1 }));
}

const literal = `(?:true|false|True|False|TRUE|FALSE|"(?:true|false|on|off|enabled|disabled)"|'(?:true|false|on|off|enabled|disabled)')`;
const constant = new RegExp(
  String.raw`([A-Za-z_$][\w$.-]*)["']?\]?(?:\s*:\s*(?:bool|boolean|Boolean|Bool))?\s*(?::=|=>|[:=])\s*(${literal})(?![\w"'])`,
  'dg',
);
const defaulted = new RegExp(
  String.raw`["']([\w.:/-]{3,80})["']\s*,\s*(?:default\s*[:=]\s*|defaultValue\s*[:=]\s*)?(${literal})\s*[,)]`,
  'dg',
);

/** Switches in code: `ENABLE_X = True`, `newCheckout: true`, `flags.get("new-checkout", true)`. */
function codeValues(line: string): Value[] {
  const bounded = line.slice(0, 400);
  return [...bounded.matchAll(constant), ...bounded.matchAll(defaulted)].map((match) => ({
    key: match[1]!,
    value: match[2]!,
    at: match.indices![2]![0],
  }));
}
