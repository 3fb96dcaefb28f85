import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { KnowledgeReader } from '@sre-aiops/core';

/** Reads the Markdown and YAML files of a knowledge base; a folder that does not exist is an empty one. */
export function knowledgeFolder(folder: string): KnowledgeReader {
  return {
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const paths = entries
        .filter((entry) => entry.isFile() && /\.(?:md|ya?ml)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      return Promise.all(
        paths.sort().map(async (path) => ({
          path: path.slice(folder.length).split(sep).filter(Boolean).join('/'),
          text: await readFile(path, 'utf8'),
        })),
      );
    },
  };
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
