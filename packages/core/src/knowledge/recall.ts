import type { KnowledgeEntry } from './entry.ts';
import { words } from './words.ts';

/** What is known of the incident at hand. */
export interface RecallSymptom {
  /** Alert texts and log templates, or whatever a user typed. */
  readonly text: string;
  readonly failureMode?: string;
  readonly service?: string;
}

/** A past incident that resembles the one at hand. */
export interface Recalled {
  readonly id: string;
  /** 0 to 1. */
  readonly score: number;
  /** One sentence: the words, mode or service they share. */
  readonly why: string;
}

/** What one occurrence of a word in a field counts: titles and symptoms are chosen words, bodies are talk. */
const fieldWeight = { title: 3, symptoms: 2.5, tags: 2, culprit: 1, resolution: 1, body: 0.7 } as const;
type Field = keyof typeof fieldWeight;

/** BM25's usual constants: saturation of repeats, and how much a long field is discounted. */
const k1 = 1.2;
const b = 0.6;

/** Three fully distinctive shared words make 63 %, if they are all that either side has to say. */
const wordScale = 3;
/** What a word shared only with the talk of an entry adds to the overlap, where a chosen word adds 1. */
const talkShare = 0.3;
/** What shared words count for when both failure modes are known and differ: another disease with a like symptom. */
const otherMode = 0.6;
const modeScore = 0.35;
const serviceScore = 0.1;
/** Below this a likeness is chance: one common word among many. */
const leastScore = 0.06;

/** From here on a past incident is worth a reader's time; below, only a search should show it. */
export const TELLING_LIKENESS = 0.25;

/**
 * Past incidents like this one, best first; the unlike are left out.
 *
 * Words are weighed by field-wise BM25 (BM25F: Robertson, Zaragoza and Taylor, CIKM 2004) with idf scaled to 0–1, and
 * count by the share of the shorter side that they make up (overlap coefficient), since a long log shares some words
 * with everything. Agreement of failure mode and service joins as independent evidence (noisy or). Linear in the size
 * of the knowledge base.
 */
export function recall(symptom: RecallSymptom, entries: readonly KnowledgeEntry[]): Recalled[] {
  const wanted = new Set(words(withoutFrames(symptom.text.slice(0, 200_000))));
  const seen = new Map<string, readonly string[]>();
  const documents = entries.map((entry) => countsOf(entry, wanted, seen));
  const idf = idfOf(wanted, documents);
  const mean = meanLengths(documents);
  return documents
    .map((document) => recalled(symptom, document, idf, mean))
    .filter(({ score }) => score >= leastScore)
    .sort((x, y) => y.score - x.score || (x.id < y.id ? -1 : 1));
}

/** The calls of a stack trace name the framework, which says little about the failure. */
function withoutFrames(text: string): string {
  return text.replaceAll(/^[ \t]+(?:at |from \S+:\d|File "|\.\.\. \d|\/\S+:\d).*$/gm, '');
}

interface Counted {
  readonly entry: KnowledgeEntry;
  readonly lengths: Readonly<Record<Field, number>>;
  /** Distinct words of the fields whose words were chosen. */
  readonly chosen: ReadonlySet<string>;
  /** Occurrences of wanted words by field. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<Field, number>>;
}

function countsOf(entry: KnowledgeEntry, wanted: ReadonlySet<string>, seen: Map<string, readonly string[]>): Counted {
  const counts = new Map<string, Map<Field, number>>();
  const lengths = { title: 0, symptoms: 0, tags: 0, culprit: 0, resolution: 0, body: 0 };
  const chosen = new Set<string>();
  for (const [field, text] of fieldsOf(entry)) {
    const found = words(text, seen);
    lengths[field] = found.length;
    for (const word of found) {
      if (fieldWeight[field] > 1) chosen.add(word);
      if (!wanted.has(word)) continue;
      const byField = counts.get(word) ?? new Map<Field, number>();
      counts.set(word, byField.set(field, (byField.get(field) ?? 0) + 1));
    }
  }
  return { entry, lengths, counts, chosen };
}

function fieldsOf(entry: KnowledgeEntry): [Field, string][] {
  return [
    ['title', `${entry.title}\n${entry.key}`],
    ['symptoms', entry.symptoms.join('\n')],
    ['tags', `${entry.tags.join(' ')} ${entry.failureMode}`],
    ['culprit', entry.culprit?.title ?? ''],
    ['resolution', entry.resolution],
    ['body', entry.body.slice(0, 20_000)],
  ];
}

/** Rarity of each word, 1 for one that a single entry holds. */
function idfOf(wanted: ReadonlySet<string>, documents: readonly Counted[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { counts } of documents) for (const word of counts.keys()) held.set(word, (held.get(word) ?? 0) + 1);
  const rarity = (n: number) => Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
  const most = rarity(1) || 1;
  return new Map([...wanted].map((word) => [word, Math.min(1, rarity(held.get(word) ?? 1) / most)]));
}

function meanLengths(documents: readonly Counted[]): Readonly<Record<Field, number>> {
  const sums = { title: 0, symptoms: 0, tags: 0, culprit: 0, resolution: 0, body: 0 };
  for (const { lengths } of documents) for (const field of fields) sums[field] += lengths[field];
  for (const field of fields) sums[field] = Math.max(1, sums[field] / Math.max(1, documents.length));
  return sums;
}

const fields = Object.keys(fieldWeight) as Field[];

function recalled(
  symptom: RecallSymptom,
  { entry, lengths, counts, chosen }: Counted,
  idf: ReadonlyMap<string, number>,
  mean: Readonly<Record<Field, number>>,
): Recalled {
  const shared: { word: string; weight: number }[] = [];
  for (const [word, byField] of counts) {
    let frequency = 0;
    for (const [field, count] of byField) {
      frequency += (fieldWeight[field] * count) / (1 - b + (b * lengths[field]) / mean[field]);
    }
    shared.push({ word, weight: (idf.get(word) ?? 0) * (frequency / (frequency + k1)) });
  }
  shared.sort((x, y) => y.weight - x.weight || (x.word < y.word ? -1 : 1));
  const sum = shared.reduce((total, { weight }) => total + weight, 0);
  const met = shared.reduce((total, { word }) => total + (idf.get(word) ?? 0) * (chosen.has(word) ? 1 : talkShare), 0);
  const overlap = Math.min(1, met / Math.max(1, Math.min(idf.size, chosen.size)));
  const sameMode = symptom.failureMode !== undefined && symptom.failureMode === entry.failureMode;
  const sameService =
    (sameMode || sum > 0) &&
    symptom.service !== undefined &&
    symptom.service.toLowerCase() === entry.service.toLowerCase();
  const differs = !sameMode && (symptom.failureMode ?? 'unknown') !== 'unknown' && entry.failureMode !== 'unknown';
  const alike = (1 - Math.exp(-sum / wordScale)) * Math.sqrt(overlap) * (differs ? otherMode : 1);
  const unlike = (1 - alike) * (sameMode ? 1 - modeScore : 1) * (sameService ? 1 - serviceScore : 1);
  return {
    id: entry.id,
    score: Math.round((1 - unlike) * 1000) / 1000,
    why: why(entry, shared, sameMode, sameService),
  };
}

function why(entry: KnowledgeEntry, shared: readonly { word: string }[], mode: boolean, service: boolean): string {
  const parts: string[] = [];
  if (mode) parts.push(`the failure mode ${entry.failureMode}`);
  if (service) parts.push(`the service ${entry.service}`);
  const telling = shared.slice(0, 6).map(({ word }) => word);
  if (telling.length > 0) parts.push(`the word${telling.length > 1 ? 's' : ''} ${telling.join(', ')}`);
  if (parts.length === 0) return 'Shares nothing with this incident.';
  return `Shares ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts[0]}.`;
}
