import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { SreError, type SreErrorCode } from '@sre-aiops/core';
import { parseJson } from './local/incident-folder.ts';

const mebibyte = 1024 * 1024;
/** Largest symptom or change list that is read, in bytes. Logs have no limit. */
const maxBytes = 256 * mebibyte;
const maxAlertBytes = 16 * mebibyte;

/**
 * Reads a whole text file, or standard input for `-`: UTF-8, or UTF-16 with a byte order mark.
 *
 * @throws {SreError} `FILE_UNREADABLE` (or the code given) when it is missing, a folder, or too large.
 */
export async function readText(
  file: string,
  code: SreErrorCode = 'FILE_UNREADABLE',
  limit: number = maxBytes,
): Promise<string> {
  if (file !== '-') await assertFile(file, code);
  let decoder: TextDecoder | undefined;
  let text = '';
  let size = 0;
  for await (const chunk of bytesOf(file, code)) {
    size += chunk.length;
    if (size > limit) {
      const message = `${nameOf(file)} is larger than ${limit / mebibyte} MiB.`;
      throw new SreError(code, message, 'Send a smaller one.');
    }
    decoder ??= decoderFor(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + (decoder?.decode() ?? '');
}

/** The decoder that a byte order mark asks for. */
function decoderFor([first, second]: Uint8Array): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

/** Reads one JSON value. @throws {SreError} as {@link readText}, or `DOCUMENT_INVALID`. */
export async function readJson(file: string, code: SreErrorCode = 'FILE_UNREADABLE'): Promise<unknown> {
  return parseJson(await readText(file, code), nameOf(file));
}

/** Reads the payload of an alert. @throws {SreError} `ALERT_MISSING`, or `DOCUMENT_INVALID`. */
export async function readPayload(file: string): Promise<unknown> {
  return parseJson(await readText(file, 'ALERT_MISSING', maxAlertBytes), nameOf(file));
}

/** Standard input can be read once. @throws {SreError} `OPTION_INVALID` when several inputs are `-`. */
export function assertOneStdin(inputs: readonly (string | undefined)[]): void {
  if (inputs.filter((input) => input === '-').length > 1)
    throw new SreError('OPTION_INVALID', 'Standard input is named twice.', 'Give `-` once and files for the rest.');
}

/** The bytes of a file, or of standard input for `-`. @throws {SreError} of the code when it cannot be read. */
export async function* bytesOf(file: string, code: SreErrorCode): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: mebibyte });
  } catch (cause) {
    if (cause instanceof SreError) throw cause;
    throw unreadable(file, code, cause as NodeJS.ErrnoException);
  }
}

/** @throws {SreError} of the code when the file is missing, a folder, or may not be read. */
export async function assertFile(file: string, code: SreErrorCode): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, code, cause);
  });
  if (found.isDirectory()) throw new SreError(code, `${file} is a folder.`, 'Name a file.');
  await access(file, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, code, cause);
  });
}

function unreadable(file: string, code: SreErrorCode, cause: NodeJS.ErrnoException): SreError {
  const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
  return new SreError(code, `${nameOf(file)} ${why}.`, 'Check the path and its permissions.', { cause });
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : file;
}
