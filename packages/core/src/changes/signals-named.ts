import { type NamedThing, namedThings } from './named.ts';
import type { Context, Signal } from './signal.ts';
import { partsOf } from './terms.ts';
import type { Place } from './types.ts';

interface Met {
  readonly thing: NamedThing;
  readonly terms: readonly number[];
  readonly removed: number;
  readonly added: number;
}

/** What the error itself complains of, met in the change: removed by it, or written by it. */
export function namedSignals(context: Context): Signal[] {
  const wanted = namedThings(context.symptom).map((thing) => ({ thing, terms: termsOf(context, thing.name) }));
  const met = context.changes.map((_, index) =>
    wanted.flatMap(({ thing, terms }) => meet(context, index, thing, terms)),
  );
  const gone = met.map((list) => list.filter((one) => one.removed > one.added));
  const written = met.map((list) => list.filter((one) => one.added > 0));
  return [
    namedSignal(
      context,
      'removed-name',
      gone,
      'removed',
      (names) => `The error misses ${names}, which this change removes.`,
    ),
    namedSignal(
      context,
      'named',
      written,
      'added',
      (names) => `The error complains of ${names}, which this change writes.`,
    ),
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
  return added + removed > 0 ? [{ thing, terms, added, removed }] : [];
}

function namedSignal(
  context: Context,
  id: 'removed-name' | 'named',
  met: readonly (readonly Met[])[],
  side: Place['side'],
  sentence: (names: string) => string,
): Signal {
  return {
    id,
    values: met.map((list) => (list.length > 0 ? 1 : 0)),
    explain: (index) => {
      const list = met[index]!;
      const scan = context.corpus.scans[index]!;
      const places = list.flatMap((one) => scan.place(one.terms.at(-1)!, side) ?? []);
      return {
        text: sentence(
          list
            .slice(0, 3)
            .map((one) => `the ${one.thing.kind} \`${one.thing.name}\``)
            .join(', '),
        ),
        evidence: [...new Set(list.flatMap((one) => one.thing.evidence))],
        places: places.slice(0, 4),
      };
    },
  };
}
