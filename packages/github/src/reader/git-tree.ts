import { createHash, type Hash } from 'node:crypto';

/** A file or link of a tree. */
export interface TreeFile {
  readonly mode: string;
  readonly blob: string;
  /** In bytes, where it is known. */
  readonly size?: number;
}

/** A folder: names as bytes in latin1. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, TreeFile>;
}

/** Git's mode of a submodule. */
export const submodule = '160000';

/** Hashes the content of a blob, as it comes, to the id that git gives it. */
export function blobHash(size: number): Hash {
  return createHash('sha1').update(`blob ${size}\0`);
}

/**
 * The id that git gives to a tree with these files.
 *
 * @param files By path, its bytes in latin1.
 */
export function treeId(files: ReadonlyMap<string, TreeFile>): string {
  const root: Folder = { folders: new Map(), files: new Map() };
  for (const [path, file] of files) {
    const names = path.split('/');
    const name = names.pop()!;
    let folder = root;
    for (const step of names) {
      const inner = folder.folders.get(step) ?? { folders: new Map(), files: new Map() };
      folder.folders.set(step, inner);
      folder = inner;
    }
    folder.files.set(name, file);
  }
  return idOf(root);
}

/** git sorts by bytes, a folder as if its name ended in a slash; latin1 text compares as its bytes do. */
function idOf(folder: Folder): string {
  const entries = [
    ...Array.from(folder.files, ([name, { mode, blob }]) => ({ name, key: name, mode, id: blob })),
    ...Array.from(folder.folders, ([name, inner]) => ({ name, key: `${name}/`, mode: '40000', id: idOf(inner) })),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  const bytes = Buffer.concat(
    entries.flatMap(({ name, mode, id }) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]),
  );
  return createHash('sha1').update(`tree ${bytes.length}\0`).update(bytes).digest('hex');
}
