import { compareVersions, migrationsAmong, nextVersion, versioned } from '../../remediations/flyway-order.ts';
import { folderOf } from '../../remediations/paths.ts';
import type { Mended, Recipe, RedFix } from '../types.ts';

/** What Flyway says when a version is taken, or lower than one that has run. Source: Flyway's error messages. */
const sign =
  /more than one migration with version|detected resolved migration not applied|migration checksum mismatch|outOfOrder|version .{1,40} (?:already|is lower)/i;

/** The version of a migration that the fix brings was taken meanwhile: it gets the next free one. */
export const flywayVersion: Recipe = {
  id: 'flyway-version',
  async mend(red, code) {
    if (!red.excerpt.some((line) => sign.test(line))) return undefined;
    const created = red.remediation.edits.filter(({ path, action }) => action === 'create' && versioned.test(path));
    const paths = await code.listFiles(red.head.sha);
    const own = new Set(created.map(({ path }) => path));
    const renamed = created.flatMap(({ path }) => renamedAmong(path, paths, own, red));
    if (renamed.length === 0) return { declined: 'Flyway refuses a migration that the fix does not bring.' };
    return mendOf(renamed, red);
  },
};

interface Renamed {
  readonly from: string;
  readonly to: string;
  readonly taken: string;
}

/** A migration under the next free version of its folder; none where its version is free and the highest. */
function renamedAmong(path: string, paths: readonly string[], own: ReadonlySet<string>, red: RedFix): Renamed[] {
  const version = versioned.exec(path)![1]!;
  const root = /^(?:.*\/)?db\/migration(?=\/)/.exec(path)?.[0] ?? folderOf(path);
  const there = migrationsAmong(paths.filter((other) => !own.has(other) && other.startsWith(`${root}/`)));
  const last = there.at(-1);
  if (!last || compareVersions(last.version, version) < 0) return [];
  const taken = there.find((other) => compareVersions(other.version, version) === 0) ?? last;
  const next = nextVersion(
    there.map((other) => other.version),
    red.remediation.plannedAt,
  );
  const at = path.lastIndexOf(`V${version}__`);
  return [{ from: path, to: `${path.slice(0, at)}V${next}${path.slice(at + version.length + 1)}`, taken: taken.path }];
}

function mendOf(renamed: readonly Renamed[], { files }: RedFix): Mended {
  const textOf = (path: string) => files.find((file) => file.path === path)?.text;
  if (renamed.length > 1) return { declined: 'The fix brings several migrations, whose order a person must decide.' };
  const [{ from, to, taken }] = renamed as [Renamed];
  const text = textOf(from);
  if (text === undefined) return { declined: 'The migration of the fix cannot be read.' };
  return {
    edits: [
      { path: from, content: undefined },
      { path: to, content: text },
    ],
    explanation: `The default branch has ${taken}, so Flyway refuses the migration of this fix. It is now ${to}, the next free version; its statements are the same.`,
  };
}
