import { rankPatterns } from '../digest/rank-patterns.ts';
import { readEvents } from '../digest/read-events.ts';
import type { Anchor } from './fill-budget.ts';

const maxPatterns = 400;

/** The first event of each pattern of an application's log, weighed by salience. */
export async function appAnchors(batches: AsyncIterable<string[]>): Promise<Anchor[]> {
  const { tallies } = await readEvents(batches, undefined);
  const { patterns } = rankPatterns(tallies.all(), undefined);
  return patterns.slice(0, maxPatterns).map(({ tally, salience }, shape) => ({
    number: tally.firstLine,
    weight: salience,
    shape,
    // Where one line holds the whole trace (JSON), only that line exists.
    around: tally.example
      .filter(({ offset }) => offset < tally.exampleLines)
      .map(({ offset, text }) => ({ number: tally.firstLine + offset, text })),
  }));
}
