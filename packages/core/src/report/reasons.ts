import type { Suspect } from '../incident/index.ts';

type Reason = Suspect['reasons'][number];

/** Signals that help to rank many changes yet tell a reader nothing about this one: its size, the folders of its files. */
const UNTELLING: ReadonlySet<string> = new Set(['churn', 'files', 'fix', 'upkeep']);
/** Signals that list shared words, of which only the identifiers tell. */
const WORDY: ReadonlySet<string> = new Set(['words', 'title']);
/** Log-odds below which a reason is rounding. */
const SLIGHT = 0.1;
/** Names of code, schema or settings: `price_old`, `getCountry`, `api/books`, `v12`. */
const IDENTIFIER = /[a-z][A-Z]|[A-Z]{2}[a-z]|[_./]|\w-\w|[a-z]\d/;
const LIST = /`[^`]{1,120}`(?:, `[^`]{1,120}`){0,20}(?: and `[^`]{1,120}`)?/;

/** The reasons a person can judge the suspect by, in their order: no size, no everyday words. */
export function tellingReasons({ reasons }: Pick<Suspect, 'reasons'>): Reason[] {
  return reasons
    .filter(({ signal, weight }) => !UNTELLING.has(signal) && Math.abs(weight) >= SLIGHT)
    .map((reason) => (WORDY.has(reason.signal) ? withIdentifiers(reason) : reason))
    .filter((reason) => reason !== undefined);
}

/** A reason that shares words, cut to those that are names; `undefined` when none is. */
function withIdentifiers(reason: Reason): Reason | undefined {
  const list = LIST.exec(reason.text)?.[0];
  if (!list) return reason;
  const names = list.split(/, | and /).filter((word) => IDENTIFIER.test(word));
  if (names.length === 0) return undefined;
  const last = names.at(-1)!;
  const told = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return { ...reason, text: reason.text.replace(list, () => told) };
}
