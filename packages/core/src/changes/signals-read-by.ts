import { messageLines } from '../logs/events/line-kinds.ts';
import { wordsOfName } from './amounts.ts';
import { lastKey, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { switchedOn } from './signals-switch.ts';
import { bestReading, type Reading, type Source } from './sources.ts';
import { isOfPlatform, switchKey } from './switch-names.ts';

/** What a setting that merely gets another value, or is set for the first time, counts beside one that is switched on. */
const met = { on: 1, moved: 0.7, fresh: 0.3 };

/** What settings name and errors miss. */
const resources = new Set(
  'container bucket queue topic host database schema secret path table index directory folder file vault region endpoint stream subscription exchange namespace realm certificate tenant issuer audience collection cluster channel share volume'.split(
    ' ',
  ),
);
/** How systems say that what they were told to use is not there. */
const absent =
  /not exist|not ?found|no such|unknown|unresolved|nonexistent|non-existent|not be (?:found|resolved|located)|undefined|invalid|does ?n[o']t exist|missing|\b404\b/i;

interface Hit {
  readonly setting: SettingChange;
  readonly reading: Reading;
  readonly isOn: boolean;
  readonly value: number;
  /** The thing that the error misses and the key names: `bucket`. */
  readonly missed?: string;
}

/** A setting that the change moves and the failing code reads. */
export function readBySignal(context: Context, sources: readonly Source[]): Signal {
  const missed = missedThings(context);
  const hits = context.changes.map((_, index) =>
    sources.length === 0 ? undefined : bestHit(context, index, sources, missed),
  );
  const trust = Math.sqrt(context.frameTrust);
  return {
    id: 'read-by',
    values: hits.map((hit) => (hit?.value ?? 0) * (hit?.missed === undefined ? trust : 1)),
    explain: (index) => {
      const { setting, reading, isOn, missed: thing } = hits[index]!;
      const { path } = reading.source;
      return {
        text: `It ${isOn ? 'switches' : 'moves'} \`${lastKey(switchKey(setting.key))}\`${isOn ? ' on' : told(setting)}, and \`${path}\` line ${reading.line}, where the trace passes, reads it${thing === undefined ? '' : `; the error misses a ${thing}`}.`,
        evidence: context.symptom.parts
          .flatMap(({ id, text }) => (id && text.includes(path.split('/').at(-1)!) ? [id] : []))
          .slice(0, 4),
        places: [setting.place],
      };
    },
  };
}

/** The things that the error says are not there, as words. */
function missedThings({ symptom }: Context): Set<string> {
  const lines = symptom.parts
    .filter(({ isLog }) => isLog)
    .flatMap(({ text }) => messageLines(text))
    .map((line) => line.slice(0, 600))
    .filter((line) => absent.test(line));
  return new Set(lines.flatMap(wordsOfName).filter((word) => resources.has(word)));
}

function bestHit(
  context: Context,
  index: number,
  sources: readonly Source[],
  missed: ReadonlySet<string>,
): Hit | undefined {
  const settings = context
    .settingsOf(index)
    .filter(
      ({ key, place }) =>
        ['config', 'infrastructure', 'manifest'].includes(context.kindOf(place.path)) && !isOfPlatform(key),
    );
  const on = new Set(switchedOn(settings));
  return settings.reduce<Hit | undefined>((best, setting) => {
    if (best?.missed !== undefined) return best;
    const reading = bestReading(switchKey(setting.key), sources);
    if (reading === undefined) return best;
    const isOn = on.has(setting);
    const thing = setting.before === undefined ? undefined : wordsOfName(setting.key).find((word) => missed.has(word));
    if (thing !== undefined) return { setting, reading, isOn, value: 1, missed: thing };
    const value = reading.value * (isOn ? met.on : setting.before === undefined ? met.fresh : met.moved);
    return value > (best?.value ?? 0) ? { setting, reading, isOn, value } : best;
  }, undefined);
}

function told({ before, after }: SettingChange): string {
  if (after === undefined) return ` away (it was ${before})`;
  return before === undefined ? ` in (${after})` : ` from ${before} to ${after}`;
}
