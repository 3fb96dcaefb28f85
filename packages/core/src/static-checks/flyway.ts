import type { Check } from '../incident/index.ts';
import { compareVersions, migrationsAmong, versioned } from '../remediations/flyway-order.ts';
import { baseName, folderOf } from '../remediations/paths.ts';
import type { FilePair } from '../remediations/unified.ts';
import type { Surroundings } from './types.ts';

/** Names that Flyway runs: versioned, undo, baseline and repeatable migrations, and callbacks. Source: Flyway's documentation. */
const known = /^(?:[VUB]\d+(?:[._]\d+)*__.+|R__.+|(?:before|after)[A-Z]\w*(?:__.+)?|createSchema(?:__.+)?)\.sql$/;
const maxSettings = 40;

/** A new migration has a name that Flyway runs, a version of its own, and one that is higher than all that may have run. */
export async function flywayOrder(pairs: readonly FilePair[], around: Surroundings): Promise<Check[]> {
  const created = pairs.filter(
    ({ path, before, after }) => before === undefined && after !== undefined && path.endsWith('.sql'),
  );
  const checks: Check[] = [];
  for (const { path } of created) {
    const settings = await settingsNear(path, around);
    const there = migrationsIn(locationsOf(path, settings, around.paths), around.paths);
    if (there.length === 0 && !versioned.test(path)) continue;
    const name = `Flyway: ${path}`;
    if (around.rollback) {
      checks.push({ name, outcome: 'skipped', detail: 'A rollback brings back a file that may have run.' });
      continue;
    }
    const others = created.filter((other) => other.path !== path).map((other) => other.path);
    const fault = orderFault(path, there, migrationsAmong(others), settings);
    const detail = fault ?? 'Flyway runs it, after all others.';
    checks.push({ name, outcome: fault ? 'failed' : 'passed', detail });
  }
  return checks;
}

type Migrations = ReturnType<typeof migrationsAmong>;

function orderFault(path: string, there: Migrations, created: Migrations, settings: string): string | undefined {
  const version = versioned.exec(path)?.[1];
  if (version === undefined) {
    const named = /sql-?migration-?(?:prefix|separator|suffix)/i.test(settings) || known.test(baseName(path));
    return named ? undefined : 'Flyway passes over a file of this name; it wants V<version>__<description>.sql.';
  }
  const same = [...there, ...created].find((other) => compareVersions(other.version, version) === 0);
  if (same) return `${same.path} has the same version.`;
  const last = there.at(-1);
  if (!last || compareVersions(last.version, version) < 0) return undefined;
  if (/out-?of-?order["']?>?\s*[:=]?\s*["']?true/i.test(settings)) return undefined;
  return `Its version is lower than that of ${last.path}, so Flyway refuses it where that one has run.`;
}

/** Paths of versioned migrations in folders and all below; where two have one version, the folders cannot be one history. */
function migrationsIn(locations: readonly string[], paths: readonly string[]): Migrations {
  const all = migrationsAmong(paths.filter((path) => locations.some((folder) => isBelow(path, folder))));
  const unique = all.every(({ version }, at) => at === 0 || compareVersions(all[at - 1]!.version, version) !== 0);
  return unique ? all : migrationsAmong(paths.filter((path) => folderOf(path) === locations[0]));
}

/** The folders that Flyway reads together with a file's; its own comes first. */
function locationsOf(path: string, settings: string, paths: readonly string[]): string[] {
  const own = folderOf(path);
  const module = moduleOf(path);
  const configured = Array.from(settings.matchAll(/(classpath|filesystem):\/?([\w./-]+)/g), ([, kind, folder = '']) =>
    kind === 'classpath' ? `${module}src/main/resources/${folder}` : `${module}${folder}`,
  ).map((folder) => folder.replace(/\/$/, ''));
  const real = configured.filter((folder) => paths.some((other) => isBelow(other, folder)));
  if (real.some((folder) => isBelow(path, folder))) return [own, ...real];
  const root = /^(?:.*\/)?db\/migration(?=\/)/.exec(path)?.[0] ?? own;
  return [own, root];
}

/** Texts that may set up Flyway for a migration's module, only the lines that speak of it and those after them. */
async function settingsNear(path: string, { paths, read }: Surroundings): Promise<string> {
  const module = moduleOf(path);
  const files = paths
    .filter((other) => other.startsWith(module))
    .filter((other) =>
      /(?:^|\/)(?:application[\w-]*\.(?:ya?ml|properties)|flyway[\w.-]*\.(?:conf|toml)|pom\.xml|build\.gradle(?:\.kts)?)$/.test(
        other,
      ),
    )
    .slice(0, maxSettings);
  const texts = await Promise.all(files.map(async (file) => (await read(file)) ?? ''));
  return texts
    .flatMap((text) =>
      text.split('\n').filter((line) => /locations|classpath:|filesystem:|order|migration-?[pPsS]/i.test(line)),
    )
    .join('\n');
}

/** The folder of the build that a file belongs to, with its slash; empty at the root. */
function moduleOf(path: string): string {
  return /^(.*?)src\/main\/resources\//.exec(path)?.[1] ?? '';
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' ? true : path.startsWith(`${folder}/`);
}
