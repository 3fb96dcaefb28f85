import { type PatchFile, type PatchHunk, sideOf } from './patch.ts';
import { type FileKind, fileKindOf } from './paths.ts';
import type { Place } from './types.ts';

/** A setting whose value a change sets, changes or takes away. */
export interface SettingChange {
  /** With the keys above it, as far as the hunk shows them: `resources.limits.memory`. */
  readonly key: string;
  /** Absent when the key is new. */
  readonly before?: string;
  /** Absent when the key is gone. */
  readonly after?: string;
  readonly place: Place;
}

/** Value of a name that stands in a list on a line of its own. */
export const listed = 'listed';

interface Leaf {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}

const maxLine = 300;
const maxLeaves = 400;
/** Lines of one hunk of code that are read for literals. */
const maxLiterals = 60;
const words =
  '(?:(?:export|const|let|var|val|final|static|public|private|readonly|int|long|String|ENV|ARG|set)\\s+){0,4}';
const key = '["\']?(?<key>[A-Za-z_$][\\w.$/-]{0,100})["\']?';
const literal = '(?<value>"[^"\\n]{0,160}"|\'[^\'\\n]{0,160}\'|\\[[^\\]\\n]{0,200}\\]|[\\w.+%/@:-]{1,160})';
const assignment = new RegExp(
  `^\\s*(?:- +)?${words}${key}(?:: ?\\w{1,20})? *(?:=>|:=|[:=]| (?=["'\\d])) *${literal} *[,;]? *(?:(?:#|//|--).*)?$`,
);
const parent = new RegExp(
  `^\\s*(?:- +)?(?:[\\w-]{1,40} +)?${key}(?: +"[^"\\n]{0,80}"){0,2} *(?::|=|=>)? *[[{(]? *(?:#.*)?$`,
);
const section = /^\s*\[+(?<key>[\w.\-" ]{1,100})\]+\s*$/;
const xml =
  /<add\s+key="(?<key>[^"]{1,100})"\s+value="(?<value>[^"]{0,160})"|<(?<tag>[\w.-]{1,80})>(?<text>[^<>\n]{1,160})<\/\k<tag>>/;
const isRemark = /^\s*(?:#|\/\/|\*|--|$)/;
const listItem = /^\s*(?:- +)?["']?(?<item>[\w.-]{3,80})["']?,?\s*$/;
/** A map on one line: `limits: { memory: 512Mi, cpu: 1 }`. */
const flowMap = /^\s*["']?(?<key>[A-Za-z_][\w.-]{0,80})["']?\s*[:=]\s*\{(?<pairs>[^{}\n]{1,240})\},?\s*$/;
const flowPair =
  /^\s*["']?(?<key>[A-Za-z_][\w.-]{0,80})["']?\s*[:=]\s*(?<value>"[^"]{0,100}"|'[^']{0,100}'|[\w.+%/@:-]{1,100})\s*$/;
/** Arguments and setters inside a line of code. */
const argument =
  /\b(?:set|with)(?<setter>[A-Z]\w{2,60})\((?<set>\d[\w.]{0,20})|\b(?<key>[A-Za-z_]\w{2,60})\s{0,2}[:=]\s{0,2}(?<value>\d[\w.]{0,20}|true|false)\b/gi;

/** The settings a file's diff moves: YAML, JSON, TOML, properties, env, XML, HCL, and literal arguments in code. Linear. */
export function settingsOf(file: PatchFile): SettingChange[] {
  const kind = fileKindOf(file.path);
  if (!['config', 'infrastructure', 'code', 'manifest'].includes(kind)) return [];
  return file.hunks.flatMap((hunk) => ofHunk(file, hunk, kind));
}

function ofHunk(file: PatchFile, hunk: PatchHunk, kind: FileKind): SettingChange[] {
  const read = kind === 'code' ? literalsOf : leavesOf;
  const before = read(file.previousPath, hunk, 'removed');
  const after = read(file.path, hunk, 'added');
  const gone = [...before];
  const set = after.flatMap(({ key: name, value, place }): SettingChange[] => {
    const at = indexOfKey(gone, name);
    const old = at < 0 ? undefined : gone.splice(at, 1)[0]!.value;
    if (old === value) return [];
    return [{ key: name, ...(old === undefined ? {} : { before: old }), after: value, place }];
  });
  return [...set, ...gone.map(({ key: name, value, place }): SettingChange => ({ key: name, before: value, place }))];
}

/** The same key, or failing that the only one with the same last part. */
function indexOfKey(leaves: readonly Leaf[], name: string): number {
  const same = leaves.findIndex((leaf) => leaf.key === name);
  return same >= 0 ? same : leaves.findIndex((leaf) => lastKey(leaf.key) === lastKey(name));
}

/** `a.b.c` → `c`. */
export function lastKey(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function leavesOf(path: string, hunk: PatchHunk, side: 'added' | 'removed'): Leaf[] {
  const reader = new Reader();
  const leaves: Leaf[] = [];
  for (const { line, text, changed } of sideOf(hunk, side)) {
    if (leaves.length >= maxLeaves) break;
    const found = reader.read(text.slice(0, maxLine));
    if (!changed) continue;
    const place: Place = { path, line, side, text: text.slice(0, maxLine).trim() };
    leaves.push(...found.map((leaf) => ({ ...leaf, place })));
  }
  return leaves;
}

/** A bound, time or switch that code writes out. Anything else in code is not a setting. */
const literalInCode = /[=:(]\s{0,2}["']?(?:\d|true\b|false\b)/i;

function literalsOf(path: string, hunk: PatchHunk, side: 'added' | 'removed'): Leaf[] {
  return hunk[side].slice(0, maxLiterals).flatMap(({ line, text }) => {
    if (text.length > maxLine || !literalInCode.test(text) || isRemark.test(text)) return [];
    return argumentsOf(text).map((leaf): Leaf => ({ ...leaf, place: { path, line, side, text: text.trim() } }));
  });
}

/** Reads one side of a hunk line by line and knows under which keys it stands. */
class Reader {
  readonly #above: { readonly indent: number; readonly key: string }[] = [];
  /** Kubernetes, Compose and task definitions write a setting as a pair of `name` and `value`. */
  #named: string | undefined;

  read(text: string): Omit<Leaf, 'place'>[] {
    if (isRemark.test(text)) return [];
    const indent = text.search(/[^\s]/) + (/^\s*- /.test(text) ? 2 : 0);
    while ((this.#above.at(-1)?.indent ?? -1) >= indent) this.#above.pop();
    const heading = section.exec(text)?.groups?.key;
    if (heading !== undefined) {
      this.#above.splice(0, this.#above.length, { indent: -1, key: heading });
      return [];
    }
    const { key: plain, tag, value, text: inner } = (assignment.exec(text) ?? xml.exec(text))?.groups ?? {};
    const name = plain ?? tag;
    return name === undefined ? this.#open(text, indent) : this.#set(name, unquoted(value ?? inner ?? ''));
  }

  #set(name: string, value: string): Omit<Leaf, 'place'>[] {
    if (name === 'name') {
      this.#named = value;
      return [];
    }
    return [{ key: name === 'value' && this.#named !== undefined ? this.#named : this.#path(name), value }];
  }

  /** A line that sets nothing itself: an item of a list, a key with others below it, or a call with arguments. */
  #open(text: string, indent: number): Omit<Leaf, 'place'>[] {
    const item = this.#above.length > 0 ? listItem.exec(text)?.groups?.item : undefined;
    if (item !== undefined) return [{ key: this.#path(item), value: listed }];
    const holder = parent.exec(text)?.groups?.key;
    const flow = flowMap.exec(text)?.groups;
    if (flow !== undefined) return this.#flow(flow.key!, flow.pairs!);
    if (holder === undefined) return argumentsOf(text);
    this.#above.push({ indent, key: holder });
    return [];
  }

  #flow(holder: string, pairs: string): Omit<Leaf, 'place'>[] {
    return pairs.split(',').flatMap((pair) => {
      const { key: name, value } = flowPair.exec(pair)?.groups ?? {};
      return name === undefined ? [] : [{ key: this.#path(`${holder}.${name}`), value: unquoted(value!) }];
    });
  }

  #path(name: string): string {
    return [...this.#above.map(({ key: above }) => above), name].join('.');
  }
}

function argumentsOf(text: string): Omit<Leaf, 'place'>[] {
  return Array.from(text.matchAll(argument), ({ groups = {} }) => ({
    key: groups.setter ?? groups.key!,
    value: groups.set ?? groups.value!,
  }));
}

function unquoted(value: string): string {
  return value.replace(/^["']|["']$/g, '').trim();
}
