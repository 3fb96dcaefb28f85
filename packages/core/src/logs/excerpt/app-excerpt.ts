import { rankPatterns } from '../digest/rank-patterns.ts';
import { readEvents } from '../digest/read-events.ts';
import type { Tally } from '../digest/tally.ts';
import { kindsOfLines } from '../events/line-kinds.ts';
import { thrownIn } from '../events/stack-lines.ts';
import type { Anchor } from './fill-budget.ts';

const maxPatterns = 400;
const coreLines = 5;
/** Of a log of so many lines, what stands beside the lines that matter takes the room that they leave. */
const shortLog = 1000;
const before = 10;
const after = 10;
/** Steps of libraries in which an error came up, after what was thrown. */
const innermost = 2;

/**
 * One event of each pattern of an application's log, weighed by salience: its core first (message, exceptions, causes), then what
 * it says besides and the steps of our own code at half the weight, the steps of libraries, and of a short log the lines beside it
 * last. Access lines of one status say the same.
 */
export async function appAnchors(batches: AsyncIterable<string[]>): Promise<Anchor[]> {
  const begins: string[] = [];
  const { tallies } = await readEvents(keeping(batches, begins), undefined);
  const besides = begins.length > shortLog ? [] : begins.map((text, index) => ({ number: index + 1, text }));
  const { patterns } = rankPatterns(tallies.all(), undefined);
  return patterns.slice(0, maxPatterns).flatMap(({ tally, salience }, at) => {
    const number = tally.exampleLines[0]!;
    const kinds = kindsOfLines(tally.example.map(({ text }) => text));
    const isInnermost = (index: number) => kinds.slice(Math.max(0, index - innermost), index).includes('message');
    const said = tally.example.filter((_, index) => kinds[index] !== 'library' || isInnermost(index));
    const shape = tally.status === undefined ? 3 * at : -tally.status;
    return [
      { number, weight: salience, shape, around: numbered(tally, coreOf(tally)) },
      { number, weight: salience / 2, shape: 3 * at + 1, around: numbered(tally, said) },
      { number, weight: salience / 100, shape: 3 * at + 2, around: numbered(tally, tally.example) },
      { number, weight: salience / 1000, shape: 3 * at + 2, around: besides.slice(number, number + after) },
      {
        number,
        weight: salience / 1000,
        shape: 3 * at + 2,
        around: besides.slice(Math.max(0, number - before), number),
      },
    ];
  });
}

/** Copies the beginning of a log, and a line more than a short one has. */
async function* keeping(batches: AsyncIterable<string[]>, begins: string[]): AsyncIterable<string[]> {
  for await (const batch of batches) {
    if (begins.length <= shortLog) begins.push(...batch.slice(0, shortLog + 1 - begins.length));
    yield batch;
  }
}

/** The message, and what was thrown: the outermost exception and the innermost causes. */
function coreOf(tally: Tally): Tally['example'] {
  const [message, ...rest] = tally.example;
  const heads = rest.filter(({ text }) => /^\s*(?:Caused by:|---> )/.test(text) || thrownIn(text) !== undefined);
  const told = heads.length > coreLines ? [heads[0]!, ...heads.slice(1 - coreLines)] : heads;
  return message ? [message, ...told] : [];
}

/** The lines with their places in the log. Where one line holds the whole trace (JSON), only that line exists there. */
function numbered({ exampleLines }: Tally, lines: Tally['example']): Anchor['around'] {
  return lines.flatMap(({ offset, text }) => {
    const number = exampleLines[offset];
    return number === undefined ? [] : [{ number, text }];
  });
}
