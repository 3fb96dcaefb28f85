import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';

const mebibyte = 1024 * 1024;
/** What an incident's folder may hold: files, bytes of one, bytes of all. */
const limits = { files: 2_000, fileBytes: 64 * mebibyte, allBytes: 256 * mebibyte };

/**
 * The digest of an incident's folder, by which a later job knows that it is the one that an earlier job made: sha256 in hex
 * over the sorted list of path, size and sha256 of every file. Times, modes and empty folders do not count.
 *
 * @throws {SreError} `FOLDER_INVALID` when it is no folder, is too large, or holds a link, a socket or a device.
 */
export async function folderSha256(folder: string): Promise<string> {
  const files = await filesIn(folder);
  if (files.length > limits.files) throw invalid(folder, `it holds more than ${limits.files} files`);
  let bytes = 0;
  const lines: string[] = [];
  for (const path of files.sort()) {
    const size = (await lstat(join(folder, path)).catch(() => undefined))?.size;
    if (size === undefined) throw invalid(folder, `${path} cannot be read: its name is no UTF-8, or it is gone`);
    bytes += size;
    if (size > limits.fileBytes) throw invalid(folder, `${path} is larger than ${limits.fileBytes / mebibyte} MiB`);
    if (bytes > limits.allBytes) throw invalid(folder, `it is larger than ${limits.allBytes / mebibyte} MiB`);
    lines.push(JSON.stringify([path, size, sha256(await readFile(join(folder, path)))]));
  }
  return sha256(lines.join('\n'));
}

/**
 * Makes sure that a folder is the one that an earlier job made.
 *
 * @param sha256 Its digest, as that job told it.
 * @throws {SreError} `FOLDER_ALTERED` when it is another one, and as {@link folderSha256}.
 */
export async function assertFolderIs(folder: string, sha256: string): Promise<void> {
  if ((await folderSha256(folder)) === sha256) return;
  throw new SreError(
    'FOLDER_ALTERED',
    `${folder} is not the folder that the earlier job made: its digest is another one.`,
    'Nothing was done with it. Run the whole response again; when it happens again, look at who else writes artifacts in that run.',
  );
}

/** Paths of all files below a folder, with forward slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const root = await lstat(folder).catch(() => undefined);
  if (!root?.isDirectory()) throw invalid(folder, root ? 'it is no folder' : 'it is not there');
  const found: string[] = [];
  const open = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) open.push(`${path}/`);
      else if (entry.isFile()) found.push(path);
      else throw invalid(folder, `${path} is neither a file nor a folder`);
    }
  }
  return found;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function invalid(folder: string, why: string): SreError {
  return new SreError(
    'FOLDER_INVALID',
    `${folder} is no incident's folder: ${why}.`,
    'Hand on the folder that `ingest` made, as it is.',
  );
}
