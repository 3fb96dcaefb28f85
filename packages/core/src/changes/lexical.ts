import type { Field, Scan } from './scan.ts';
import type { Query, Term } from './terms.ts';

/** Scans of all changes, with what they say about the rarity of terms. */
export interface Corpus {
  readonly query: Query;
  readonly scans: readonly Scan[];
  /** How many of the changes hold a term. */
  readonly holders: Float64Array;
  /** Rarity of a term over the changes: ln(1 + (N − n + ½) / (n + ½)), as in BM25. */
  readonly idf: Float64Array;
}

/** Weighs every term by how few of the changes hold it. */
export function corpusOf(query: Query, scans: readonly Scan[]): Corpus {
  const holders = new Float64Array(query.terms.length);
  for (const scan of scans) for (const term of scan.met) holders[term] = holders[term]! + 1;
  const idf = holders.map((n) => Math.log(1 + (scans.length - n + 0.5) / (n + 0.5)));
  return { query, scans, holders, idf };
}

/** What part of the terms a signal looks at, and where. */
export interface Lexis {
  /** Fields, and how often a word in each counts. */
  readonly fields: Readonly<Partial<Record<Field, number>>>;
  readonly kinds: readonly Term['kind'][];
  /** BM25's length normalisation, 0 (none) to 1 (full). */
  readonly b: number;
}

const saturation = 1.2;

/**
 * BM25 of each change over some fields and kinds of term (Robertson and Zaragoza 2009, k1 = 1.2), each
 * term weighed by how much the symptom leans on it and by the root of how often it says it.
 */
export function relevance(corpus: Corpus, lexis: Lexis): number[] {
  const fields = Object.entries(lexis.fields) as [Field, number][];
  const lengths = corpus.scans.map((scan) => sum(fields.map(([field, times]) => times * scan.words(field))));
  const mean = sum(lengths) / Math.max(1, lengths.length) || 1;
  return corpus.scans.map((scan, index) => {
    const norm = saturation * (1 - lexis.b + (lexis.b * lengths[index]!) / mean);
    let total = 0;
    for (const term of scan.met) {
      const { kind, weight, times } = corpus.query.terms[term]!;
      if (!lexis.kinds.includes(kind)) continue;
      let count = 0;
      for (const [field, each] of fields) count += each * scan.count(term, field);
      total += (weight * Math.sqrt(times) * corpus.idf[term]! * count * (saturation + 1)) / (count + norm);
    }
    return total;
  });
}

/** The terms that carry a relevance, most telling first. */
export function tellingTerms(corpus: Corpus, index: number, lexis: Lexis): number[] {
  const scan = corpus.scans[index]!;
  const worth = (term: number) => corpus.query.terms[term]!.weight * corpus.idf[term]!;
  return scan.met
    .filter((term) => lexis.kinds.includes(corpus.query.terms[term]!.kind))
    .filter((term) => (Object.keys(lexis.fields) as Field[]).some((field) => scan.count(term, field) > 0))
    .sort((a, b) => worth(b) - worth(a) || a - b);
}

/** The symptom's words and names that the change alone speaks of, by how much the symptom leans on them, most first. */
export function termsAlone(corpus: Corpus, index: number): number[] {
  const { terms } = corpus.query;
  return corpus.scans[index]!.met.filter((term) => corpus.holders[term] === 1 && terms[term]!.kind !== 'phrase').sort(
    (a, b) => terms[b]!.weight - terms[a]!.weight || a - b,
  );
}

/** Share of the symptom's words, by weight and rarity, that the change speaks of anywhere. 0 to 1. */
export function coverage(corpus: Corpus, index: number): number {
  const worth = (term: number) => {
    const { kind, weight } = corpus.query.terms[term]!;
    return kind === 'phrase' ? 0 : weight * corpus.idf[term]!;
  };
  const all = sum(corpus.query.terms.map((_, term) => worth(term)));
  return all === 0 ? 0 : sum(corpus.scans[index]!.met.map(worth)) / all;
}

/** How much the words of the change's title tell, by weight and rarity, whatever the other titles say: ln(1 + Σ weight × rarity). */
export function titleEvidence(corpus: Corpus, index: number): number {
  const { terms } = corpus.query;
  const scan = corpus.scans[index]!;
  return Math.log1p(
    sum(
      scan.met
        .filter((term) => terms[term]!.kind !== 'phrase' && scan.count(term, 'title') > 0)
        .map((term) => terms[term]!.weight * corpus.idf[term]!),
    ),
  );
}

/** Sum of the values; 0 of none. */
export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
