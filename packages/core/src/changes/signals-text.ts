import { type Lexis, relevance, tellingTerms } from './lexical.ts';
import type { Context, Explanation, Signal } from './signal.ts';
import { quoteList } from './signal.ts';
import type { Place } from './types.ts';

const every: Lexis['kinds'] = ['word', 'identifier', 'phrase'];

const titleLexis: Lexis = { fields: { title: 1 }, kinds: every, b: 0.3 };
const wholeLexis: Lexis = {
  fields: { title: 3, added: 2, removed: 2, context: 1, path: 1, body: 1 },
  kinds: every,
  b: 0.4,
};

/** Relevance that counts as a full match even when nothing else comes near: keeps one shared everyday word from looking like proof. */
const fullRelevance = 6;

/** Shared words that a sentence chooses from. */
const maxNamed = 12;

/** A log shares words with a change by chance more often than a person's account does. Expert judgement. */
const logTrust = 0.65;

/** Words of the symptom met in the title and in the change as a whole, relative to the best change. */
export function textSignals(context: Context): Signal[] {
  return [
    textSignal(context, 'title', titleLexis, (terms) => `Its title shares ${terms} with the symptom.`),
    textSignal(context, 'words', wholeLexis, (terms) => `The change speaks of ${terms}, as the symptom does.`),
  ];
}

function textSignal(
  context: Context,
  id: 'title' | 'words',
  lexis: Lexis,
  sentence: (terms: string) => string,
): Signal {
  const raw = relevance(context.corpus, lexis);
  const best = raw.reduce((most, value) => Math.max(most, value), fullRelevance);
  const trust = context.symptom.parts.some((part) => part.isLog) ? logTrust : 1;
  return {
    id,
    values: raw.map((value) => (trust * value) / best),
    explain: (index) => explain(context, index, lexis, sentence),
  };
}

function explain(context: Context, index: number, lexis: Lexis, sentence: (terms: string) => string): Explanation {
  const { query, scans } = context.corpus;
  const found = tellingTerms(context.corpus, index, lexis).filter((term) => query.terms[term]!.kind !== 'phrase');
  const named = withoutParts(found.slice(0, maxNamed).map((term) => query.terms[term]!.text));
  const wide = lexis.fields.added !== undefined;
  const places = wide ? found.slice(0, 4).flatMap((term) => placeOf(scans[index]!, term)) : [];
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
