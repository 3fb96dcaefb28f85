import type { Context, Signal } from './signal.ts';
import { stopWords } from './stop-words.ts';
import { partsOf } from './terms.ts';
import type { PastCulprit, RankableChange } from './types.ts';

/** Titles that share less than half of their words are of different matters. */
const leastShared = 0.5;

/** What did a past incident like this one may have done it again: the same change, or one whose title says the same. */
export function pastSignal({ symptom, changes }: Context): Signal {
  const past = (symptom.past ?? []).map((culprit) => ({ culprit, words: wordsOf(culprit.title) }));
  const met = changes.map((change) => {
    const words = past.length > 0 ? wordsOf(change.title) : new Set<string>();
    return past
      .map(({ culprit, words: other }) => ({
        culprit,
        value: culprit.likeness * likeness(change, words, culprit, other),
      }))
      .reduce<Met | undefined>((best, one) => (one.value > (best?.value ?? 0) ? one : best), undefined);
  });
  return {
    id: 'past-culprit',
    values: met.map((one) => one?.value ?? 0),
    explain: (index) => {
      const { id, title } = met[index]!.culprit;
      const text = `It is like “${title.slice(0, 80)}”, which did a past incident of this kind.`;
      return { text, evidence: [id], places: [] };
    },
  };
}

interface Met {
  readonly culprit: PastCulprit;
  readonly value: number;
}

/** 1 for the same change, else the share of words that both titles hold (Dice), 0 below half. */
function likeness(
  change: RankableChange,
  words: ReadonlySet<string>,
  culprit: PastCulprit,
  other: ReadonlySet<string>,
): number {
  if (change.number !== undefined && change.number === culprit.number && change.title === culprit.title) return 1;
  const shared = [...words].filter((word) => other.has(word)).length;
  const dice = (2 * shared) / Math.max(1, words.size + other.size);
  return dice < leastShared ? 0 : dice;
}

function wordsOf(title: string): Set<string> {
  const parts = (title.slice(0, 300).match(/[A-Za-z]\w{2,80}/g) ?? []).flatMap(partsOf);
  return new Set(parts.map((part) => part.toLowerCase()).filter((word) => word.length > 2 && !stopWords.has(word)));
}
