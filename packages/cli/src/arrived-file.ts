import { lstat } from 'node:fs/promises';
import type { SreError } from '@sre-aiops/core';
import { readText } from './input.ts';

/**
 * Text of a file that came from another job, which nobody trusts: no link is followed, and no more is read than its kind needs.
 *
 * @param maxBytes Largest file that is read, in bytes.
 * @param refused The error to throw, made of what is wrong with the file: `it is not there`.
 * @throws {SreError} What `refused` makes, or `FILE_UNREADABLE` when it may not be read.
 */
export async function readArrived(file: string, maxBytes: number, refused: (why: string) => SreError): Promise<string> {
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isFile()) throw refused(found ? 'it is no plain file' : 'it is not there');
  if (found.size > maxBytes) throw refused(`it is larger than ${maxBytes / 1024} KiB`);
  return readText(file, 'FILE_UNREADABLE', maxBytes);
}
