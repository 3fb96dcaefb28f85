import { headerEnd } from '../events/header.ts';
import { stripAnsi } from '../lines/ansi.ts';
import { replaceSensitive } from '../redact/redactor.ts';
import { joinShapes, type Shape } from './cluster.ts';
import { createMasker, leadOf, type Masked, mark, markText, wordsOf } from './mask.ts';

/** A template and how many lines it has. */
export interface Template {
  readonly id: number;
  readonly count: number;
  /** The constant words, variable parts as `<*>`. */
  readonly template: string;
}

/** Groups lines by their constant words, as they stream by. */
export interface TemplateMiner {
  /**
   * Counts a raw line.
   *
   * @param from where its message begins, when that is known.
   * @returns its group for now; {@link groupOf} tells in which template it ended, once all lines are in.
   */
  add(line: string, from?: number): number;
  /** The id of the template that a group ended in. */
  groupOf(group: number): number;
  /** All templates, most frequent first. */
  templates(): Template[];
}

/** Places in which shapes are remembered by hash, the newest of each place; a power of two. */
const rememberedSlots = 1 << 16;
/** Templates kept apart; beyond, new shapes are told by their first word and length only. */
const maxTemplates = 5_000;
const wildcard = String.fromCharCode(mark);
const firstReview = 256;

/**
 * Mines templates from raw lines of any system with one setting; memory is bounded by templates, not by lines.
 *
 * A line loses its header (`headerEnd`) and is masked (`createMasker`); lines whose masked text is the same share a group,
 * found by hash. Whenever the groups have doubled, shapes that differ in variable words are joined (`joinShapes`).
 */
export function createTemplateMiner(): TemplateMiner {
  const mask = createMasker();
  const parents: number[] = [];
  const counts: number[] = [];
  /** Hash, check and group plus one of each remembered shape. */
  const remembered = new Int32Array(3 * rememberedSlots);
  let shapes: Shape[] = [];
  const exact = new Map<string, number>();
  let wild = new Map<string, Shape[]>();
  const overflow = new Map<string, number>();
  let reviewAt = firstReview;

  function groupOf(group: number): number {
    let root = group;
    while (parents[root] !== root) root = parents[root] ?? root;
    let at = group;
    while (parents[at] !== root && parents[at] !== undefined) {
      const next = parents[at]!;
      parents[at] = root;
      at = next;
    }
    return root;
  }

  function review(): void {
    shapes = joinShapes(shapes, (into, from) => {
      const root = groupOf(into.id);
      const other = groupOf(from.id);
      parents[other] = root;
      counts[root] = (counts[root] ?? 0) + (counts[other] ?? 0);
    });
    wild = new Map();
    exact.clear();
    for (const shape of shapes) remember(shape);
    reviewAt = shapes.length + Math.max(firstReview, shapes.length >> 1);
  }

  function remember(shape: Shape): void {
    const key = wildKey(shape.words.length, shape.words[0] ?? '');
    const peers = wild.get(key) ?? [];
    wild.set(key, peers);
    // One without a wildcard is found by its words alone.
    if (shape.words.includes(wildcard)) peers.push(shape);
    exact.set(shape.words.join(' '), shape.id);
  }

  function groupFor(masked: Masked, message: string): number {
    const isFull = shapes.length >= maxTemplates;
    const lead = isFull ? leadOf(masked) : undefined;
    if (lead && !wild.has(wildKey(lead.count, lead.first))) return overflowGroup(lead.count, lead.first);
    const words = wordsOf(masked);
    const known = knownGroup(words);
    if (known !== undefined) return known;
    if (isFull) return overflowGroup(words.length, words[0] ?? '');
    // What is secret or personal is variable, whole. Looked for before a shape is kept, and in the text as it was: what
    // is left of a secret once its digits are masked is no longer known for one.
    const clean = replaceSensitive(message, () => wildcard);
    if (clean === message) return newGroup(words);
    const cleanWords = wordsOf(mask(clean, 0));
    return knownGroup(cleanWords) ?? newGroup(cleanWords);
  }

  function knownGroup(words: readonly string[]): number | undefined {
    const same = exact.get(words.join(' '));
    return same ?? wild.get(wildKey(words.length, words[0] ?? ''))?.find((shape) => fits(shape.words, words))?.id;
  }

  function newGroup(words: string[]): number {
    const id = parents.length;
    parents.push(id);
    counts.push(0);
    const shape = { id, words };
    shapes.push(shape);
    remember(shape);
    return id;
  }

  /** Past the limit a new shape counts with those of its first word and length; past that limit too, of its length. */
  function overflowGroup(count: number, told: string): number {
    const first = shapes.length < 2 * maxTemplates && /^[a-z]{1,30}[:.,]?$/i.test(told) ? told : wildcard;
    const key = `${count} ${first}`;
    const known = overflow.get(key);
    if (known !== undefined) return known;
    const words = [first, ...new Array<string>(count - 1).fill(wildcard)];
    const group = exact.get(words.join(' ')) ?? newGroup(words);
    overflow.set(key, group);
    return group;
  }

  function add(raw: string, start?: number): number {
    const line = start === undefined ? stripAnsi(raw) : raw;
    const from = start ?? headerEnd(line);
    const masked = mask(line, from);
    const slot = 3 * (masked.hash & (rememberedSlots - 1));
    const seen = remembered[slot + 2]! - 1;
    if (seen >= 0 && remembered[slot] === masked.hash && remembered[slot + 1] === masked.check) {
      counts[seen] = (counts[seen] ?? 0) + 1;
      return seen;
    }
    const { hash, check } = masked;
    const group = groupOf(groupFor(masked, line.slice(from)));
    remembered[slot] = hash;
    remembered[slot + 1] = check;
    remembered[slot + 2] = group + 1;
    counts[group] = (counts[group] ?? 0) + 1;
    if (shapes.length >= reviewAt) review();
    return group;
  }

  function templates(): Template[] {
    review();
    return shapes
      .map(({ id, words }) => ({ id: groupOf(id), count: totalOf(id), template: readable(words) }))
      .sort((a, b) => b.count - a.count || a.id - b.id);
  }

  function totalOf(id: number): number {
    return counts[groupOf(id)] ?? 0;
  }

  return { add, groupOf, templates };
}

/** Shapes that may match share their length and first constant word. */
function wildKey(count: number, first: string): string {
  return `${count} ${first.includes(wildcard) ? '' : first}`;
}

function fits(shape: readonly string[], words: readonly string[]): boolean {
  return shape.every((word, at) => word === wildcard || word === words[at]);
}

function readable(words: readonly string[]): string {
  return words.join(' ').replaceAll(wildcard, markText);
}
