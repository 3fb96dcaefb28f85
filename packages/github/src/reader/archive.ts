import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Connection } from '../connect.ts';
import { type TreeFile, treeId } from './git-tree.ts';
import { tarEntries } from './tar.ts';

/** Largest file whose text is of use, in bytes. */
export const maxFileBytes = 1024 * 1024;
const maxArchiveBytes = 1024 * 1024 * 1024;
const maxFiles = 200_000;
const timeoutMs = 120_000;

/** Takes what is read: the id of a blob and its content, or `undefined` where it is too large to be of use. */
export type TakeBlob = (blob: string, content: Buffer | undefined) => void;

/**
 * All files of a commit by one request. GitHub makes the archive with `git archive`, which heeds `.gitattributes`: files
 * can be left out (`export-ignore`) or changed (`export-subst`, line ends), and submodules are empty folders. So what
 * came is hashed as git hashes it, and only an archive that is the commit's tree to the byte is believed.
 *
 * @param tree Id of the commit's tree.
 * @param take Gets every content, also of an archive that is not believed in the end: blobs are named by their content.
 * @returns The files by path; `undefined` when the archive is another tree, broken, or too large.
 * @throws {SreError} when GitHub refuses.
 */
export async function archived(
  connection: Connection,
  sha: string,
  tree: string,
  take: TakeBlob,
): Promise<ReadonlyMap<string, TreeFile> | undefined> {
  const body = await connection.stream(
    'GET /repos/{owner}/{repo}/tarball/{ref}',
    { ref: sha },
    'read the files of the repository',
    timeoutMs,
  );
  const files = new Map<string, TreeFile>();
  try {
    const packed = Readable.from(body);
    const unpacked = createGunzip();
    packed.on('error', (error) => unpacked.destroy(error));
    for await (const { path, mode, blob, content } of tarEntries(packed.pipe(unpacked), {
      maxKept: maxFileBytes,
      maxTotal: maxArchiveBytes,
    })) {
      // Everything lies in one folder, `owner-repo-sha`.
      files.set(path.slice(path.indexOf('/') + 1), { mode, blob });
      if (files.size > maxFiles) return undefined;
      if (mode !== '120000') take(blob, content);
    }
  } catch {
    return undefined;
  }
  return treeId(files) === tree ? utf8Paths(files) : undefined;
}

function utf8Paths(files: ReadonlyMap<string, TreeFile>): ReadonlyMap<string, TreeFile> {
  return new Map(Array.from(files, ([path, file]) => [Buffer.from(path, 'latin1').toString('utf8'), file]));
}
