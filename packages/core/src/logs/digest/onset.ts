import type { LogPattern } from '../../incident/evidence.ts';
import { riseOf } from './histogram.ts';
import type { Tally } from './tally.ts';

/**
 * When a pattern began to matter: its first event where it is new to the log or there from the start, the start of its
 * rise where it bursts.
 */
export interface Beginning {
  readonly tally: Tally;
  readonly kind: 'new' | 'burst' | 'start';
  readonly at: number;
}

const minute = 60_000;
const together = 15 * minute;

/** How a pattern departs from the log before it; `undefined` when it does not. */
export function beginningOf(tally: Tally, startsAt: number, endsAt: number): Beginning | undefined {
  if (tally.firstAt === undefined) return undefined;
  const settled = startsAt + Math.min(10 * minute, (endsAt - startsAt) * 0.04);
  if (tally.firstAt > settled) return { tally, kind: 'new', at: tally.firstAt };
  const rise = riseOf(tally.histogram, startsAt) ?? tally.slowedAt;
  return rise === undefined ? undefined : { tally, kind: 'burst', at: Math.max(rise, tally.firstAt) };
}

/**
 * When the trouble began: the beginning of the leading failing pattern, or of a nearly as telling one up to 15 minutes
 * before it.
 *
 * @param ranked failing patterns that begin, most telling first, with what they weigh.
 */
export function onsetOf(
  ranked: readonly { readonly beginning: Beginning; readonly weight: number }[],
): { readonly at: number; readonly kind: Beginning['kind'] } | undefined {
  const leading = ranked[0];
  if (!leading) return undefined;
  let onset = leading.beginning.at;
  for (const { beginning, weight } of ranked) {
    const near = leading.beginning.at - beginning.at <= together;
    if (near && weight >= leading.weight * 0.8 && beginning.at < onset) onset = beginning.at;
  }
  return { at: onset, kind: leading.beginning.kind };
}

/** Events of a pattern that fails from the first line on, of all events: below, errors that long stand beside normal work. */
const leastShare = 0.1;

/** A log that fails from its first line on: the failing pattern, when it is not a rare one beside normal work. */
export function failsFromStart(tally: Tally, total: number, hasOther: boolean): Beginning | undefined {
  if (tally.firstAt === undefined) return undefined;
  const isMuch = tally.count >= Math.max(5, leastShare * total);
  return isMuch || !hasOther ? { tally, kind: 'start', at: tally.firstAt } : undefined;
}

/** `new` first seen at the onset, or up to two minutes before, `burst` its rate jumped there, else `steady`. */
export function noveltyOf(
  tally: Tally,
  onset: number | undefined,
  beginning: Beginning | undefined,
): LogPattern['novelty'] {
  if (onset === undefined) return 'steady';
  const begins = beginning?.at ?? tally.firstAt;
  if (begins === undefined || begins < onset - 2 * minute) return 'steady';
  return beginning?.kind === 'burst' ? 'burst' : 'new';
}
