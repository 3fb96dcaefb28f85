import type { EvidenceId } from '../incident/index.ts';
import { innermostSteps, kindsOfLines } from '../logs/events/line-kinds.ts';
import { stopWords } from './stop-words.ts';
import type { Symptom } from './types.ts';

/** A word, identifier or pair of neighbouring words of the symptom, to be looked for in the changes. */
export interface Term {
  /** Lower case, without separators: `priceold`; a phrase has a space. */
  readonly key: string;
  /** As the symptom writes it. */
  readonly text: string;
  /** `identifier`: a name of several parts, a code such as `ORA-00904`, or a quoted word. */
  readonly kind: 'word' | 'identifier' | 'phrase';
  /** How much the symptom leans on it, 0 to 1: the first parts weigh more, library frames less. */
  weight: number;
  /** How often the symptom writes it, at most 6; 1 where there is a log, whose repetition tells nothing. */
  times: number;
  readonly evidence: EvidenceId[];
}

/** The terms of a symptom, and how to find them in a stream of words. */
export interface Query {
  readonly terms: readonly Term[];
  /** Lower-case spelling (plural and tense variants included) → index in `terms`. */
  readonly spellings: ReadonlyMap<string, number>;
  /** Two neighbouring word terms, as `a * terms.length + b` over word indexes → index of the phrase. */
  readonly phrases: ReadonlyMap<number, number>;
  /** Operators such as `||` → index in `terms`. They are looked for in titles only: in code they are everywhere. */
  readonly operators: ReadonlyMap<string, number>;
}

/** Key of a pair of word terms in `Query.phrases`. */
export function pairKey(first: number, second: number): number {
  return first * 65_536 + second;
}

const maxPartLength = 8_000;
const maxTerms = 1_500;
const maxTimes = 6;
/** What a term keeps of its weight: in a stack frame, as a pair of words, as an everyday word of a log, as what the log always says. */
const kept = { frame: 0.35, phrase: 0.7, logWord: 0.5, usual: 0.4 };

/** Text that names no thing of the code: links, hashes, times, placeholders. */
const noise =
  /https?:\/\/[^\s)>\]]{1,300}|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,22}\b|\b\d{4}-\d\d-\d\d[T ][\d:.,]{5,15}Z?|\b(?=[0-9a-f]{0,39}\d)[0-9a-f]{12,64}\b|\[(?:URL|REF|SHA|LINK|CHANGE)\]/gi;

/** An operator of a language, written as a word of its own. */
const operator = /(?<=[\s`'"(]|^)(?:\|\||&&|\?\?|\?\.|\+\+=?|\*\*|<<|>>|!=|=~|:=|\.\.\.?|\|>|<=>|===?)(?=[\s`'")]|$)/g;

/** Splits one identifier into its parts: `HTTPServerV2` → `HTTP`, `Server`, `V2`. */
export function partsOf(identifier: string): string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .split('_')
    .filter(Boolean);
}

/**
 * The searchable terms of a symptom: words of the error and of steps of our own code, never of a library's. Bounded:
 * at most 8,000 characters of each part, 1,500 terms.
 */
export function queryOf(symptom: Symptom): Query {
  const builder = new Builder(
    new Set((symptom.usual ?? []).slice(0, 200).flatMap((text) => plainStems(text.slice(0, 600)))),
  );
  const repeats = !symptom.parts.some(({ isLog }) => isLog);
  symptom.parts.forEach((part, index) => {
    const lines = part.text.slice(0, maxPartLength).replace(noise, ' ').split('\n');
    const weight = part.weight ?? 1 / (1 + 0.08 * index);
    const kinds = kindsOfLines(lines);
    const inner = innermostSteps(lines, kinds);
    lines.forEach((line, at) => {
      if (kinds[at] === 'library' || (kinds[at] === 'own-frame' && !inner.has(at))) return;
      builder.addLine(line, {
        weight: weight * (kinds[at] === 'own-frame' ? kept.frame : 1),
        word: part.isLog ? kept.logWord : 1,
        id: part.id,
        repeats,
      });
    });
  });
  return builder.query();
}

function plainStems(text: string): string[] {
  return (text.match(/[A-Za-z]{2,80}/g) ?? []).flatMap((run) => partsOf(run).map((part) => stem(part.toLowerCase())));
}

/** How a line's terms count. */
interface Telling {
  readonly weight: number;
  /** What an everyday word of the line keeps of that weight. */
  readonly word: number;
  readonly id: EvidenceId | undefined;
  /** Whether saying it again tells more: a report repeats what matters, a log and its alert whatever is loud. */
  readonly repeats: boolean;
}

class Builder {
  readonly #usual: ReadonlySet<string>;
  readonly #terms: Term[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #spellings = new Map<string, number>();
  readonly #phrases = new Map<number, number>();
  readonly #operators = new Map<string, number>();

  constructor(usual: ReadonlySet<string>) {
    this.#usual = usual;
  }

  addLine(line: string, telling: Telling): void {
    const { weight, word } = telling;
    this.#addOperators(line, telling);
    const quoted = quotedWords(line);
    let previous = -1;
    let end = -2;
    for (const match of line.matchAll(/[A-Za-z0-9_]+/g)) {
      const run = match[0].slice(0, 80);
      const parts = partsOf(run);
      const name = parts.length > 1 || /[A-Za-z]\d|\d[A-Za-z]/.test(run) || quoted.has(run);
      if (parts.length > 1) this.#put(joined(parts), run, 'identifier', weight, telling);
      if (match.index - end > 3) previous = -1;
      for (const part of parts) {
        const key = part.toLowerCase();
        if (!tells(key)) {
          previous = -1;
          continue;
        }
        const kind = name && parts.length === 1 ? 'identifier' : 'word';
        const term = this.#put(key, part, kind, weight * (name ? 1 : word), telling);
        this.#pair(previous, term, weight * word, telling);
        previous = term;
      }
      end = match.index + match[0].length;
    }
  }

  #addOperators(line: string, telling: Telling): void {
    for (const [text] of line.matchAll(operator)) {
      const term = this.#put(text, text, 'identifier', telling.weight, telling);
      if (term >= 0) this.#operators.set(text, term);
    }
  }

  query(): Query {
    return { terms: this.#terms, spellings: this.#spellings, phrases: this.#phrases, operators: this.#operators };
  }

  #put(key: string, text: string, kind: Term['kind'], full: number, { id, repeats }: Telling): number {
    const base = kind === 'phrase' ? key : stem(key);
    const weight = full * (kind === 'word' && this.#usual.has(base) ? kept.usual : 1);
    const known = this.#byKey.get(base);
    if (known !== undefined) {
      const term = this.#terms[known]!;
      term.weight = Math.max(term.weight, weight);
      if (repeats) term.times = Math.min(maxTimes, term.times + 1);
      if (id !== undefined && !term.evidence.includes(id) && term.evidence.length < 4) term.evidence.push(id);
      return known;
    }
    if (this.#terms.length >= maxTerms) return -1;
    const index = this.#terms.push({ key, text, kind, weight, times: 1, evidence: id === undefined ? [] : [id] }) - 1;
    this.#byKey.set(base, index);
    if (kind !== 'phrase') for (const spelling of spellingsOf(key, base)) this.#spellings.set(spelling, index);
    return index;
  }

  #pair(first: number, second: number, weight: number, telling: Telling): void {
    if (first < 0 || second < 0 || first === second) return;
    const [a, b] = [this.#terms[first]!, this.#terms[second]!];
    const phrase = this.#put(`${a.key} ${b.key}`, `${a.text} ${b.text}`, 'phrase', weight * kept.phrase, telling);
    if (phrase >= 0) this.#phrases.set(pairKey(first, second), phrase);
  }
}

function joined(parts: readonly string[]): string {
  return parts.join('').toLowerCase();
}

/** Single words in quotes or backticks: what a writer marks as a name. */
function quotedWords(line: string): Set<string> {
  return new Set(Array.from(line.matchAll(/[`'"‘“]([A-Za-z_]\w{2,60})['"`’”]/g), (match) => match[1]!));
}

function tells(key: string): boolean {
  if (key.length < 2 || stopWords.has(key)) return false;
  return !/^\d+$/.test(key) || (key.length >= 4 && key.length <= 6);
}

/** What may follow a stem. */
const endings =
  ' e s es ed ing er ers or ors ion ions al ly able ment ments ate ates ated ating ation ations ator ators'.split(' ');

/** `dirs`, `libs`: short names of code are written in the plural as often as not. */
const shortPlural = /^[a-z]{2}[a-rtv-z]s$/;

function stem(key: string): string {
  if (shortPlural.test(key)) return key.slice(0, 3);
  if (key.length < 5 || /\d/.test(key)) return key;
  const plain = key
    .replace(/ies$/, 'y')
    .replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, '')
    .replace(/e$/, '');
  return plain.length < 7 ? plain : plain.replace(/(?<=[a-z]{4})(?:ation|ator|ion|at|ment|able|ly|er|or|al)$/, '');
}

function spellingsOf(key: string, base: string): string[] {
  if (shortPlural.test(`${base}s`)) return [base, `${base}s`];
  if (base === key && (key.length < 4 || /\d/.test(key))) return [key];
  const plain = endings.map((ending) => base + ending);
  return base.endsWith('y') ? [key, ...plain, `${base.slice(0, -1)}ies`] : [key, ...plain];
}
