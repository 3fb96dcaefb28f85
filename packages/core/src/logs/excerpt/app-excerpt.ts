import { rankPatterns } from '../digest/rank-patterns.ts';
import { readEvents } from '../digest/read-events.ts';
import type { Tally } from '../digest/tally.ts';
import { thrownIn } from '../events/stack-lines.ts';
import type { Anchor } from './fill-budget.ts';

const maxPatterns = 400;
const coreLines = 5;

/**
 * The first event of each pattern of an application's log, weighed by salience: its core first (message, exceptions,
 * causes), the rest of its stack trace at half the weight. Access lines of one status say the same.
 */
export async function appAnchors(batches: AsyncIterable<string[]>): Promise<Anchor[]> {
  const { tallies } = await readEvents(batches, undefined);
  const { patterns } = rankPatterns(tallies.all(), undefined);
  return patterns.slice(0, maxPatterns).flatMap(({ tally, salience }, at) => {
    const shape = tally.status === undefined ? 2 * at : -tally.status;
    return [
      { number: tally.exampleLine, weight: salience, shape, around: numbered(tally, coreOf(tally)) },
      { number: tally.exampleLine, weight: salience / 3, shape: 2 * at + 1, around: numbered(tally, tally.example) },
    ];
  });
}

/** The message, and what was thrown: the outermost exception and the innermost causes. */
function coreOf(tally: Tally): Tally['example'] {
  const [message, ...rest] = tally.example;
  const heads = rest.filter(({ text }) => /^\s*(?:Caused by:|---> )/.test(text) || thrownIn(text) !== undefined);
  const told = heads.length > coreLines ? [heads[0]!, ...heads.slice(1 - coreLines)] : heads;
  return message ? [message, ...told] : [];
}

/** Where one line holds the whole trace (JSON), only that line exists in the log. */
function numbered(tally: Tally, lines: Tally['example']): Anchor['around'] {
  return lines
    .filter(({ offset }) => offset < tally.exampleLines)
    .map(({ offset, text }) => ({ number: tally.exampleLine + offset, text }));
}
