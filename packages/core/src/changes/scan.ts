import { pathsOfHeader } from './patch.ts';
import { pairKey, type Query } from './terms.ts';
import type { Place, RankableChange } from './types.ts';

/** Where in a change a term was met. */
export const fields = ['added', 'removed', 'context', 'title', 'body', 'path'] as const;
export type Field = (typeof fields)[number];

const fieldCount = fields.length;
const [ADDED, REMOVED, CONTEXT, TITLE, BODY, PATH] = [0, 1, 2, 3, 4, 5];
const maxWordLength = 80;

/** What was met of a query in one change. */
export interface Scan {
  /** Times the term stands in the field. */
  count(term: number, field: Field): number;
  /** Terms met anywhere, ascending. */
  readonly met: readonly number[];
  /** Words in the field. */
  words(field: Field): number;
  /** The first place of the term among added or removed lines. */
  place(term: number, side: 'added' | 'removed'): Place | undefined;
}

/**
 * Looks for the terms of a query in changes, in one pass over their text and without building words:
 * each word is hashed as it is read, and compared as text only when the hash is known.
 */
export function createScanner(query: Query): (change: RankableChange) => Scan {
  const table = new Map<number, { spelling: string; term: number }[]>();
  const filter = new Uint8Array(65_536);
  for (const [spelling, term] of query.spellings) {
    const hash = hashOf(spelling);
    filter[hash & 0xffff] = 1;
    const bucket = table.get(hash);
    if (bucket === undefined) table.set(hash, [{ spelling, term }]);
    else bucket.push({ spelling, term });
  }
  const find = (hash: number, text: string, from: number, to: number): number => {
    if (filter[hash & 0xffff] === 0) return -1;
    const bucket = table.get(hash);
    if (bucket === undefined) return -1;
    const word = plainWord(text.slice(from, to));
    return bucket.find((entry) => entry.spelling === word)?.term ?? -1;
  };
  return (change) => {
    const tally = new Tally(query, find);
    tally.read(change.title, 0, change.title.length, TITLE);
    if (change.body !== undefined) tally.read(change.body, 0, Math.min(change.body.length, 20_000), BODY);
    for (const file of change.files) tally.read(file.path, 0, file.path.length, PATH);
    if (change.patch !== undefined) tally.readPatch(change.patch);
    return tally;
  };
}

class Tally implements Scan {
  readonly #query: Query;
  readonly #find: (hash: number, text: string, from: number, to: number) => number;
  readonly #counts: Uint16Array;
  readonly #words = new Float64Array(fieldCount);
  readonly #places = new Map<number, { path: string; line: number; start: number; end: number }>();
  #patch = '';
  #path = '';
  #line = 0;
  #lineStart = 0;
  #lineEnd = 0;
  #met: number[] | undefined;

  constructor(query: Query, find: (hash: number, text: string, from: number, to: number) => number) {
    this.#query = query;
    this.#find = find;
    this.#counts = new Uint16Array(query.terms.length * fieldCount);
  }

  get met(): readonly number[] {
    this.#met ??= this.#query.terms.flatMap((_, term) =>
      this.#counts.subarray(term * fieldCount, (term + 1) * fieldCount).some((count) => count > 0) ? [term] : [],
    );
    return this.#met;
  }

  count(term: number, field: Field): number {
    return this.#counts[term * fieldCount + fields.indexOf(field)] ?? 0;
  }

  words(field: Field): number {
    return this.#words[fields.indexOf(field)]!;
  }

  place(term: number, side: 'added' | 'removed'): Place | undefined {
    const found = this.#places.get(term * 2 + (side === 'added' ? 0 : 1));
    if (found === undefined) return undefined;
    const text = this.#patch.slice(found.start, Math.min(found.end, found.start + 240)).trim();
    return { path: found.path, line: found.line, side, text };
  }

  readPatch(patch: string): void {
    this.#patch = patch;
    let oldLine = 0;
    let newLine = 0;
    let inHunk = false;
    for (let start = 0; start < patch.length; ) {
      const newline = patch.indexOf('\n', start);
      const end = newline < 0 ? patch.length : newline;
      const first = patch.charCodeAt(start);
      this.#lineStart = start + 1;
      this.#lineEnd = end;
      if (first === 100 && patch.startsWith('diff --git ', start)) {
        this.#path = pathsOfHeader(patch.slice(start, end)).path;
        inHunk = false;
      } else if (first === 64 && patch.startsWith('@@ -', start)) {
        inHunk = true;
        const header = patch.slice(start, Math.min(end, start + 60));
        const numbers = /^@@ -(\d{1,9})[,\d]{0,10} \+(\d{1,9})/.exec(header);
        oldLine = Number(numbers?.[1] ?? 0);
        newLine = Number(numbers?.[2] ?? 0);
        const heading = patch.indexOf('@@', start + 2);
        if (heading > 0 && heading < end) this.read(patch, heading + 2, end, CONTEXT);
      } else if (inHunk && first === 43) {
        this.#line = newLine++;
        this.read(patch, start + 1, end, ADDED);
      } else if (inHunk && first === 45) {
        this.#line = oldLine++;
        this.read(patch, start + 1, end, REMOVED);
      } else if (inHunk) {
        oldLine++;
        newLine++;
        this.read(patch, start + 1, end, CONTEXT);
      }
      start = end + 1;
    }
  }

  /** Reads words of letters, digits and `_`, each whole and in its camelCase and snake_case parts. */
  read(text: string, from: number, to: number, field: number): void {
    let words = 0;
    let previous = -1;
    let at = from;
    while (at < to) {
      while (at < to && !isWord(text.charCodeAt(at))) at++;
      if (at >= to) break;
      if (at > from && !joins(text, at)) previous = -1;
      const runStart = at;
      let run = offset;
      let part = offset;
      let partStart = at;
      let parts = 0;
      while (at < to) {
        const code = text.charCodeAt(at);
        if (!isWord(code)) break;
        if (code === 95 || (at > partStart && startsPart(text, at, code))) {
          if (at > partStart) {
            previous = this.#hit(part, text, partStart, at, field, previous);
            parts++;
          }
          part = offset;
          partStart = code === 95 ? at + 1 : at;
        }
        if (code !== 95) {
          const lower = code >= 65 && code <= 90 ? code | 32 : code;
          part = Math.imul(part ^ lower, prime);
          run = Math.imul(run ^ lower, prime);
        }
        at++;
      }
      if (at > partStart) {
        previous = this.#hit(part, text, partStart, at, field, previous);
        parts++;
      }
      words += parts;
      if (parts > 1 && at - runStart <= maxWordLength) {
        const term = this.#find(run, text, runStart, at);
        if (term >= 0) this.#note(term, field);
      }
    }
    this.#words[field] = this.#words[field]! + words;
  }

  #hit(hash: number, text: string, from: number, to: number, field: number, previous: number): number {
    const term = this.#find(hash, text, from, to);
    if (term < 0) return -1;
    this.#note(term, field);
    if (previous >= 0) {
      const phrase = this.#query.phrases.get(pairKey(previous, term));
      if (phrase !== undefined) this.#note(phrase, field);
    }
    return term;
  }

  #note(term: number, field: number): void {
    const index = term * fieldCount + field;
    if (this.#counts[index]! < 65_535) this.#counts[index] = this.#counts[index]! + 1;
    if (field > REMOVED || this.#places.has(term * 2 + field)) return;
    this.#places.set(term * 2 + field, {
      path: this.#path,
      line: this.#line,
      start: this.#lineStart,
      end: this.#lineEnd,
    });
  }
}

// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
const offset = 0x811c9dc5 | 0;
const prime = 16_777_619;

function hashOf(word: string): number {
  let hash = offset;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  return hash;
}

function plainWord(word: string): string {
  return word.replaceAll('_', '').toLowerCase();
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** Neighbouring words are joined by a single separator such as a space, dash, dot or slash. */
function joins(text: string, at: number): boolean {
  return at >= 2 && isWord(text.charCodeAt(at - 2));
}

/** A capital behind a small letter or digit, or before a small letter inside capitals: `aB`, `ABc`. */
function startsPart(text: string, at: number, code: number): boolean {
  if (code < 65 || code > 90) return false;
  const before = text.charCodeAt(at - 1);
  if (before < 65 || before > 90) return before !== 95;
  const after = text.charCodeAt(at + 1);
  return after >= 97 && after <= 122;
}
