import { fileKindOf, parsePatch } from '../../changes/index.ts';
import type { Gap, Incident } from '../../incident/index.ts';
import type { TokenCounter } from '../../logs/excerpt/tokens.ts';
import type { Veil } from '../../logs/redact/redactor.ts';
import { refusedPath } from '../../policy/paths.ts';
import type { Change } from '../../ports/index.ts';
import type { PlanContext } from '../../remediations/types.ts';
import { shorten, visible } from '../../report/text.ts';
import { heldSecret, type OpenedFile, openedFile, partsOf } from './opened-file.ts';

/** A path that the model may need, with the lines that matter in it. The sooner in the list, the more it is needed. */
export interface Wanted {
  readonly path: string;
  /** 1-based, at the head. */
  readonly lines: readonly number[];
}

/** What there was room for, as it stands in the prompt, and what was left out. */
export interface Material {
  readonly text: string;
  readonly gaps: readonly Gap[];
}

/** Files of one prompt, at most. */
const maxFiles = 8;
/** Characters of one file's diff that are looked at. */
const maxDiff = 20_000;

/**
 * The diff of a change, most suspicious files first, within a number of tokens. Lock files and files that hold secrets stay out.
 *
 * @param about `places`: paths that are suspicious; `closed`: paths of files that are not shown.
 */
export function diffShown(
  change: Change,
  about: { readonly places: readonly string[]; readonly closed: ReadonlySet<string> },
  veil: Veil,
  room: number,
  count: TokenCounter,
): Material {
  const { places, closed } = about;
  const parts = change.patch
    .split(/^(?=diff --git )/m)
    .flatMap((text) => {
      const { path, previousPath = path } = parsePatch(text)[0] ?? {};
      const isSecret =
        path === undefined ||
        closed.has(path) ||
        // A renamed file shows lines of the one that it was.
        [path, previousPath].some((one) => one !== undefined && refusedPath(one) !== undefined) ||
        heldSecret(text.replaceAll(/^[+ -]/gm, '')) !== undefined ||
        fileKindOf(path) === 'lock';
      const told = veil.hide(text).replace(/^index .*\n/m, '');
      return isSecret ? [] : [{ path, text: shorten(told, maxDiff, visible).trimEnd() }];
    })
    .sort((a, b) => needOf(b.path, places) - needOf(a.path, places));
  const shown: string[] = [];
  const left: string[] = [];
  let tokens = 0;
  for (const { path, text } of parts) {
    const part = partsOf(text, [], Math.min(room - tokens, Math.ceil(room * 0.7)), count);
    if (part === undefined) left.push(path);
    else {
      shown.push(part);
      tokens += count(part);
    }
  }
  return { text: shown.join('\n'), gaps: leftOut('the diff of', left, room) };
}

/** Paths worth showing: those of the culprit, suspicious ones first, then what the evidence leads to. */
export function wantedFiles(
  { incident, culprit }: Pick<PlanContext, 'incident' | 'culprit'>,
  places: readonly string[],
): Wanted[] {
  const hunks = new Map(
    parsePatch(culprit?.patch ?? '').map(({ path, hunks }) => [path, hunks.map(({ newStart }) => newStart + 3)]),
  );
  const changed = (culprit?.files ?? []).map(({ path }) => ({ path, lines: hunks.get(path) ?? [] }));
  const led = incident.files.map(({ path, line }) => ({ path, lines: line ? [line] : [] }));
  const wanted = new Map<string, Wanted>();
  for (const one of [...changed, ...led]) {
    const lines = [...(wanted.get(one.path)?.lines ?? []), ...one.lines];
    wanted.set(one.path, { path: one.path, lines });
  }
  const readable = [...wanted.values()].filter(({ path }) => fileKindOf(path) !== 'lock');
  return readable.sort((a, b) => needOf(b.path, places) - needOf(a.path, places));
}

/** Opens the files that are needed most; what cannot be shown is told with its reason. */
export async function openedFiles(
  wanted: readonly Wanted[],
  { code, head }: Pick<PlanContext, 'code' | 'head'>,
  veil: Veil,
): Promise<{ readonly files: readonly (OpenedFile & Wanted)[]; readonly closed: ReadonlyMap<string, string> }> {
  const files: (OpenedFile & Wanted)[] = [];
  const closed = new Map<string, string>();
  for (const one of wanted.slice(0, maxFiles)) {
    const file = await openedFile(one.path, head.sha, code, veil);
    if ('closed' in file) closed.set(one.path, file.closed);
    else files.push({ ...file, lines: one.lines });
  }
  return { files, closed };
}

/** As much of files as there is room for, the first ones first; `files` are those of which something is shown. */
export function filesShown<File extends OpenedFile & Wanted>(
  wanted: readonly File[],
  room: number,
  count: TokenCounter,
): Material & { readonly files: readonly File[] } {
  const files: File[] = [];
  const shown: string[] = [];
  const left: string[] = [];
  let tokens = 0;
  for (const file of wanted) {
    const space = room - tokens - headRoom;
    const part = partsOf(file.text, file.lines, files.length === 0 ? Math.ceil(space * 0.7) : space, count);
    if (part === undefined) left.push(file.path);
    else {
      const told = `=== ${file.path}\n${part}`;
      files.push(file);
      shown.push(told);
      tokens += count(told);
    }
  }
  return { files, text: shown.join('\n'), gaps: leftOut('', left, room) };
}

/** Tokens of the line above a file. */
const headRoom = 30;

/** Other paths in the folders of some files, as many as there is room for. */
export function pathsNear(tree: readonly string[], near: readonly string[], room: number, count: TokenCounter): string {
  const folders = new Set(near.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const known = new Set(near);
  const lines: string[] = [];
  let tokens = 0;
  for (const path of tree) {
    if (known.has(path) || refusedPath(path) || !folders.has(path.slice(0, path.lastIndexOf('/') + 1))) continue;
    tokens += count(path);
    if (tokens > room) break;
    lines.push(path);
  }
  return lines.join('\n');
}

/** Paths of a suspect's diff that the ranking points at. */
export function suspiciousPaths({ suspects }: Incident, sha: string | undefined): string[] {
  const suspect = suspects.find((one) => one.sha === sha);
  const reasons = (suspect?.reasons ?? []).filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return [...new Set(reasons.flatMap(({ places }) => places.map(({ path }) => path)))];
}

function needOf(path: string, places: readonly string[]): number {
  const at = places.indexOf(path);
  if (at >= 0) return 100 - at;
  const kind = fileKindOf(path);
  return kind === 'docs' || kind === 'ci' ? -1 : kind === 'test' ? 0 : 10;
}

function leftOut(what: string, paths: readonly string[], room: number): Gap[] {
  if (paths.length === 0) return [];
  const named = `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
  return [
    {
      what: `The model was not shown ${what} ${named}.`.replaceAll('  ', ' '),
      why: `That part of its prompt may take ${room} tokens.`,
      remedy: 'Read them in the repository.',
    },
  ];
}
