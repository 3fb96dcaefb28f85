import { type Context, plainSignal, type Signal } from './signal.ts';
import { provingOf } from './signals-circumstance.ts';
import type { FrameHit } from './signals-place.ts';

const dayMs = 24 * 3_600_000;
/** Days in production without failing after which a change is as unlikely as this signal makes it. */
const provenDays = 3;
/** Value when a later change touches the failing file; 1 when a later change switches the failing code on. */
const touchedLater = 0.7;

/**
 * The failing path ran for days on this change, and then a later one touched it or switched it on. Not asked of failures
 * that build up, nor where no frame leads to the change.
 */
export function supersededSignal(context: Context, hits: readonly (FrameHit | undefined)[], switched: Signal): Signal {
  const onset = Date.parse(context.symptom.onsetAt ?? '');
  const lags = context.changes.map((change) => onset - Date.parse(change.mergedAt));
  const touching = context.changes.map((change) => new Set(change.files.map(({ path }) => path)));
  const later = context.changes.map((_, index) => {
    const path = hits[index]?.path;
    if (path === undefined || !(lags[index]! > 0)) return undefined;
    const after = context.changes
      .map((__, other) => other)
      .filter((other) => lags[other]! >= 0 && lags[other]! < lags[index]!);
    const turned = after.find((other) => switched.values[other]! > 0.5);
    const by = turned ?? after.find((other) => touching[other]!.has(path));
    return by === undefined ? undefined : { by, path, turned: turned !== undefined };
  });
  return plainSignal(
    'superseded',
    later.map((one, index) => {
      if (one === undefined) return 0;
      const proven = Math.min(1, lags[index]! / (provenDays * dayMs));
      return proven * (one.turned ? 1 : touchedLater * context.frameTrust) * provingOf(context);
    }),
    (index) => {
      const { by, path, turned } = later[index]!;
      const title = context.changes[by]!.title.slice(0, 80);
      const days = Math.max(1, Math.round(lags[index]! / dayMs));
      return `It ran ${days === 1 ? 'a day' : `${days} days`} without this failure, until “${title}” ${turned ? 'switched its code on' : `touched \`${path}\``}.`;
    },
  );
}
