import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type KnowledgeReader, SreError } from '@sre-aiops/core';

/** Larger files are nobody's notes, in bytes. */
const maxFileBytes = 1024 * 1024;

/**
 * Reads the Markdown and YAML files of a knowledge base; a folder that does not exist is an empty one. Reading throws
 * `FILE_UNREADABLE` when one of them cannot be read.
 */
export function knowledgeFolder(folder: string): KnowledgeReader {
  return {
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const paths = entries
        .filter((entry) => entry.isFile() && /\.(?:md|ya?ml)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      const files = await Promise.all(
        paths
          .sort()
          .map(async (path) => ({ path: relative(folder, path).split(sep).join('/'), text: await read(path) })),
      );
      return files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
    },
  };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > maxFileBytes ? undefined : await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new SreError('FILE_UNREADABLE', `${path} cannot be read (${code}).`, 'Check its permissions.', { cause });
  }
}

/**
 * Makes sure that a folder can be the knowledge base that was named.
 *
 * @param mayBeNew Whether one that does not exist may be begun.
 * @throws {SreError} `FILE_UNREADABLE` when it is no folder.
 */
export async function assertKnowledgeAt(folder: string, mayBeNew = false): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() || (!found && mayBeNew)) return;
  throw new SreError(
    'FILE_UNREADABLE',
    `${folder} ${found ? 'is no folder' : 'does not exist'}.`,
    'Give `--knowledge` the folder of a knowledge base.',
  );
}

/** The files of both; where both have one, that of `upper`. */
export function overlaid(lower: KnowledgeReader, upper: KnowledgeReader): KnowledgeReader {
  return {
    async files() {
      const files = new Map([...(await lower.files()), ...(await upper.files())].map((file) => [file.path, file]));
      return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}
