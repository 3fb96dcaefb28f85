import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A module in ncc's stats: a file that is in the chunks named, or several that were joined into one. */
export interface StatsModule {
  /** Path relative to the folder that ncc ran in; other names are the bundler's own. */
  readonly name?: string;
  readonly chunks?: readonly (string | number)[];
  readonly modules?: readonly StatsModule[];
}

/** What `ncc build --stats-out` writes, as far as it is read here. */
export interface Stats {
  readonly modules: readonly StatsModule[];
}

/** A package of somebody else that is in a bundle. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** The licence, and the notice where there is one. */
  readonly text: string;
}

/**
 * The packages from `node_modules` of which at least one module is in the bundle, by name and version.
 *
 * @param folder Where ncc ran.
 * @throws {Error} when one of them names no licence or brings no text of it.
 */
export function packagesIn({ modules }: Stats, folder: string): Package[] {
  const files = modules.filter(({ chunks = [] }) => chunks.length > 0).flatMap(filesOf);
  const roots = files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []);
  const packages = [...new Set(roots)].map((root) => packageAt(resolve(folder, root)));
  return packages.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** The text of `licenses.txt`. */
export function licencesText(packages: readonly Package[]): string {
  const parts = packages.map((one) => `${idOf(one)}\nLicence: ${one.licence}\n\n${one.text}\n`);
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

function filesOf({ name = '', modules }: StatsModule): string[] {
  return modules ? modules.flatMap(filesOf) : [name];
}

function packageAt(root: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = readdirSync(root).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file));
  if (typeof license !== 'string' || !texts.some((file) => !/^notice/i.test(file))) {
    throw new Error(`${name}@${version} brings no licence. Do not bundle it, or add what its authors say.`);
  }
  const text = texts.map((file) => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, licence: license, text: text.join('\n\n') };
}

function idOf({ name, version }: Package): string {
  return `${name} ${version}`;
}
