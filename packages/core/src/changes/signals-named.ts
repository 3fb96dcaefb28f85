import { type Drop, droppedBy, plainName, undefinedBy } from './drops.ts';
import { type NamedThing, namedThings } from './named.ts';
import type { Context, Explanation, Signal } from './signal.ts';
import { partsOf } from './terms.ts';
import type { Place } from './types.ts';

/** Value of a missing name that the change merely mentions less than before. */
const fewerMentions = 0.4;

interface Met {
  readonly thing: NamedThing;
  readonly terms: readonly number[];
  readonly removed: number;
  readonly added: number;
  /** The statement or line that takes the name away. */
  readonly drop: Drop | undefined;
}

/** What the error itself complains of, met in the change: taken away by it, or written by it. */
export function namedSignals(context: Context): Signal[] {
  const wanted = namedThings(context.symptom).map((thing) => ({ thing, terms: termsOf(context, thing.name) }));
  const met = context.changes.map((_, index) => {
    const found = wanted.flatMap(({ thing, terms }) => meet(context, index, thing, terms));
    return found.length > 0 ? withDrops(found, context, index) : found;
  });
  const gone = met.map((list) =>
    list.filter(({ drop, removed, added }) => drop !== undefined || removed > added).sort(droppedFirst),
  );
  const written = met.map((list) => list.filter(({ added, drop }) => added > 0 && drop === undefined));
  return [
    {
      id: 'removed-name',
      values: gone.map(([first]) => (first === undefined ? 0 : first.drop === undefined ? fewerMentions : 1)),
      explain: (index) => explainGone(context, index, gone[index]!),
    },
    {
      id: 'named',
      values: written.map((list) => (list.length > 0 ? 1 : 0)),
      explain: (index) =>
        explained(
          context,
          index,
          written[index]!,
          'added',
          (names) => `The error complains of ${names}, which this change writes.`,
        ),
    },
  ];
}

function termsOf(context: Context, name: string): number[] {
  const { spellings } = context.corpus.query;
  return name.split(/[^A-Za-z0-9_]+/).flatMap((run) => {
    const term = spellings.get(partsOf(run).join('').toLowerCase());
    return term === undefined ? [] : [term];
  });
}

function meet(context: Context, index: number, thing: NamedThing, terms: readonly number[]): Met[] {
  if (terms.length === 0) return [];
  const scan = context.corpus.scans[index]!;
  const added = Math.min(...terms.map((term) => scan.count(term, 'added')));
  const removed = Math.min(...terms.map((term) => scan.count(term, 'removed')));
  return added + removed > 0 ? [{ thing, terms, added, removed, drop: undefined }] : [];
}

function withDrops(found: readonly Met[], context: Context, index: number): Met[] {
  const files = context.patchOf(index);
  const drops = files.flatMap(droppedBy);
  const undefineds = files.flatMap(undefinedBy);
  return found.map((one) => {
    if (!one.thing.missing) return one;
    const name = plainName(one.thing.name);
    const drop =
      drops.find((candidate) => candidate.name === name) ??
      (one.thing.kind === 'table' ? drops.find((candidate) => isTableOf(name, candidate)) : undefined) ??
      (one.added === 0 ? undefineds.find((candidate) => candidate.name === name) : undefined);
    return { ...one, drop };
  });
}

/** Frameworks put the name of their app before a model's: `bookings_seat` is the table of `Seat`. */
function isTableOf(table: string, { name }: Drop): boolean {
  return name.length > 3 && (table.endsWith(name) || table.endsWith(`${name}s`));
}

function droppedFirst(a: Met, b: Met): number {
  return Number(b.drop !== undefined) - Number(a.drop !== undefined);
}

function explainGone(context: Context, index: number, list: readonly Met[]): Explanation {
  const { thing, drop } = list[0]!;
  if (drop === undefined) {
    return explained(
      context,
      index,
      list,
      'removed',
      (names) => `The error misses ${names}, which this change mentions less than before.`,
    );
  }
  return {
    text: `The error misses the ${thing.kind} \`${thing.name}\`, which this change ${drop.how}.`,
    evidence: thing.evidence,
    places: [drop.place],
  };
}

function explained(
  context: Context,
  index: number,
  list: readonly Met[],
  side: Place['side'],
  sentence: (names: string) => string,
): Explanation {
  const scan = context.corpus.scans[index]!;
  const names = list.slice(0, 3).map((one) => `the ${one.thing.kind} \`${one.thing.name}\``);
  return {
    text: sentence(names.join(', ')),
    evidence: [...new Set(list.flatMap((one) => one.thing.evidence))],
    places: list.flatMap((one) => scan.place(one.terms.at(-1)!, side) ?? []).slice(0, 4),
  };
}
