import { dependenciesOf } from './dependencies.ts';
import { type NamedThing, namedThings } from './named.ts';
import { type Context, quoteList, type Signal } from './signal.ts';
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

/** A dependency whose version the change moves, and whose name stands in the symptom. */
export function dependencySignal(context: Context): Signal {
  const { query } = context.corpus;
  const inSymptom = (name: string) => {
    const words = name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2 && !plainDependencyWords.has(word));
    return words.length > 0 && words.every((word) => query.spellings.has(word));
  };
  const met = context.changes.map((change, index) =>
    dependenciesOf(change.title, change.files, () => context.patchOf(index)).filter((one) => inSymptom(one.name)),
  );
  return {
    id: 'dependency',
    values: met.map((list) => (list.length > 0 ? 1 : 0)),
    explain: (index) => ({
      text: `It changes the dependency ${quoteList(met[index]!.map((one) => one.name))}, which the symptom names.`,
      evidence: [],
      places: met[index]!.flatMap((one) => one.place ?? []).slice(0, 4),
    }),
  };
}

const plainDependencyWords = new Set([
  'core',
  'common',
  'api',
  'client',
  'server',
  'starter',
  'lib',
  'utils',
  'test',
  'types',
  'plugin',
  'sdk',
  'java',
  'node',
  'python',
  'runtime',
]);
