import { isLibraryFrame } from '../logs/events/line-kinds.ts';
import { lastKey, listed, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { bestReading, type Source } from './sources.ts';
import { isOfPlatform, switchKey } from './switch-names.ts';
import { pairKey, partsOf } from './terms.ts';

/** Values: the stack trace passes through what it turns on; the error's text names it; it merely is a feature's switch. */
const met = { frame: 1, text: 0.8, none: 0.3 };
const ofFeatures = /feature|flag|toggle|switch|experiment|rollout/i;
/** Words around a switch's name that say only that it is one. */
const affixes = new Set(
  'feature features flag flags toggle toggles enable enabled use is on active switch experimental beta rollout'.split(
    ' ',
  ),
);
const on = /^(?:true|on|yes|enabled?|active|all|always|100)$/i;
const off = /^(?:false|off|no|none|disabled?|inactive|never|0 ?%?|\[\]|)$/i;

interface Turned {
  readonly setting: SettingChange;
  readonly value: number;
  /** File of the frame that the switch meets. */
  readonly file?: string;
}

/** Switches that a change turns on or turns up, and names that it adds to a list of what is enabled. */
export function switchedOn(settings: readonly SettingChange[]): SettingChange[] {
  return settings.flatMap((setting) => {
    if (isOfPlatform(setting.key)) return [];
    if (isTurnedOn(setting)) return [setting];
    return newItems(setting).map((item) => ({ ...setting, key: `${setting.key}.${item}` }));
  });
}

function isTurnedOn({ key, before, after = '' }: SettingChange): boolean {
  if (after === listed) return before === undefined && listOfEnabled.test(key);
  if (/^\d{1,3} ?%$/.test(after)) return Number.parseInt(after, 10) > Number.parseInt(before ?? '0', 10);
  return on.test(after) && (before === undefined || off.test(before));
}

function newItems({ key, before = '', after = '' }: SettingChange): string[] {
  const known = new Set(itemsOf(before));
  return listOfEnabled.test(key) ? itemsOf(after).filter((item) => !known.has(item)) : [];
}

const listOfEnabled = /feature|flag|toggle|enabled|experiment/i;

function itemsOf(list: string): string[] {
  return /^\[.*\]$|,/.test(list) ? list.split(/[\s,"'[\]]+/).filter(Boolean) : [];
}

/** A switch whose name the failing code bears, `fastTrack` and `fast-track.ts`, or reads, or that the error itself names. */
export function switchSignal(context: Context, sources: readonly Source[]): Signal {
  const frames = context.frames
    .filter((frame) => !isLibraryFrame(frame))
    .slice(0, 20)
    .map((frame) => ({ file: frame.file, name: glued(`${(frame.file ?? '').split(/[/\\]/).at(-1)} ${frame.symbol}`) }));
  const turned = context.changes.map((_, index) =>
    switchedOn(context.settingsOf(index))
      .map((setting): Turned => meet(setting, frames, sources, context))
      .reduce<Turned | undefined>((best, one) => (one.value > (best?.value ?? 0) ? one : best), undefined),
  );
  return {
    id: 'switch',
    values: turned.map((one) => one?.value ?? 0),
    explain: (index) => {
      const { setting, file, value } = turned[index]!;
      const through = file ? `, and the stack trace passes through \`${file.split(/[/\\]/).at(-1)}\`` : '';
      const spoken = file || value <= met.none ? '' : ', and the symptom speaks of it';
      return {
        text: `It switches \`${lastKey(switchKey(setting.key))}\` on${through}${spoken}.`,
        evidence: context.symptom.parts
          .flatMap(({ id, text }) => (id && file && text.includes(file) ? [id] : []))
          .slice(0, 4),
        places: [setting.place],
      };
    },
  };
}

function meet(
  setting: SettingChange,
  frames: readonly { readonly file: string | undefined; readonly name: string }[],
  sources: readonly Source[],
  { corpus }: Context,
): Turned {
  const key = switchKey(setting.key);
  const words = partsOf(lastKey(key).replaceAll(/[^A-Za-z0-9]+/g, '_'))
    .map((word) => word.toLowerCase())
    .filter((word) => !affixes.has(word));
  const name = words.join('');
  // One everyday word meets too much by chance.
  const certain = words.length > 1 ? 1 : 0.5;
  const least = ofFeatures.test(`${setting.key} ${setting.place.path}`) ? met.none : 0;
  if (name.length < 5) return { setting, value: least };
  const frame = frames.find((one) => one.name.includes(name));
  if (frame !== undefined)
    return { setting, value: met.frame * certain, ...(frame.file === undefined ? {} : { file: frame.file }) };
  const read = bestReading(key, sources);
  if (read !== undefined) return { setting, value: met.frame * read.value, file: read.source.path };
  const { spellings, phrases } = corpus.query;
  const spoken = spellings.has(name) || (words.length === 2 && phraseOf(words, spellings, phrases) !== undefined);
  return { setting, value: spoken ? met.text * certain : least };
}

function phraseOf(
  [first, second]: readonly string[],
  spellings: ReadonlyMap<string, number>,
  phrases: ReadonlyMap<number, number>,
): number | undefined {
  const [a, b] = [spellings.get(first!), spellings.get(second!)];
  return a === undefined || b === undefined ? undefined : phrases.get(pairKey(a, b));
}

function glued(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9 ]/g, '');
}
