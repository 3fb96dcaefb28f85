import type { CodeReader, KnowledgeReader } from '@sre-aiops/core';

/**
 * The Markdown and YAML files of a knowledge base that lies in the repository itself, at the tip of its default branch;
 * a folder that does not exist is an empty one. Links, binaries and files over 1 MiB are none.
 *
 * @param folder Path in the repository.
 */
export function githubKnowledge(reader: CodeReader, folder = 'knowledge-base'): KnowledgeReader {
  const prefix = `${folder.replace(/\/+$/, '')}/`;
  return {
    async files() {
      const { sha } = await reader.head();
      const paths = (await reader.listFiles(sha)).filter(
        (path) => path.startsWith(prefix) && /\.(?:md|ya?ml)$/.test(path),
      );
      const files = await Promise.all(
        paths.map(async (path) => ({ path: path.slice(prefix.length), text: await reader.readFile(path, sha) })),
      );
      return files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
    },
  };
}
