import { cluesOf } from '../clues.ts';
import { mentions } from '../identifiers.ts';
import { baseName } from '../paths.ts';
import { type Setting, settingsOf } from '../settings.ts';
import type { PlanContext } from '../types.ts';

/** A value of a Helm values file. */
export interface HelmValue {
  readonly path: string;
  readonly text: string;
  readonly setting: Setting;
}

const named = /(?:^|\/)(?:[\w.-]*values[\w.-]*|[\w-]*release[\w-]*)\.ya?ml$/;
const yaml = /(?:^|\/)(?!\.)[\w.-]{1,80}\.ya?ml$/;
const maxFiles = 120;

/**
 * The value of what fails under such a key, among values files and files named like what fails; those of the alert's
 * environment first.
 */
export async function valueFor(context: PlanContext, key: RegExp): Promise<HelmValue | undefined> {
  const { code, head, incident } = context;
  const { service, environment } = incident.alert;
  const names = [...new Set([service.toLowerCase(), ...cluesOf(context).subjects])];
  const own = (path: string) =>
    yaml.test(path) &&
    names.includes(
      baseName(path)
        .replace(/\.ya?ml$/, '')
        .toLowerCase(),
    );
  const paths = (await code.listFiles(head.sha)).filter((path) => named.test(path) || own(path)).slice(0, maxFiles);
  const found: HelmValue[] = [];
  for (const path of paths) {
    const text = (await code.readFile(path, head.sha)) ?? '';
    if (/^kind:\s*\w/m.test(text)) continue;
    const settings = settingsOf(path, text).filter((setting) => !setting.group && key.test(setting.path.join('.')));
    found.push(...settings.map((setting) => ({ path, text, setting })));
  }
  const fit = ({ path, setting }: HelmValue) => {
    const keys = setting.path.slice(0, -1).map((part) => part.toLowerCase());
    const ofService =
      (names.some((name) => keys.includes(name)) ? 4 : 0) +
      (names.some((name) => mentions(path.toLowerCase(), name)) ? 3 : 0);
    return ofService + (environment && path.includes(environment) ? 2 : 0);
  };
  const best = found.sort((one, other) => fit(other) - fit(one))[0];
  return best && (fit(best) > 0 || found.length === 1) ? best : undefined;
}
