import { mark } from './mask.ts';

/** A shape of line: constant words, and words that hold a mark. Clustering overwrites words that turn out variable. */
export interface Shape {
  readonly id: number;
  readonly words: string[];
}

const wildcard = String.fromCharCode(mark);

/** Words after which a name follows. */
const cues =
  /^(?:user|for|from|to|by|file|host|node|pod|container|image|service|job|task|thread|session|key|name|named|module|class|table|column|database|db|topic|queue|bucket|path|url|uri|id|in|on|at|of|with|client|server|domain|tenant|customer|account|group|role|device|interface|port|package|version|method|function|command|namespace|using|via|into|as|address|endpoint|ruser|account|object|attribute|property|parameter|field|index|partition|broker|member|peer|leader|worker|executor|stage|application|container)$/i;

const passes = 4;
const maxPairWords = 40;

/**
 * Finds shapes that differ in a variable word only, and joins them.
 *
 * Shapes that agree on all words but one stand in one bucket; the place where they differ is a variable when its words
 * look like names, follow a word that announces one, or are many. The same is done with two places left out where most
 * of the line is constant. Each pass sees the wildcards the pass before it found.
 *
 * @param join called for each pair; the first absorbs the second.
 * @returns the shapes that remain.
 */
export function joinShapes(shapes: readonly Shape[], join: (into: Shape, from: Shape) => void): Shape[] {
  let left = [...shapes];
  for (let pass = 0; pass < passes; pass++) {
    const before = left.length;
    left = leaveOut(left, join, onePlace);
    left = leaveOut(left, join, twoPlaces);
    if (left.length === before) break;
  }
  return left;
}

/** Calls back with the places to leave out: one, or two (`second` is -1 for one). */
type Places = (words: readonly string[], visit: (first: number, second: number) => void) => void;

function onePlace(words: readonly string[], visit: (first: number, second: number) => void): void {
  if (words.length > 1) for (let place = 0; place < words.length; place++) visit(place, -1);
}

function twoPlaces(words: readonly string[], visit: (first: number, second: number) => void): void {
  if (words.length < 6 || words.length > maxPairWords || words.filter(isConstant).length < 5) return;
  for (let first = 0; first < words.length; first++) {
    if (words[first] === wildcard) continue;
    for (let second = first + 1; second < words.length; second++) {
      if (words[second] !== wildcard) visit(first, second);
    }
  }
}

interface Bucket {
  readonly places: readonly number[];
  readonly members: Shape[];
}

/** Slots of each of the two tables that tell which keys are met twice; a power of two. */
const slots = 1 << 22;

function otherSlot(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 10;
}

/**
 * One round: buckets of shapes that agree but for the places left out, largest first. A first run over the keys only
 * counts them in tables of fixed size, so that the many keys met once cost no memory.
 */
function leaveOut(shapes: readonly Shape[], join: (into: Shape, from: Shape) => void, places: Places): Shape[] {
  const met = new Uint8Array(slots);
  const again = new Uint8Array(slots);
  eachKey(shapes, places, (_, key) => {
    const slot = key & (slots - 1);
    const other = otherSlot(key);
    if (met[slot]! < 2) met[slot]!++;
    if (again[other]! < 2) again[other]!++;
  });
  const buckets = new Map<number, Bucket>();
  eachKey(shapes, places, (shape, key, first, second) => {
    if (met[key & (slots - 1)]! < 2 || again[otherSlot(key)]! < 2) return;
    const bucket = buckets.get(key);
    if (bucket) bucket.members.push(shape);
    else buckets.set(key, { places: second < 0 ? [first] : [first, second], members: [shape] });
  });
  const absorbed = new Set<Shape>();
  const candidates = [...buckets.values()].filter(({ members }) => members.length > 1);
  candidates.sort((a, b) => b.members.length - a.members.length);
  for (const bucket of candidates) absorb(bucket, absorbed, join);
  return shapes.filter((shape) => !absorbed.has(shape));
}

/** Keys of 32 bits: a sum of the words' hashes without those left out. Equal words are compared before shapes join. */
function eachKey(
  shapes: readonly Shape[],
  places: Places,
  visit: (shape: Shape, key: number, first: number, second: number) => void,
): void {
  for (const shape of shapes) {
    const hashes = shape.words.map((word, place) => Math.imul(hashOf(word) ^ (place * 0x9e37), 0x85ebca6b));
    const sum = hashes.reduce((total, hash) => (total + hash) | 0, shape.words.length);
    places(shape.words, (first, second) => {
      const rest = sum - hashes[first]! - (second < 0 ? 0 : hashes[second]!);
      const mixed = Math.imul(rest ^ (rest >>> 15) ^ (first * 101 + second * 10_007), 0xc2b2ae35);
      visit(shape, (mixed ^ (mixed >>> 13)) | 0, first, second);
    });
  }
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash;
}

function absorb(bucket: Bucket, absorbed: Set<Shape>, join: (into: Shape, from: Shape) => void): void {
  // A wildcard found earlier in this pass has changed the words of some members: they no longer belong.
  const members = bucket.members.filter((shape) => !absorbed.has(shape));
  const first = members[0];
  if (first === undefined || members.length < 2) return;
  const key = keyWithout(first.words, bucket.places);
  const same = members.filter((shape) => keyWithout(shape.words, bucket.places) === key);
  if (same.length < 2 || !bucket.places.every((place) => isVariable(same, place, bucket.places.length))) return;
  for (const place of bucket.places) {
    if (same.some(({ words }) => words[place] !== first.words[place])) first.words[place] = wildcardLike(same, place);
  }
  for (const other of same.slice(1)) {
    absorbed.add(other);
    join(first, other);
  }
}

/** A mark, with the affixes all words share at their ends: `(<*>)`, `<*>,`. */
function wildcardLike(members: readonly Shape[], place: number): string {
  const word = members[0]!.words[place]!;
  const tail = /[\])},;:.]+$/.exec(word)?.[0] ?? '';
  const head = /^[[({]+/.exec(word)?.[0] ?? '';
  const share = members.every(({ words }) => words[place]!.startsWith(head) && words[place]!.endsWith(tail));
  return share && head.length + tail.length < word.length ? head + wildcard + tail : wildcard;
}

function keyWithout(words: readonly string[], gone: readonly number[]): string {
  let key = `${words.length} ${gone.join()}`;
  for (let at = 0; at < words.length; at++) if (!gone.includes(at)) key += ` ${words[at]}`;
  return key;
}

function isConstant(word: string): boolean {
  return !word.includes(wildcard) && /[A-Za-z]{2}/.test(word);
}

/** Whether what the members say at a place is a variable's values rather than different messages. */
function isVariable(members: readonly Shape[], place: number, places: number): boolean {
  const words = members[0]!.words;
  const values = new Set(members.map((shape) => shape.words[place]!));
  if (values.size < 2) return true;
  const others = words.filter((word, at) => at !== place && isConstant(word)).length;
  if (others === 0) return false;
  let names = 0;
  for (const value of values) {
    if (value === wildcard) return true;
    if (looksLikeName(value)) names++;
  }
  const before = words[place - 1];
  const announced = before !== undefined && (cues.test(before) || /[:=(["']$/.test(before));
  // With another place left out too, two plain words are more likely two messages than two names.
  const told = places > 1 && values.size < 3 && [...values].every((value) => /^[a-z]+$/.test(value));
  if (announced && others > 1 && !told) return true;
  if (names * 3 >= values.size * 2 && others > 1) return true;
  const needed = place === 0 ? 20 : others > 2 ? 4 : 5;
  return values.size >= needed;
}

/** Marked, or with the inner punctuation and capitals of names rather than words. */
function looksLikeName(word: string): boolean {
  return word.includes(wildcard) || /[A-Za-z][._/@\\$:-][A-Za-z]|[a-z][A-Z]|[^\x20-\x7e]/.test(word);
}
