import type { EvidenceId } from '../incident/index.ts';
import { amountsOf, type Spoken, spokenNumbers, wordsOfName } from './amounts.ts';
import { lastKey, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { messageLines } from './text-lines.ts';

/** Values: the very number; the very number after the value was raised; the words only. */
const met = { number: 1, raised: 0.4, words: 0.3 };
/** Words of keys that tell nothing of what the key is for. */
const vague = new Set(
  'max min default value name env app application service server config settings spring prod production db data type id key new old the for and not'.split(
    ' ',
  ),
);

interface Line {
  readonly words: ReadonlySet<string>;
  readonly numbers: readonly Spoken[];
  readonly id: EvidenceId | undefined;
}

interface Hit {
  readonly value: number;
  readonly setting: SettingChange;
  readonly spoken?: Spoken;
  readonly shared: readonly string[];
  readonly id: EvidenceId | undefined;
}

/** A setting whose words the error speaks in, and best of all the very number that the change sets it to. */
export function settingSignal(context: Context): Signal {
  const lines = context.symptom.parts.flatMap(({ id, text }) =>
    messageLines(text).map(
      (line): Line => ({ words: new Set(wordsOfName(line.slice(0, 600))), numbers: spokenNumbers(line), id }),
    ),
  );
  const hits = context.changes.map((_, index) =>
    context
      .settingsOf(index)
      .map((setting) => bestHit(setting, lines))
      .reduce<Hit | undefined>((best, hit) => (hit && (!best || hit.value > best.value) ? hit : best), undefined),
  );
  return {
    id: 'setting',
    values: hits.map((hit) => hit?.value ?? 0),
    explain: (index) => {
      const { setting, spoken, shared, id } = hits[index]!;
      return {
        text: `The error speaks of ${spoken ? `\`${spoken.of}\` ${spoken.text}` : shared.map((word) => `\`${word}\``).join(' and ')}, and this change ${told(setting)}.`,
        evidence: id === undefined ? [] : [id],
        places: [setting.place],
      };
    },
  };
}

function told({ key, before, after }: SettingChange): string {
  if (after === undefined) return `no longer sets \`${key}\` (it was ${before})`;
  return `sets \`${key}\` to ${after}${before === undefined ? '' : ` (it was ${before})`}`;
}

function bestHit(setting: SettingChange, lines: readonly Line[]): Hit | undefined {
  const words = wordsOfName(setting.key).filter((word) => word.length > 2 && !vague.has(word));
  if (words.length === 0) return undefined;
  let best: Hit | undefined;
  for (const line of lines) {
    const hit = numberHit(setting, words, line) ?? wordsHit(setting, words, line);
    if (hit !== undefined && hit.value > (best?.value ?? 0)) best = hit;
  }
  return best;
}

function numberHit(setting: SettingChange, words: readonly string[], { numbers, id }: Line): Hit | undefined {
  if (setting.after === undefined) return undefined;
  const amounts = amountsOf(setting.after);
  if (amounts.size === 0) return undefined;
  const spoken = numbers.find(
    (one) => [...one.amounts].some((amount) => amounts.has(amount)) && words.some((word) => one.near.has(word)),
  );
  if (spoken === undefined) return undefined;
  return { value: isRaised(setting) ? met.raised : met.number, setting, spoken, shared: [], id };
}

function wordsHit(setting: SettingChange, words: readonly string[], line: Line): Hit | undefined {
  if (setting.before === undefined || !/\d|\/\//.test(`${setting.before}${setting.after ?? ''}`)) return undefined;
  const shared = [...new Set(words.filter((word) => line.words.has(word)))];
  const own = wordsOfName(lastKey(setting.key));
  if (shared.length < 2 || !shared.some((word) => own.includes(word))) return undefined;
  return { value: met.words, setting, shared, id: line.id };
}

/** A bound that was raised is hardly what is too small now. */
function isRaised({ key, before, after }: SettingChange): boolean {
  if (before === undefined || after === undefined || /time|interval|delay|wait/i.test(key)) return false;
  return Math.max(...amountsOf(after)) > Math.max(...amountsOf(before));
}
