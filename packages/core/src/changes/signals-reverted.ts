import type { PatchFile } from './patch.ts';
import { type Context, plainSignal, type Signal } from './signal.ts';
import type { RankableChange } from './types.ts';

const maxLines = 2_000;

/** The change was taken back before the trouble began, so it was not in force. What landed it again is. Silent without an onset. */
export function revertedSignal(context: Context): Signal {
  const { changes, symptom } = context;
  const times = changes.map(({ mergedAt }) => Date.parse(mergedAt));
  const onset = Date.parse(symptom.onsetAt ?? '');
  const oldestFirst = times.map((_, index) => index).sort((a, b) => times[a]! - times[b]! || a - b);
  const takenBackBy = new Map<number, number>();
  oldestFirst.forEach((reverting, place) => {
    if (!(times[reverting]! <= onset) || !takesBack(changes[reverting]!)) return;
    const reverted = oldestFirst
      .slice(0, place)
      .toReversed()
      .find((index) => !takenBackBy.has(index) && isTakenBack(context, index, reverting));
    if (reverted !== undefined) takenBackBy.set(reverted, reverting);
  });
  return plainSignal(
    'reverted',
    changes.map((_, index) => (takenBackBy.has(index) ? 1 : 0)),
    (index) => `“${changes[takenBackBy.get(index)!]!.title.slice(0, 80)}” took it back before the trouble began.`,
  );
}

/** Titles and bodies by which a change says that it takes another back; `Reapply` takes back the revert. */
function takesBack({ title, body = '' }: RankableChange): boolean {
  return /\b(?:revert|reapply|roll(?:s|ed)?[ -]?back|back(?:s|ed)?[ -]?out|undo)/i.test(
    `${title.slice(0, 300)}\n${body.slice(0, 2_000)}`,
  );
}

function isTakenBack(context: Context, index: number, reverting: number): boolean {
  const [one, by] = [context.changes[index]!, context.changes[reverting]!];
  const text = `${by.title}\n${by.body ?? ''}`.slice(0, 2_400);
  if (one.sha !== undefined && one.sha.length >= 12 && text.includes(one.sha.slice(0, 12))) return true;
  const quoted = quotedTitle(by.title);
  if (quoted !== undefined && quoted === plainTitle(one.title)) return true;
  const isNumbered =
    one.number !== undefined &&
    new RegExp(`\\brevert(?:s|ed)?:? (?:[\\w.-]{1,60}/[\\w.-]{1,60})?#${one.number}\\b`, 'i').test(text);
  return isNumbered || isInverse(context, index, reverting);
}

/** `Revert "X" (#9)` → `X`; `Reapply "X"` → `Revert "X"`. */
function quotedTitle(title: string): string | undefined {
  const [, verb, quoted] = /^(Revert|Reapply):? ["“](.{1,280})["”](?: \(#\d{1,7}\))?$/i.exec(plainTitle(title)) ?? [];
  if (quoted === undefined) return undefined;
  return verb!.toLowerCase() === 'revert' ? plainTitle(quoted) : `Revert "${plainTitle(quoted)}"`;
}

function plainTitle(title: string): string {
  return title
    .slice(0, 300)
    .trim()
    .replace(/ \(#\d{1,7}\)$/, '');
}

/** Whether a change adds what the other removed and removes what it added, file by file. */
function isInverse({ changes, patchOf }: Context, index: number, reverting: number): boolean {
  const mirrored = new Map(changes[reverting]!.files.map((file) => [file.path, file]));
  const files = changes[index]!.files;
  const fits = ({ path, additions, deletions }: (typeof files)[number]) =>
    mirrored.get(path)?.additions === deletions && mirrored.get(path)?.deletions === additions;
  if (files.length === 0 || files.length !== mirrored.size || !files.every(fits)) return false;
  const back = new Map(patchOf(reverting).map((file) => [file.path, file]));
  return patchOf(index).every((file) => {
    const other = back.get(file.path);
    return (
      other !== undefined &&
      linesOf(file, 'added') === linesOf(other, 'removed') &&
      linesOf(file, 'removed') === linesOf(other, 'added')
    );
  });
}

function linesOf(file: PatchFile, side: 'added' | 'removed'): string {
  return file.hunks
    .flatMap((hunk) => hunk[side].map(({ text }) => text.trim()))
    .slice(0, maxLines)
    .join('\n');
}
