import { pathsOfHeader } from './patch.ts';
import { pairKey, type Query } from './terms.ts';
import type { Place, RankableChange } from './types.ts';

/** Where in a change a term was met. */
export const fields = ['added', 'removed', 'context', 'title', 'body', 'path'] as const;
/** One of `fields`. */
export type Field = (typeof fields)[number];

const fieldCount = fields.length;
const [ADDED, REMOVED, CONTEXT, TITLE, BODY, PATH] = [0, 1, 2, 3, 4, 5];
const maxWordLength = 80;
const [PLUS, MINUS, SPACE] = [43, 45, 32];

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
  const tally = new Tally(query, find);
  return (change) => {
    tally.read(change.title, 0, change.title.length, TITLE);
    tally.readOperators(change.title);
    if (change.body !== undefined) tally.read(change.body, 0, Math.min(change.body.length, 20_000), BODY);
    for (const file of change.files) tally.read(file.path, 0, file.path.length, PATH);
    if (change.patch !== undefined) tally.readPatch(change.patch);
    return tally.take(change.patch ?? '');
  };
}

/** Numbers of a place: where its file's header and its line begin and end in the patch, and the line's number. */
const placeSize = 5;

/** What was met, packed: a thousand changes with a thousand terms each are kept at a time. */
class PackedScan implements Scan {
  readonly met: readonly number[];
  readonly #counts: Uint16Array;
  readonly #words: Float64Array;
  readonly #places: Int32Array;
  readonly #patch: string;

  constructor(met: readonly number[], counts: Uint16Array, words: Float64Array, places: Int32Array, patch: string) {
    this.met = met;
    this.#counts = counts;
    this.#words = words;
    this.#places = places;
    this.#patch = patch;
  }

  count(term: number, field: Field): number {
    const at = this.#indexOf(term);
    return at < 0 ? 0 : this.#counts[at * fieldCount + fields.indexOf(field)]!;
  }

  words(field: Field): number {
    return this.#words[fields.indexOf(field)]!;
  }

  place(term: number, side: 'added' | 'removed'): Place | undefined {
    const at = this.#indexOf(term);
    const from = (at * 2 + (side === 'added' ? 0 : 1)) * placeSize;
    const [headerStart = 0, headerEnd = 0, start = 0, end = 0, line = 0] = this.#places.subarray(
      from,
      from + placeSize,
    );
    if (at < 0 || end === 0) return undefined;
    const text = this.#patch.slice(start, Math.min(end, start + 240)).trim();
    const { path, previousPath } = pathsOfHeader(this.#patch.slice(headerStart, headerEnd));
    return { path: side === 'removed' ? previousPath : path, line, side, text };
  }

  #indexOf(term: number): number {
    let [low, high] = [0, this.met.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.met[middle]!;
      if (found === term) return middle;
      if (found < term) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** Counts in one change after the other; {@link Tally.take} hands over what was counted and starts anew. */
class Tally {
  readonly #query: Query;
  readonly #find: (hash: number, text: string, from: number, to: number) => number;
  readonly #counts: Uint16Array;
  readonly #places: Int32Array;
  readonly #words = new Float64Array(fieldCount);
  readonly #met = new Set<number>();
  #patch = '';
  #headerStart = 0;
  #headerEnd = 0;
  #inHunk = false;
  #oldLine = 0;
  #newLine = 0;
  #line = 0;
  #lineStart = 0;
  #lineEnd = 0;
  #previous = -1;

  constructor(query: Query, find: (hash: number, text: string, from: number, to: number) => number) {
    this.#query = query;
    this.#find = find;
    this.#counts = new Uint16Array(query.terms.length * fieldCount);
    this.#places = new Int32Array(query.terms.length * 2 * placeSize);
  }

  take(patch: string): Scan {
    const met = [...this.#met].sort((a, b) => a - b);
    const counts = new Uint16Array(met.length * fieldCount);
    const places = new Int32Array(met.length * 2 * placeSize);
    met.forEach((term, at) => {
      const [from, to] = [term * fieldCount, (term + 1) * fieldCount];
      counts.set(this.#counts.subarray(from, to), at * fieldCount);
      this.#counts.fill(0, from, to);
      const [start, end] = [term * 2 * placeSize, (term + 1) * 2 * placeSize];
      places.set(this.#places.subarray(start, end), at * 2 * placeSize);
      this.#places.fill(0, start, end);
    });
    const scan = new PackedScan(met, counts, this.#words.slice(), places, patch);
    this.#met.clear();
    this.#words.fill(0);
    this.#inHunk = false;
    return scan;
  }

  readOperators(title: string): void {
    for (const [operator, term] of this.#query.operators) if (title.includes(operator)) this.#note(term, TITLE!);
  }

  readPatch(patch: string): void {
    this.#patch = patch;
    let start = 0;
    while (start < patch.length) {
      const newline = patch.indexOf('\n', start);
      const end = newline < 0 ? patch.length : newline;
      if (patch.startsWith('diff --git ', start)) this.#enterFile(start, end);
      else if (patch.startsWith('@@ -', start)) this.#enterHunk(start, end);
      else if (this.#inHunk) this.#readLine(start, end);
      start = end + 1;
    }
  }

  #enterFile(start: number, end: number): void {
    this.#headerStart = start;
    this.#headerEnd = end;
    this.#inHunk = false;
  }

  #enterHunk(start: number, end: number): void {
    const numbers = /^@@ -(\d{1,9})[,\d]{0,10} \+(\d{1,9})/.exec(this.#patch.slice(start, Math.min(end, start + 60)));
    this.#oldLine = Number(numbers?.[1] ?? 0);
    this.#newLine = Number(numbers?.[2] ?? 0);
    this.#inHunk = true;
    const heading = this.#patch.indexOf('@@', start + 2);
    if (heading > 0 && heading < end) this.read(this.#patch, heading + 2, end, CONTEXT!);
  }

  #readLine(start: number, end: number): void {
    this.#lineStart = start + 1;
    this.#lineEnd = end;
    const sign = this.#patch.charCodeAt(start);
    if (sign === PLUS) {
      this.#line = this.#newLine++;
      this.read(this.#patch, start + 1, end, ADDED!);
    } else if (sign === MINUS) {
      this.#line = this.#oldLine++;
      this.read(this.#patch, start + 1, end, REMOVED!);
    } else if (sign === SPACE) {
      this.#oldLine++;
      this.#newLine++;
      this.read(this.#patch, start + 1, end, CONTEXT!);
    }
  }

  /** Reads words of letters, digits and `_`, each whole and in its camelCase and snake_case parts. */
  read(text: string, from: number, to: number, field: number): void {
    this.#previous = -1;
    let end = from;
    let at = from;
    while (at < to) {
      if (classOf(text.charCodeAt(at)) === NONE) {
        at++;
        continue;
      }
      // Neighbours are joined by a single separator: a space, dash, dot or slash.
      if (at - end > 1) this.#previous = -1;
      at = end = this.#readWord(text, at, to, field);
    }
  }

  /** Reads the word that begins at `from` and answers where it ends. */
  #readWord(text: string, from: number, to: number, field: number): number {
    let at = from;
    let word = offset;
    let part = offset;
    let partStart = from;
    let parts = 0;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      const kind = classOf(code);
      if (kind === NONE) break;
      if (kind === UNDERSCORE || (kind === UPPER && at > partStart && startsPart(text, at))) {
        if (at > partStart) {
          this.#hit(part, text, partStart, at, field);
          parts++;
        }
        part = offset;
        partStart = at;
      }
      if (kind === UNDERSCORE) {
        partStart = at + 1;
        continue;
      }
      const lower = kind === UPPER ? code | 32 : code;
      part = Math.imul(part ^ lower, prime);
      word = Math.imul(word ^ lower, prime);
    }
    if (at > partStart) {
      this.#hit(part, text, partStart, at, field);
      parts++;
    }
    this.#words[field] = this.#words[field]! + parts;
    if (parts > 1 && at - from <= maxWordLength) {
      const term = this.#find(word, text, from, at);
      if (term >= 0) this.#note(term, field);
    }
    return at;
  }

  #hit(hash: number, text: string, from: number, to: number, field: number): void {
    const term = this.#find(hash, text, from, to);
    if (term >= 0) {
      this.#note(term, field);
      const phrase = this.#previous < 0 ? undefined : this.#query.phrases.get(pairKey(this.#previous, term));
      if (phrase !== undefined) this.#note(phrase, field);
    }
    this.#previous = term;
  }

  #note(term: number, field: number): void {
    const index = term * fieldCount + field;
    const before = this.#counts[index]!;
    if (before === 0) this.#met.add(term);
    if (before < 65_535) this.#counts[index] = before + 1;
    const place = (term * 2 + field) * placeSize;
    if (field > REMOVED || this.#places[place + 3] !== 0) return;
    this.#places[place] = this.#headerStart;
    this.#places[place + 1] = this.#headerEnd;
    this.#places[place + 2] = this.#lineStart;
    this.#places[place + 3] = this.#lineEnd;
    this.#places[place + 4] = this.#line;
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

const [NONE, LOWER, UPPER, UNDERSCORE] = [0, 1, 2, 3];
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[a-z0-9]/.test(char)) return LOWER!;
  if (/[A-Z]/.test(char)) return UPPER!;
  return char === '_' ? UNDERSCORE! : NONE!;
});

function classOf(code: number): number {
  return code < 128 ? classes[code]! : 0;
}

/** A capital behind a small letter or digit, or before a small letter inside capitals: `aB`, `ABc`. */
function startsPart(text: string, at: number): boolean {
  if (classOf(text.charCodeAt(at - 1)) !== UPPER) return true;
  const after = text.charCodeAt(at + 1);
  return after >= 97 && after <= 122;
}
