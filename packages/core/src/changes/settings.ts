import { type PatchFile, type PatchHunk, sideOf } from './patch.ts';
import { fileKindOf } from './paths.ts';
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

interface Leaf {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}

const maxLine = 300;
const maxLeaves = 400;
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
/** Arguments and setters inside a line of code. */
const argument =
  /\b(?:set|with)(?<setter>[A-Z]\w{2,60})\((?<set>\d[\w.]{0,20})|\b(?<key>[A-Za-z_]\w{2,60})\s{0,2}[:=]\s{0,2}(?<value>\d[\w.]{0,20}|true|false)\b/gi;

/** The settings a file's diff moves: YAML, JSON, TOML, properties, env, XML, HCL, and literal arguments in code. Linear. */
export function settingsOf(file: PatchFile): SettingChange[] {
  if (!['config', 'infrastructure', 'code', 'manifest'].includes(fileKindOf(file.path))) return [];
  return file.hunks.flatMap((hunk) => ofHunk(file, hunk));
}

function ofHunk(file: PatchFile, hunk: PatchHunk): SettingChange[] {
  const before = leavesOf(file.previousPath, hunk, 'removed');
  const after = leavesOf(file.path, hunk, 'added');
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
  const above: { indent: number; key: string }[] = [];
  const leaves: Leaf[] = [];
  let named: string | undefined;
  for (const { line, text, changed } of sideOf(hunk, side)) {
    if (leaves.length >= maxLeaves) break;
    const cut = text.slice(0, maxLine);
    if (/^\s*(?:#|\/\/|\*|--|$)/.test(cut)) continue;
    const indent = cut.search(/[^\s]/) + (/^\s*- /.test(cut) ? 2 : 0);
    while (above.length > 0 && above.at(-1)!.indent >= indent) above.pop();
    const heading = section.exec(cut)?.groups?.key;
    if (heading !== undefined) {
      above.splice(0, above.length, { indent: -1, key: heading });
      continue;
    }
    const groups = (assignment.exec(cut) ?? xml.exec(cut))?.groups;
    const plain = groups?.key ?? groups?.tag;
    if (groups === undefined || plain === undefined) {
      const holder = parent.exec(cut)?.groups?.key;
      if (holder !== undefined) above.push({ indent, key: holder });
      else if (changed) leaves.push(...argumentsOf(cut, { path, line, side, text: cut.trim() }));
      continue;
    }
    const value = unquoted(groups.value ?? groups.text ?? '');
    // Kubernetes, Compose and task definitions write a setting as a pair of `name` and `value`.
    if (plain === 'name') named = value;
    const name = plain === 'value' && named !== undefined ? named : [...above.map((one) => one.key), plain].join('.');
    if (changed && plain !== 'name') leaves.push({ key: name, value, place: { path, line, side, text: cut.trim() } });
  }
  return leaves;
}

function argumentsOf(text: string, place: Place): Leaf[] {
  return Array.from(text.matchAll(argument), ({ groups = {} }) => ({
    key: groups.setter ?? groups.key!,
    value: groups.set ?? groups.value!,
    place,
  }));
}

function unquoted(value: string): string {
  return value.replace(/^["']|["']$/g, '').trim();
}
