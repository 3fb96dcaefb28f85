import type { Alert } from '../../incident/alert.ts';
import type { LogPattern } from '../../incident/evidence.ts';
import { type Beginning, beginningOf, failsFromStart, noveltyOf, onsetOf } from './onset.ts';
import { alertWords, salienceOf } from './salience.ts';
import { foreignServices } from './services.ts';
import type { Tally } from './tally.ts';

const hour = 3_600_000;
/** Warnings of one pattern that begin: beside them a few old errors are not why the alert fired. */
const repeated = 5;

/** All patterns of a log, most telling first. */
export interface Ranking {
  readonly patterns: readonly {
    readonly tally: Tally;
    readonly novelty: LogPattern['novelty'];
    readonly salience: number;
  }[];
  readonly onset?: number;
  /** The log fails from its first line on: when the trouble began lies before it. */
  readonly failsFromStart: boolean;
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** Services other than the alert's, when the log holds several and the alert's is one of them. */
  readonly foreign: readonly string[];
}

/** Ranks patterns by salience. Ties go to the earlier line, so the order is always the same. */
export function rankPatterns(tallies: readonly Tally[], alert: Alert | undefined): Ranking {
  const span = spanOf(tallies);
  const words = alertWords(alert);
  const foreign = foreignServices(
    tallies.flatMap(({ service }) => service ?? []),
    alert,
  );
  const total = tallies.reduce((sum, { count }) => sum + count, 0);
  const maxErrors = Math.max(1, ...tallies.filter(isFailing).map(({ count }) => count));
  const weigh = (tally: Tally, novelty: LogPattern['novelty']) =>
    salienceOf(tally, {
      novelty,
      words,
      maxErrors,
      total,
      foreign: tally.service !== undefined && foreign.includes(tally.service),
    });
  const beginnings = new Map(tallies.map((tally) => [tally, span && beginningOf(tally, span.startsAt, span.endsAt)]));
  const firedAt = firedWithin(alert, span);
  const onset = onsetOf(
    beginningsOfFailures(tallies, beginnings, (tally, kind, at) => weigh(tally, kind) * nearness(at, firedAt)),
  );
  const patterns = tallies
    .map((tally) => {
      const novelty = noveltyOf(tally, onset?.at, beginnings.get(tally));
      return { tally, novelty, salience: weigh(tally, novelty) };
    })
    .sort((a, b) => b.salience - a.salience || a.tally.firstLine - b.tally.firstLine);
  return { patterns, foreign, failsFromStart: onset?.kind === 'start', ...(onset && { onset: onset.at }), ...span };
}

/** Failing patterns that begin, or that were there from the first line on where no other failure explains the alert better. */
function beginningsOfFailures(
  tallies: readonly Tally[],
  beginnings: ReadonlyMap<Tally, Beginning | undefined>,
  weigh: (tally: Tally, novelty: LogPattern['novelty'], at: number) => number,
) {
  const failing = tallies.filter(
    (tally) => isFailing(tally) || tally.level === 'warn' || tally.frames.length > 0 || tally.slowedAt !== undefined,
  );
  const ranked = failing
    .flatMap((tally) => {
      const beginning = beginnings.get(tally);
      if (!beginning) return [];
      return [{ beginning, weight: weigh(tally, beginning.kind === 'burst' ? 'burst' : 'new', beginning.at) }];
    })
    .sort((a, b) => b.weight - a.weight || a.beginning.at - b.beginning.at);
  const total = tallies.reduce((sum, { count }) => sum + count, 0);
  const hasOther = ranked.some(({ beginning: { tally } }) => isFailing(tally) || tally.count >= repeated);
  const fromStart = failing
    .filter((tally) => isFailing(tally) && !beginnings.get(tally))
    .flatMap((tally) => failsFromStart(tally, total, hasOther) ?? [])
    .map((beginning) => ({ beginning, weight: weigh(beginning.tally, 'new', beginning.tally.lastAt ?? beginning.at) }))
    .sort((a, b) => b.weight - a.weight || a.beginning.at - b.beginning.at)[0];
  const leads = fromStart && fromStart.weight >= (ranked[0]?.weight ?? 0);
  return leads ? [fromStart, ...ranked] : ranked;
}

/** When the alert fired, where the log's clock agrees with the alert's: the log is of that time, within an hour. */
function firedWithin(
  alert: Alert | undefined,
  span: { startsAt: number; endsAt: number } | undefined,
): number | undefined {
  const firedAt = alert ? Date.parse(alert.firedAt) : Number.NaN;
  return span && firedAt >= span.startsAt - hour && firedAt <= span.endsAt + hour ? firedAt : undefined;
}

/** The longer before the alert something began, or the later after it, the less likely it is why the alert fired. */
function nearness(at: number, firedAt: number | undefined): number {
  if (firedAt === undefined) return 1;
  const before = (firedAt - at) / hour;
  if (before < -0.5) return 0.6;
  return before <= 2 ? 1 : before <= 12 ? 0.9 : 0.6;
}

function isFailing({ level }: Tally): boolean {
  return level === 'fatal' || level === 'error';
}

function spanOf(tallies: readonly Tally[]): { startsAt: number; endsAt: number } | undefined {
  let startsAt = Number.POSITIVE_INFINITY;
  let endsAt = Number.NEGATIVE_INFINITY;
  for (const { firstAt, lastAt } of tallies) {
    if (firstAt !== undefined && firstAt < startsAt) startsAt = firstAt;
    if (lastAt !== undefined && lastAt > endsAt) endsAt = lastAt;
  }
  return Number.isFinite(startsAt) ? { startsAt, endsAt } : undefined;
}
