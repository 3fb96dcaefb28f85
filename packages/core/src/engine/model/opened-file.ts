import type { TokenCounter } from '../../logs/excerpt/tokens.ts';
import type { Veil } from '../../logs/redact/redactor.ts';
import { refusedPath } from '../../policy/paths.ts';
import { addsSecretManifest, sealedBy } from '../../policy/secrets.ts';
import type { CodeReader } from '../../ports/index.ts';
import { visible } from '../../report/text.ts';

/** A file of the repository that a model may be shown and may change. */
export interface OpenedFile {
  readonly path: string;
  /** Its text with pseudonyms in place of secrets, lines ending in `\n`. It is what edits are looked for in. */
  readonly text: string;
  /** What stands before its first letter and at the ends of its lines, put back when it is closed. */
  readonly form: { readonly mark: string; readonly lineEnd: string };
}

/** Characters of a file that a model is shown at all. */
const maxLength = 200_000;

/** A file opened for a model, or why it is not, as the end of a sentence. */
export async function openedFile(
  path: string,
  sha: string,
  code: Pick<CodeReader, 'readFile'>,
  veil: Veil,
): Promise<OpenedFile | { readonly closed: string }> {
  const refused = refusedPath(path);
  if (refused) return { closed: refused };
  const raw = await code.readFile(path, sha);
  if (raw === undefined) return { closed: 'it is not there as a text' };
  if (raw.length > maxLength) return { closed: `it has more than ${maxLength} characters` };
  const secret = heldSecret(raw);
  if (secret) return { closed: secret };
  const mark = raw.startsWith('\ufeff') ? '\ufeff' : '';
  const lineEnd = raw.includes('\r\n') ? '\r\n' : '\n';
  const plain = raw.slice(mark.length).replaceAll(lineEnd, '\n');
  if (visible(plain) !== plain) return { closed: 'it holds hidden characters' };
  const file = { path, text: veil.hide(plain), form: { mark, lineEnd } };
  return closedText(file, veil) === raw ? file : { closed: 'its secrets could not be put back' };
}

/** Why a text is not shown whatever is taken out of it, as the end of a sentence: what it holds has no form to know it by. */
export function heldSecret(text: string): string | undefined {
  return addsSecretManifest(text, '') ? 'it holds a Kubernetes Secret' : sealedBy(text);
}

/** The text of a file as it is written, with its own secrets where they were. Never shown to anybody. */
export function closedText({ text, form: { mark, lineEnd } }: OpenedFile, veil: Veil): string {
  return mark + veil.restore(text).replaceAll('\n', lineEnd);
}

/** Lines before and after a line of interest that are tried, the most first. */
const windows = [60, 30, 15, 8, 4];
/** Lines at the top that are shown with any part: package, imports, or the name of an object. */
const top = 12;

/**
 * As much of a text as a number of tokens has room for, in numbered ranges: the whole, else what lies around its lines of
 * interest, else its beginning; `undefined` when not even that fits.
 *
 * @param lines 1-based.
 */
export function partsOf(text: string, lines: readonly number[], room: number, count: TokenCounter): string | undefined {
  if (count(text) <= room) return text;
  const all = text.split('\n');
  const centres = lines.filter((line) => line >= 1 && line <= all.length);
  for (const around of windows) {
    const kept = new Set(Array.from({ length: Math.min(top, all.length) }, (_, index) => index));
    for (const line of centres.length > 0 ? centres : [1])
      for (let at = line - 1 - around; at < line + around; at++) if (at >= 0 && at < all.length) kept.add(at);
    const part = told(
      all,
      [...kept].sort((a, b) => a - b),
    );
    if (count(part) <= room) return part;
  }
  return undefined;
}

function told(all: readonly string[], kept: readonly number[]): string {
  const lines: string[] = [];
  let next = 0;
  for (const at of kept) {
    if (at > next) lines.push(leftOut(next + 1, at));
    lines.push(all[at] as string);
    next = at + 1;
  }
  if (next < all.length) lines.push(leftOut(next + 1, all.length));
  return lines.join('\n');
}

function leftOut(from: number, to: number): string {
  return `[lines ${from} to ${to} are not shown]`;
}
