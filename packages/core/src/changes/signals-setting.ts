import type { EvidenceId } from '../incident/index.ts';
import { messageLines } from '../logs/events/line-kinds.ts';
import { amountsOf, type Spoken, spokenNumbers, wordsOfName } from './amounts.ts';
import { lastKey, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { freshness } from './signals-circumstance.ts';

/**
 * Values: the very number; the very number of a setting that is new, or of a bound that was raised; the very name or
 * address it is set to, or was; the words of the key only.
 */
const met = { number: 1, fresh: 0.6, raised: 0.4, name: 0.8, oldName: 0.6, words: 0.2 };
/** Words of keys that tell nothing of what the key is for. */
const vague = new Set(
  'max min default value name env app application service server config settings spring prod production db data type id key new old the for and not'.split(
    ' ',
  ),
);

/** An alert tells its own rule: its numbers are the rule's, not the trouble's. */
const ownRule = /threshold|evaluat|data ?points?|periods?\b|window|\bfor (?:the last |more than )?\d|\blast \d/i;

interface Line {
  readonly text: string;
  readonly words: ReadonlySet<string>;
  readonly numbers: readonly Spoken[];
  readonly id: EvidenceId | undefined;
}

interface Hit {
  readonly value: number;
  readonly setting: SettingChange;
  /** What the error speaks of: `size` and its number, or the value itself. */
  readonly spoken?: Pick<Spoken, 'of' | 'text'>;
  readonly shared: readonly string[];
  readonly id: EvidenceId | undefined;
}

/** A setting whose words the error speaks in, and best of all the very number that the change sets it to. */
export function settingSignal(context: Context): Signal {
  const lines = context.symptom.parts.flatMap(({ id, text }) =>
    messageLines(text).map(
      (line): Line => ({
        text: line.slice(0, 2_000),
        words: new Set(wordsOfName(line.slice(0, 600))),
        numbers: id?.startsWith('A.') && ownRule.test(line) ? [] : spokenNumbers(line),
        id,
      }),
    ),
  );
  const spoken = new Set(lines.flatMap((line) => [...line.words]));
  const telling = (setting: SettingChange) =>
    wordsOfName(setting.key).some((word) => spoken.has(word)) || setting.before !== undefined;
  const hits = context.changes.map((_, index) =>
    context
      .settingsOf(index)
      .filter(telling)
      .map((setting) => bestHit(setting, lines, context.symptom.usual ?? []))
      .reduce<Hit | undefined>((best, hit) => (hit && (!best || hit.value > best.value) ? hit : best), undefined),
  );
  return {
    id: 'setting',
    values: hits.map((hit, index) => (hit?.value ?? 0) * freshness(context, index)),
    explain: (index) => {
      const { setting, spoken, shared, id } = hits[index]!;
      return {
        text: `The error speaks of ${spoken ? `\`${spoken.of}\` ${spoken.text}`.trim() : shared.map((word) => `\`${word}\``).join(' and ')}, and this change ${told(setting)}.`,
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

function bestHit(setting: SettingChange, lines: readonly Line[], usual: readonly string[]): Hit | undefined {
  const words = wordsOfName(setting.key).filter((word) => word.length > 2 && !vague.has(word));
  if (words.length === 0) return undefined;
  let best: Hit | undefined;
  for (const line of lines) {
    const hit = numberHit(setting, words, line) ?? nameHit(setting, line, usual) ?? wordsHit(setting, words, line);
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
  const value = isRaised(setting) ? met.raised : setting.before === undefined ? met.fresh : met.number;
  return { value, setting, spoken, shared: [], id };
}

/** A line that merely reports a rollout names what it rolls out. */
const rolledOut =
  /\b(?:pulled|pulling|started|starting|restarted|deployed|rolled out|rollout|successfully|will be (?:created|updated))\b/i;
/** A name, host or path of some length that only this setting is likely to hold. */
const distinctive = /^(?=.{6,160}$)(?!v?\d)(?=.*[-_.:/!]|.*[a-z][A-Z0-9])[\w.:/!@%+-]+$/;

function nameHit(setting: SettingChange, { text, id }: Line, usual: readonly string[]): Hit | undefined {
  const { before, after } = setting;
  if (before === undefined || rolledOut.test(text)) return undefined;
  const value = [after, before].find(
    (one) => one !== undefined && distinctive.test(one) && holds(text, one) && !usual.some((line) => holds(line, one)),
  );
  if (value === undefined) return undefined;
  return {
    value: value === after ? met.name : met.oldName,
    setting,
    spoken: { of: value, text: '' },
    shared: [],
    id,
  };
}

/** Whether the text holds the value as a whole name. */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + value.length] ?? ' '}`;
    if (!/\w/.test(around)) return true;
  }
  return false;
}

function wordsHit(setting: SettingChange, words: readonly string[], line: Line): Hit | undefined {
  if (setting.before === undefined || !/\d|\/\//.test(`${setting.before}${setting.after ?? ''}`)) return undefined;
  const shared = [...new Set(words.filter((word) => line.words.has(word)))];
  const own = wordsOfName(lastKey(setting.key));
  if (shared.length < 2 || !shared.some((word) => own.includes(word))) return undefined;
  return { value: met.words, setting, shared, id: line.id };
}

/** A bound that was raised is hardly what is too small now; times and ports are no bounds. */
function isRaised({ key, before, after }: SettingChange): boolean {
  if (before === undefined || after === undefined || /time|interval|delay|wait|port/i.test(key)) return false;
  return Math.max(...amountsOf(after)) > Math.max(...amountsOf(before));
}
