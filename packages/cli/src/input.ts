import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SreError, type SreErrorCode } from '@sre-aiops/core';
import { parseJson } from './local/incident-folder.ts';

/** Largest alert, symptom or change list that is read, in bytes. Logs have no limit. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Reads a whole text file, or standard input for `-`.
 *
 * @throws {SreError} `FILE_UNREADABLE` (or the code given) when it is missing, a folder, or too large.
 */
export async function readText(file: string, code: SreErrorCode = 'FILE_UNREADABLE'): Promise<string> {
  if (file === '-') return (await buffer(process.stdin)).toString('utf8');
  await assertFile(file, code);
  return readFile(file, 'utf8');
}

/** Reads one JSON value. @throws {SreError} as {@link readText}, or `DOCUMENT_INVALID`. */
export async function readJson(file: string, code: SreErrorCode = 'FILE_UNREADABLE'): Promise<unknown> {
  return parseJson(await readText(file, code), file === '-' ? 'standard input' : file);
}

/**
 * Opens log files (or standard input for `-`) as one stream of bytes; a newline stands between two files.
 *
 * @throws {SreError} `LOG_UNREADABLE` before the first byte when one cannot be read.
 */
export async function openLogs(files: readonly string[]): Promise<AsyncIterable<Uint8Array>> {
  for (const file of files) if (file !== '-') await assertFile(file, 'LOG_UNREADABLE', Number.POSITIVE_INFINITY);
  return chunksOf(files);
}

async function* chunksOf(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const [index, file] of files.entries()) {
    if (index > 0) yield Buffer.from('\n');
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
  }
}

async function assertFile(file: string, code: SreErrorCode, limit = maxBytes): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new SreError(code, `${file} ${why}.`, 'Check the path and its permissions.', { cause });
  });
  if (found.isDirectory()) throw new SreError(code, `${file} is a folder.`, 'Name a file.');
  if (found.size > limit)
    throw new SreError(code, `${file} is larger than ${limit / 1024 / 1024} MiB.`, 'Send a smaller file.');
}
