import { dependenciesOf } from './dependencies.ts';
import { type Context, quoteList, type Signal } from './signal.ts';

/** Value when the symptom's text names the dependency; 1 when the stack trace passes through it. */
const namedOnly = 0.6;

/** A dependency whose version the change moves, and which the stack trace or the symptom's text names. */
export function dependencySignal(context: Context): Signal {
  const inFrames = new Set(context.frames.flatMap((frame) => wordsOf(`${frame.file ?? ''} ${frame.symbol}`)));
  const met = context.changes.map((change, index) =>
    dependenciesOf(change.title, change.files, () => context.patchOf(index)).flatMap((moved) => {
      const words = wordsOf(moved.name).filter((word) => !plainWords.has(word));
      if (words.length === 0) return [];
      if (words.every((word) => inFrames.has(word))) return [{ ...moved, words, value: 1 }];
      const spoken = words.every((word) => context.corpus.query.spellings.has(word));
      return spoken ? [{ ...moved, words, value: namedOnly }] : [];
    }),
  );
  return {
    id: 'dependency',
    values: met.map((list) => Math.max(0, ...list.map(({ value }) => value))),
    explain: (index) => {
      const list = [...met[index]!].sort((a, b) => b.value - a.value);
      const where = list[0]!.value === 1 ? 'which the stack trace passes through' : 'which the symptom names';
      return {
        text: `It changes the dependency ${quoteList(list.map(({ name }) => name))}, ${where}.`,
        evidence: evidenceOf(context, list[0]!.words),
        places: list.flatMap(({ place }) => place ?? []).slice(0, 4),
      };
    },
  };
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
}

function evidenceOf({ corpus }: Context, words: readonly string[]) {
  const terms = words.flatMap((word) => corpus.query.spellings.get(word) ?? []);
  return [...new Set(terms.flatMap((term) => corpus.query.terms[term]!.evidence))].slice(0, 4);
}

/** Parts of dependency names that tell nothing alone. */
const plainWords = new Set(
  'api boot client common core framework java js lib node org plugin python runtime sdk server spring starter test types utils web'.split(
    ' ',
  ),
);
