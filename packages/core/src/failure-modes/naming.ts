import type { Category } from '../incident/index.ts';
import type { Case } from './types.ts';

/** Where the cause of a failure lies before any change is looked at: as the case itself tells, or as the mode says. */
export function ownCategory(situation: Pick<Case, 'incident' | 'match'>): Category {
  const { mode } = situation.match;
  return mode.categoryOf?.(situation) ?? mode.category;
}

/** A title inside a sentence: `Schema drift` → `schema drift`; `TLS certificate expiry` and `N+1 queries` keep their capitals. */
export function inSentence(title: string): string {
  return /^.\p{Ll}/u.test(title) ? `${title[0]!.toLowerCase()}${title.slice(1)}` : title;
}
