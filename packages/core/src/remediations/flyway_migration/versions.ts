import { type Migration, versioned } from '../flyway-order.ts';
import { baseName, folderOf, sharedFolders } from '../paths.ts';

/** The folder whose migrations the service runs: nearest to the culprit's files and the service's name. */
export function folderFor(
  migrations: readonly Migration[],
  { files, service }: { readonly files: readonly string[]; readonly service: string },
): string | undefined {
  const folders = [...new Set(migrations.map(({ path }) => folderOf(path)))];
  const wanted = service.toLowerCase();
  const score = (folder: string) => {
    const owned = files.some((path) => folderOf(path) === folder) ? 100 : 0;
    const near = Math.max(0, ...files.map((path) => sharedFolders(`${folder}/x`, path)));
    const named = folder
      .toLowerCase()
      .split('/')
      .some((part) => part && (wanted.includes(part) || part.includes(wanted)));
    const size = migrations.filter(({ path }) => folderOf(path) === folder).length;
    return owned + near * 10 + (named ? 5 : 0) + size / 1_000;
  };
  return folders.sort((one, other) => score(other) - score(one) || (one < other ? -1 : 1))[0];
}

/** `V8__drop_price_old.sql` in a folder. */
export function migrationPath(folder: string, version: string, description: string): string {
  const words = description
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  return `${folder === '' ? '' : `${folder}/`}V${version}__${words}.sql`;
}

/** Whether a path lies in a Flyway folder but is not named as Flyway wants it, so it never runs. */
export function isOverlooked(path: string, folder: string): boolean {
  return (
    path.endsWith('.sql') &&
    !versioned.test(path) &&
    !/^[RUB]\d*__|^R__|^afterMigrate|^beforeMigrate/.test(baseName(path)) &&
    (folderOf(path) === folder || /migration/i.test(path))
  );
}
