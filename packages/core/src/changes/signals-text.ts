import { type Lexis, relevance, sum, tellingTerms, termsAlone } from './lexical.ts';
import type { Context, Explanation, Signal } from './signal.ts';
import { quoteList } from './signal.ts';
import type { Place } from './types.ts';

const every: Lexis['kinds'] = ['word', 'identifier', 'phrase'];

const titleLexis: Lexis = { fields: { title: 1 }, kinds: every, b: 0.3 };
const wholeFields: Lexis['fields'] = { title: 3, added: 2, removed: 2, context: 1, path: 1, body: 1 };

/** What `scripts/learn-weights.ts` chooses with the weights. */
export interface TextSettings {
  /** How far the length of a change counts against it, 0 to 1 (BM25's `b`). */
  readonly lengthCounts: number;
  /** Relevance that counts as a full match even when nothing else comes near: keeps one shared everyday word from looking like proof. */
  readonly fullRelevance: number;
}

/** As they were chosen last. */
export const textSettings: TextSettings = { lengthCounts: 0.2, fullRelevance: 6 };

/** Weight of words of its own that counts as a full match even when no change has more. */
const fullAlone = 3;

/** Shared words that a sentence chooses from. */
const maxNamed = 12;

/**
 * A log shares words with a change by chance more often than a person's account does, and a single word with a single change as a
 * rule. Expert judgement.
 */
const logTrust = { shared: 0.65, alone: 0 };

/** Words of the symptom met in the title, in the change as a whole and in this change alone, relative to the best change. */
export function textSignals(context: Context, { lengthCounts, fullRelevance }: TextSettings = textSettings): Signal[] {
  const wholeLexis: Lexis = { fields: wholeFields, kinds: every, b: lengthCounts };
  return [
    textSignal(context, 'title', titleLexis, fullRelevance, (terms) => `Its title shares ${terms} with the symptom.`),
    textSignal(
      context,
      'words',
      wholeLexis,
      fullRelevance,
      (terms) => `The change speaks of ${terms}, as the symptom does.`,
    ),
    aloneSignal(context),
  ];
}

function textSignal(
  context: Context,
  id: 'title' | 'words',
  lexis: Lexis,
  full: number,
  sentence: (terms: string) => string,
): Signal {
  return {
    id,
    values: relative(relevance(context.corpus, lexis), full, trustIn(context, logTrust.shared)),
    explain: (index) => {
      const found = tellingTerms(context.corpus, index, lexis);
      return explain(context, index, found, lexis.fields.added !== undefined, sentence);
    },
  };
}

function aloneSignal(context: Context): Signal {
  const { query, scans } = context.corpus;
  const own = scans.map((_, index) => termsAlone(context.corpus, index));
  const worth = own.map((terms) => sum(terms.map((term) => query.terms[term]!.weight)));
  return {
    id: 'alone',
    values: relative(worth, fullAlone, trustIn(context, logTrust.alone)),
    explain: (index) =>
      explain(context, index, own[index]!, true, (terms) => `No other of the changes speaks of ${terms}.`),
  };
}

function trustIn({ symptom }: Context, inLog: number): number {
  return symptom.parts.some((part) => part.isLog) ? inLog : 1;
}

/** Of the best change, or of `full` where that is more. */
function relative(raw: readonly number[], full: number, trust: number): number[] {
  const best = raw.reduce((most, value) => Math.max(most, value), full);
  return raw.map((value) => (trust * value) / best);
}

function explain(
  context: Context,
  index: number,
  terms: readonly number[],
  isInDiff: boolean,
  sentence: (terms: string) => string,
): Explanation {
  const { query, scans } = context.corpus;
  const found = terms.filter((term) => query.terms[term]!.kind !== 'phrase');
  const named = withoutParts(found.slice(0, maxNamed).map((term) => query.terms[term]!.text));
  const places = isInDiff ? found.slice(0, 4).flatMap((term) => placeOf(scans[index]!, term)) : [];
  return {
    text: sentence(quoteList(named)),
    evidence: [...new Set(found.slice(0, 6).flatMap((term) => query.terms[term]!.evidence))],
    places: distinct(places).slice(0, 4),
  };
}

function placeOf(scan: Context['corpus']['scans'][number], term: number): Place[] {
  const place = scan.place(term, 'added') ?? scan.place(term, 'removed');
  return place === undefined ? [] : [place];
}

/** Leaves out the parts of a longer name that stands before them: `price` beside `price_old`. */
function withoutParts(texts: readonly string[]): string[] {
  return texts.filter(
    (text) => !texts.some((other) => other.length > text.length && other.toLowerCase().includes(text.toLowerCase())),
  );
}

/** Places without repeats of the same line. */
export function distinct(places: readonly Place[]): Place[] {
  const seen = new Map(places.map((place) => [`${place.path}:${place.side}:${place.line}`, place]));
  return [...seen.values()];
}
