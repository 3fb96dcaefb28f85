import { isMigration } from '../../changes/paths.ts';
import type { Veil } from '../../logs/redact/redactor.ts';
import { foldedPath, refusedPath } from '../../policy/paths.ts';
import { textBlocks } from '../../remediations/blocks.ts';
import { visible } from '../../report/text.ts';
import { nearestText } from './nearest-text.ts';
import type { OpenedFile } from './opened-file.ts';
import type { EditReply } from './reply.ts';

/** Edits of one answer that are looked at. */
export const maxEdits = 20;
/** Characters that one edit may bring. */
const maxNew = 20_000;
/** From this many lines on a file must keep half of them; a smaller one must keep one. */
const smallFile = 8;

/** Why an edit was not made. */
export interface FailedEdit {
  readonly path: string;
  /** One sentence, and where it helps the text of the file that comes nearest. */
  readonly why: string;
}

/** What a model may change. */
export interface Desk {
  /** The files that it was shown, by path, as they stand now. */
  readonly files: ReadonlyMap<string, OpenedFile>;
  /** All paths of the repository at the head. */
  readonly tree: ReadonlySet<string>;
  /** Hosts that the repository's own texts name, as far as they were shown. */
  readonly hosts: ReadonlySet<string>;
  /** What its secrets are called. */
  readonly veil: Pick<Veil, 'namesIn'>;
}

/**
 * The files after a model's edits, which are made in order; an edit that cannot be made leaves its file as it was. Nothing is
 * changed that was not shown, nothing is rewritten as a whole, and no secret comes to stand where none stood.
 */
export function withEdits(
  desk: Desk,
  edits: readonly EditReply[],
): { readonly files: ReadonlyMap<string, OpenedFile>; readonly failed: readonly FailedEdit[] } {
  const files = new Map(desk.files);
  const failed: FailedEdit[] = edits
    .slice(maxEdits)
    .map(({ path }) => refused(path, `only ${maxEdits} edits are taken`));
  for (const edit of edits.slice(0, maxEdits).map(plain)) {
    const made = edit.search.trim() === '' ? newFile(edit, desk, files) : changedFile(edit, desk, files);
    if ('why' in made) failed.push(made);
    else files.set(made.path, made);
  }
  for (const { path, text } of desk.files.values()) {
    const after = files.get(path) as OpenedFile;
    if (!isRewritten(text, after.text)) continue;
    files.set(path, { ...after, text });
    failed.push(refused(path, 'the edits rewrite most of the file; change only the lines that matter'));
  }
  return { files, failed };
}

/** Hosts of the addresses in a text. */
export function hostsIn(text: string): string[] {
  return Array.from(
    text.matchAll(/\b[a-z][a-z\d+.-]{1,20}:\/\/(?:[^\s/"'`<>@]{1,100}@)?([\w.-]{1,200})/gi),
    ([, host]) => (host as string).toLowerCase(),
  );
}

function plain({ path, search, replace }: EditReply): EditReply {
  return { path: path.trim(), search: search.replaceAll('\r\n', '\n'), replace: replace.replaceAll('\r\n', '\n') };
}

function newFile(
  { path, replace }: EditReply,
  desk: Desk,
  files: ReadonlyMap<string, OpenedFile>,
): OpenedFile | FailedEdit {
  const { tree } = desk;
  if (tree.has(path) || files.has(path))
    return refused(path, 'the file exists, and whole files are not rewritten; give the lines to replace as "search"');
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (![...tree].some((known) => known.startsWith(folder))) return refused(path, `there is no folder ${folder}`);
  const folded = foldedPath(path);
  const other = [...tree].find((known) => known.startsWith(folder) && foldedPath(known) === folded);
  if (other) return refused(path, `it differs from ${other} only in how it is spelled`);
  if (replace.trim() === '') return refused(path, 'a new file needs a text');
  const why = refusedPath(path) ?? refusedText(replace) ?? broughtIn('', replace, desk);
  if (why) return refused(path, why);
  return { path, text: replace.endsWith('\n') ? replace : `${replace}\n`, form: { mark: '', lineEnd: '\n' } };
}

function changedFile(edit: EditReply, desk: Desk, files: ReadonlyMap<string, OpenedFile>): OpenedFile | FailedEdit {
  const { tree } = desk;
  const { path } = edit;
  const file = files.get(path);
  const { search, replace } = withOpenEnd(edit, file?.text ?? '');
  const why = refusedPath(path) ?? refusedText(replace);
  if (why) return refused(path, why);
  if (tree.has(path) && isMigration(path))
    return refused(path, 'a database may have applied this migration already; write a new one');
  if (!file) return refused(path, tree.has(path) ? 'the file was not shown' : 'there is no such file');
  const places = placesOf(file.text, search);
  if (places.length === 1) {
    const [at] = places as [number];
    const text = file.text.slice(0, at) + replace + file.text.slice(at + search.length);
    const brought = broughtIn(file.text, text, desk);
    return brought ? refused(path, brought) : { ...file, text };
  }
  if (places.length > 1) {
    const lines = places.map((at) => file.text.slice(0, at).split('\n').length).join(', ');
    return refused(path, `"search" stands there ${places.length} times, from lines ${lines}; add lines around it`);
  }
  return refused(
    path,
    `"search" does not stand there; the nearest text of the file is:\n${nearestText(file.text, search)}`,
  );
}

/** An edit of whole lines, of which the last one of a file may have no end. */
function withOpenEnd(edit: EditReply, text: string): EditReply {
  const search = edit.search.replace(/\n$/, '');
  const isOpen = search !== edit.search && !text.endsWith('\n') && text.endsWith(search);
  return isOpen ? { ...edit, search, replace: edit.replace.replace(/\n$/, '') } : edit;
}

/** Where a text stands in another, at most ten times. */
function placesOf(text: string, search: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(search); at >= 0 && places.length < 10; at = text.indexOf(search, at + 1)) places.push(at);
  return places;
}

function refusedText(replace: string): string | undefined {
  if (replace.length > maxNew) return `the new text has more than ${maxNew} characters`;
  return visible(replace) === replace ? undefined : 'the new text holds hidden characters';
}

/** What an edit may bring by itself or by what stands beside it: the whole file is looked at before and after it. */
function broughtIn(before: string, after: string, { hosts, veil }: Desk): string | undefined {
  const there = veil.namesIn(before);
  const moved = veil.namesIn(after).find((name) => !taken(there, name));
  if (moved) return `${moved} stands for something secret, which may only stand where it stood`;
  const host = hostsIn(after).find((one) => !hosts.has(one));
  return host && `the address ${host} stands nowhere in the files that were shown`;
}

/** Takes one name out of a list; false when it is not in it. */
function taken(names: string[], name: string): boolean {
  const at = names.indexOf(name);
  if (at < 0) return false;
  names.splice(at, 1);
  return true;
}

/** Whether less than half of a file's lines are left; of a small file, whether none of several is, or it is empty. */
export function isRewritten(before: string, after: string): boolean {
  if (before === after) return false;
  const lines = before.split('\n').length;
  const gone = textBlocks(before, after).reduce((sum, { removed }) => sum + removed.length, 0);
  if (lines >= smallFile) return gone > lines / 2;
  const told = before.trim().split('\n').length;
  return after.trim() === '' || (told > 2 && gone >= told);
}

function refused(path: string, why: string): FailedEdit {
  return { path, why };
}
