import { lastKey, type SettingChange } from './settings.ts';
import type { Context, Signal } from './signal.ts';
import { switchedOn } from './signals-switch.ts';
import { bestReading, type Reading, type Source } from './sources.ts';
import { isOfPlatform, switchKey } from './switch-names.ts';

/** What a setting that merely gets another value, or is set for the first time, counts beside one that is switched on. */
const met = { on: 1, moved: 0.7, fresh: 0.3 };

interface Hit {
  readonly setting: SettingChange;
  readonly reading: Reading;
  readonly isOn: boolean;
  readonly value: number;
}

/** A setting that the change moves and the failing code reads. */
export function readBySignal(context: Context, sources: readonly Source[]): Signal {
  const hits = context.changes.map((_, index) => (sources.length === 0 ? undefined : bestHit(context, index, sources)));
  return {
    id: 'read-by',
    values: hits.map((hit) => (hit?.value ?? 0) * Math.sqrt(context.frameTrust)),
    explain: (index) => {
      const { setting, reading, isOn } = hits[index]!;
      const { path } = reading.source;
      return {
        text: `It ${isOn ? 'switches' : 'moves'} \`${lastKey(switchKey(setting.key))}\`${isOn ? ' on' : told(setting)}, and \`${path}\` line ${reading.line}, where the trace passes, reads it.`,
        evidence: context.symptom.parts
          .flatMap(({ id, text }) => (id && text.includes(path.split('/').at(-1)!) ? [id] : []))
          .slice(0, 4),
        places: [setting.place],
      };
    },
  };
}

function bestHit(context: Context, index: number, sources: readonly Source[]): Hit | undefined {
  const settings = context
    .settingsOf(index)
    .filter(
      ({ key, place }) =>
        ['config', 'infrastructure', 'manifest'].includes(context.kindOf(place.path)) && !isOfPlatform(key),
    );
  const on = new Set(switchedOn(settings));
  return settings.reduce<Hit | undefined>((best, setting) => {
    const reading = bestReading(switchKey(setting.key), sources);
    if (reading === undefined) return best;
    const isOn = on.has(setting);
    const value = reading.value * (isOn ? met.on : setting.before === undefined ? met.fresh : met.moved);
    return value > (best?.value ?? 0) ? { setting, reading, isOn, value } : best;
  }, undefined);
}

function told({ before, after }: SettingChange): string {
  if (after === undefined) return ` away (it was ${before})`;
  return before === undefined ? ` in (${after})` : ` from ${before} to ${after}`;
}
