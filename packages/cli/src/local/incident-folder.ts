import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createRedactor,
  type DocumentName,
  type Documents,
  documentSchemas,
  incidentId,
  normaliseAlert,
  pipeline,
  type Redaction,
  SreError,
} from '@sre-aiops/core';

/** The folder of an incident below `out`, called by the id that `ingest` will give it: nothing secret is in its name. */
export function incidentFolder(out: string, payload: unknown, receivedAt: string, redaction?: Redaction): string {
  return join(out, incidentId(normaliseAlert(payload, receivedAt, createRedactor(redaction).redact).alert));
}

/**
 * Reads one document of an incident folder; `undefined` when the stage that writes it has not run.
 *
 * @throws {SreError} `FILE_UNREADABLE`, or `DOCUMENT_INVALID` naming the field when it is not what that stage writes.
 */
export async function readDocumentIfPresent<Name extends DocumentName>(
  folder: string,
  name: Name,
): Promise<Documents[Name] | undefined> {
  const file = join(folder, `${name}.json`);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw new SreError(
      'FILE_UNREADABLE',
      `${file} cannot be read: ${cause.code}.`,
      'Check the path and its permissions.',
      { cause },
    );
  });
  if (text === undefined) return undefined;
  const parsed = documentSchemas[name].safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SreError(
    'DOCUMENT_INVALID',
    `${file} is not a valid ${name}: \`${issue?.path.join('.') || '(root)'}\` ${issue?.message}.`,
    'Run the stage that writes it again.',
    { cause: parsed.error },
  );
}

/** Reads one document that must be there. @throws {SreError} `DOCUMENT_MISSING`, and as {@link readDocumentIfPresent}. */
export async function documentIn<Name extends DocumentName>(folder: string, name: Name): Promise<Documents[Name]> {
  const document = await readDocumentIfPresent(folder, name);
  if (document) return document;
  throw new SreError(
    'DOCUMENT_MISSING',
    `The proof needs ${name}.json, which is not in ${folder}.`,
    'Run the stages before it, or `sre-aiops respond`.',
  );
}

/** Writes one document whole: readers see the old one or the new one, never a half. The artefacts also become files of their own. */
export async function writeDocument<Name extends DocumentName>(
  folder: string,
  name: Name,
  document: Documents[Name],
): Promise<void> {
  await writeWhole(join(folder, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
  if (name !== 'artifacts') return;
  const { files } = document as Documents['artifacts'];
  for (const { file, content } of files) await writeWhole(join(folder, 'artifacts', file), content);
}

/**
 * Documents that were made from the one that is about to be replaced, in the order of the response: empty when the new
 * one says the same, whatever the time it was written at.
 */
export async function outdatedBy<Name extends DocumentName>(
  folder: string,
  name: Name,
  document: Documents[Name],
): Promise<DocumentName[]> {
  const text = await readFile(join(folder, `${name}.json`), 'utf8').catch(() => undefined);
  if (text === undefined || timeless(jsonOf(text)) === timeless(document)) return [];
  const order = [...new Set(pipeline.map(({ writes }) => writes))];
  const outdated: DocumentName[] = [];
  for (const later of order.slice(order.indexOf(name) + 1))
    if (await stat(join(folder, `${later}.json`)).catch(() => undefined)) outdated.push(later);
  return outdated;
}

/** What is no JSON any more says something else than any document. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A document without the time it was written at. */
function timeless(document: unknown): string {
  const fields = Object.entries(Object(document)).filter(
    ([field]) => !/^(?:ingested|diagnosed|planned|written)At$/.test(field),
  );
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Writes a file by way of a neighbour that is then renamed.
 *
 * @returns Whether the file was new, changed, or the same already.
 * @throws {SreError} `OUTPUT_UNWRITABLE`.
 */
export async function writeWhole(file: string, text: string): Promise<'created' | 'updated' | 'unchanged'> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === text) return 'unchanged';
  const part = join(dirname(file), `.${randomUUID()}.part`);
  try {
    await makeFolder(dirname(file));
    await writeFile(part, text);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    throw new SreError(
      'OUTPUT_UNWRITABLE',
      `${file} cannot be written: ${(cause as NodeJS.ErrnoException).code}.`,
      'Give `--out` a folder that you may write to, on a disk with room.',
      { cause },
    );
  }
  return before === undefined ? 'created' : 'updated';
}

/** Makes a folder and those above it. (The `recursive` of Node tries for ever where the kernel lets nobody make any, as in /proc.) */
export async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder).catch((error: NodeJS.ErrnoException) => error);
  let failure = await make();
  if (failure?.code === 'ENOENT' && dirname(folder) !== folder) {
    await makeFolder(dirname(folder));
    failure = await make();
  }
  if (!failure) return;
  const exists = failure.code === 'EEXIST' || (await stat(folder).catch(() => undefined))?.isDirectory();
  if (!exists) throw failure;
}

/**
 * Parses JSON text.
 *
 * @throws {SreError} `DOCUMENT_INVALID` naming the file.
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new SreError(
      'DOCUMENT_INVALID',
      `${file} is not JSON: ${withoutQuote((cause as Error).message)}.`,
      'Check the file; it must hold one JSON value.',
      { cause },
    );
  }
}

/** Some messages of the parser quote the text, which may hold secrets: `Unexpected token 'x', ..."ssword: x"... is not valid JSON`. */
function withoutQuote(message: string): string {
  return message.replace(/, (?:\.\.\.)?".*$/s, '');
}
