import type { ChangeTrait } from '../../failure-modes/types.ts';
import { type PatchFile, parsePatch } from '../patch.ts';
import { type FileKind, fileKindOf } from '../paths.ts';
import type { Place, RankableChange, TraitFinding } from '../types.ts';
import { codeRules } from './code-rules.ts';
import type { LineRule } from './rule.ts';

const maxPlaces = 3;
/** Characters of one side of one file that are read for traits. */
const maxText = 40_000;
/** Characters of one line that are read for traits. */
const maxLine = 400;

/**
 * What a change does, as far as its diff and paths show: each trait once, with a clause that completes
 * "the change …" and the first places that show it. Language-independent as far as words and shapes of lines are.
 * Comments are not read. Linear in the patch.
 *
 * @param files the parsed patch, when the caller has it.
 */
export function traitsOf(
  change: RankableChange,
  files: readonly PatchFile[] = parsePatch(change.patch ?? ''),
): TraitFinding[] {
  const findings = new Map<ChangeTrait, TraitFinding>();
  for (const finding of [...byPath(change, files), ...files.flatMap(byLines), ...byLoops(files)]) {
    const known = findings.get(finding.trait);
    if (known === undefined) findings.set(finding.trait, finding);
    else if (known.places.length < maxPlaces) {
      const further = finding.places.filter(
        ({ path, line, side }) => !known.places.some((at) => at.path === path && at.line === line && at.side === side),
      );
      findings.set(finding.trait, { ...known, places: [...known.places, ...further].slice(0, maxPlaces) });
    }
  }
  return [...findings.values()].sort((a, b) => (a.trait < b.trait ? -1 : 1));
}

const pathTraits: readonly (readonly [FileKind, ChangeTrait, string])[] = [
  ['migration', 'changes-migration', 'migrates the database schema'],
  ['manifest', 'changes-dependency', 'changes dependencies'],
  ['lock', 'changes-dependency', 'changes dependencies'],
  ['infrastructure', 'changes-infrastructure', 'changes infrastructure or how the service is deployed'],
  ['config', 'changes-config', 'changes configuration'],
];

function byPath(change: RankableChange, files: readonly PatchFile[]): TraitFinding[] {
  const kinds = change.files.map((file) => fileKindOf(file.path));
  if (kinds.length > 0 && kinds.every((kind) => kind === 'docs')) {
    return [{ trait: 'docs-only', why: 'touches documents only', places: [] }];
  }
  if (kinds.length > 0 && kinds.every((kind) => kind === 'test' || kind === 'docs')) {
    return [{ trait: 'tests-only', why: 'touches tests only', places: [] }];
  }
  const found = pathTraits.flatMap(([kind, trait, why]): TraitFinding[] => {
    const path = change.files[kinds.indexOf(kind)]?.path;
    if (path === undefined) return [];
    if (kind === 'manifest' && !movesVersion(files)) return [];
    const patch = files.find((file) => fileKindOf(file.path) === kind);
    return [{ trait, why: `${why} (\`${path}\`)`, places: firstPlaces(patch) }];
  });
  const live = change.files.filter((_, index) => kinds[index] === 'code');
  const folders = new Set(live.map((file) => file.path.split('/').slice(0, -1).join('/')));
  if (live.length >= 8 && folders.size >= 3) {
    const why = `reworks ${live.length} source files in ${folders.size} folders at once`;
    found.push({ trait: 'broad-refactoring', why, places: [] });
  }
  return found;
}

/** A manifest holds more than dependencies: scripts, plug-ins, names. Without a patch we assume the worst. */
function movesVersion(files: readonly PatchFile[]): boolean {
  const manifests = files.filter((file) => fileKindOf(file.path) === 'manifest');
  if (manifests.length === 0) return true;
  return manifests.some((file) =>
    file.hunks.some((hunk) =>
      [...hunk.added, ...hunk.removed].some((line) => /\d\.\d|version|"\^|latest/i.test(line.text.slice(0, maxLine))),
    ),
  );
}

function firstPlaces(file: PatchFile | undefined): Place[] {
  const hunk = file?.hunks[0];
  if (file === undefined || hunk === undefined) return [];
  const [added, removed] = [hunk.added[0], hunk.removed[0]];
  return [
    ...(added === undefined ? [] : [placeOf(file, 'added', added)]),
    ...(removed === undefined ? [] : [placeOf(file, 'removed', removed)]),
  ];
}

const sides = ['added', 'removed'] as const;

function byLines(file: PatchFile): TraitFinding[] {
  const kind = fileKindOf(file.path);
  if (['test', 'docs', 'lock', 'ci'].includes(kind)) return [];
  return sides.flatMap((side) => {
    const lines = file.hunks.flatMap((hunk) => hunk[side]).filter((line) => !isComment(line.text));
    const text = lines
      .map((line) => line.text.slice(0, maxLine))
      .join('\n')
      .slice(0, maxText);
    return codeRules.flatMap((rule) => (reads(rule, side, kind) ? apply(rule, file, side, lines, text) : []));
  });
}

function reads(rule: LineRule, side: 'added' | 'removed', kind: FileKind): boolean {
  return (rule.side === 'either' || rule.side === side) && (rule.in === undefined || rule.in.includes(kind));
}

function apply(
  rule: LineRule,
  file: PatchFile,
  side: 'added' | 'removed',
  lines: PatchFile['hunks'][number]['added'],
  text: string,
): TraitFinding[] {
  if (!rule.pattern.test(text) || rule.unless?.test(text)) return [];
  const line = lines.find((candidate) => rule.pattern.test(candidate.text.slice(0, maxLine)));
  return line === undefined ? [] : [{ trait: rule.trait, why: rule.why, places: [placeOf(file, side, line)] }];
}

function isComment(text: string): boolean {
  return /^\s*(?:\/\/|#(?!\[|include|define)|\*|\/\*|--|<!--|;|""")/.test(text);
}

const loop =
  /^\s*(?:for|foreach|while)\b.{0,200}[:{)]\s*$|\.(?:forEach|each|map|flatMap|ForEach)\s*(?:\(|do\b|\{)|\bfor\s+\w+(?:,\s*\w+)?\s+(?:in|:=\s*range|of)\b/;
const query =
  /\b(?:await\s+)?[\w.]{0,60}(?:repository|repo|dao|db|client|session|cursor|conn|prisma|objects|http|api)\w{0,20}(?:\.\w{1,40}){0,3}\.(?:find\w*|get\w*|query\w*|select\w*|execute|fetch\w*|load\w*|first\w*|where|scalar\w*|post|send)\s*\(|\.find_by\w*\(|\.objects\.(?:get|filter)\(|\bSELECT\b|\.(?:QueryRow|Query)(?:Context)?\(|\bfetch\(|requests\.(?:get|post)\(/i;

/** A query or remote call inside a loop: one statement for each element. */
function byLoops(files: readonly PatchFile[]): TraitFinding[] {
  return files.flatMap((file) => {
    if (fileKindOf(file.path) !== 'code') return [];
    return file.hunks.flatMap((hunk): TraitFinding[] => {
      const start = hunk.added.findIndex((line) => loop.test(line.text.slice(0, maxLine)));
      const inside = start < 0 ? [] : hunk.added.slice(start, start + 8);
      const hit = inside.find((line) => query.test(line.text.slice(0, maxLine)) && !isComment(line.text));
      if (hit === undefined) return [];
      const why = 'asks the database or a remote system inside a loop';
      return [{ trait: 'changes-fetching', why, places: [placeOf(file, 'added', hit)] }];
    });
  });
}

function placeOf(file: PatchFile, side: 'added' | 'removed', line: { line: number; text: string }): Place {
  const path = side === 'removed' ? file.previousPath : file.path;
  return { path, side, line: line.line, text: line.text.trim().slice(0, 240) };
}
