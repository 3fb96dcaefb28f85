import type { SettingChange } from '../setting-changes.ts';

const on = /^(?:true|on|yes|y|enabled?|active|activated|full|treatment)$/i;
const off = /^(?:false|off|no|n|disabled?|inactive|deactivated|none|control)$/i;
const flagWords =
  /(?:^|[^a-z])(?:feature|features|flag|flags|toggle|toggles|experiment|experiments|experimental|enable|enabled|enables|rollout|canary|beta|switch|preview|ff|unleash|launchdarkly|gate|gates|variant|activated?)(?:[^a-z]|$)/;
const shareWords = /rollout|percent|percentage|weight|ratio|sample|share|fraction|exposure|traffic|probability|rate/i;
const variantWords = /variant|variation|cohort|strategy|treatment/i;

/** Whether the name of a setting, its neighbours or its file say that it is a feature flag. */
export function isFlag({ path, file }: SettingChange): boolean {
  const words = [file.path, ...path]
    .join('/')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return flagWords.test(words);
}

/**
 * The value, as the file should have it, that turns a changed flag off again; `undefined` when the change did
 * not turn anything on. The value before the change is taken where there was one.
 */
export function offValue(change: SettingChange): string | undefined {
  const { before, after, file } = change;
  if (!after || after.group) return undefined;
  const raw = file.after!.slice(after.valueStart, after.valueEnd);
  const old = before && file.before!.slice(before.valueStart, before.valueEnd);
  const name = change.path.at(-1) ?? '';
  if (old !== undefined && before) return wasOff(change) || restores(change) ? old : undefined;
  if (on.test(after.value)) return opposite(raw, after.value);
  const share = Number.parseFloat(after.value);
  if (shareWords.test(name) && share > 0 && isFlag(change)) return raw.replace(/\d+(?:\.\d+)?/, '0');
  return after.value === '1' && isFlag(change) ? raw.replace('1', '0') : undefined;
}

function wasOff({ path, before, after }: SettingChange): boolean {
  const [old, now] = [before!.value, after!.value];
  if (off.test(old) && on.test(now)) return true;
  if (old === '0' && now === '1') return true;
  const [from, to] = [Number.parseFloat(old), Number.parseFloat(now)];
  return shareWords.test(path.join('.')) && from < to && to <= 100;
}

/** A flag that was switched to another variant, or off where off is the new behaviour. */
function restores(change: SettingChange): boolean {
  const [old, now] = [change.before!.value, change.after!.value];
  if (!isFlag(change)) return false;
  return variantWords.test(change.path.at(-1) ?? '') || (on.test(old) && off.test(now));
}

const opposites: Readonly<Record<string, string>> = {
  true: 'false',
  on: 'off',
  yes: 'no',
  y: 'n',
  enabled: 'disabled',
  enable: 'disable',
  active: 'inactive',
  activated: 'deactivated',
  full: 'off',
  treatment: 'control',
};

/** The opposite word in the same case and quotes. */
function opposite(raw: string, value: string): string {
  const word = opposites[value.toLowerCase()]!;
  const cased =
    value === value.toUpperCase()
      ? word.toUpperCase()
      : /^[A-Z]/.test(value)
        ? word[0]!.toUpperCase() + word.slice(1)
        : word;
  return raw.replace(value, cased);
}
