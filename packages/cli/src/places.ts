import { join } from 'node:path';
import type { CodeWriter, KnowledgeReader } from '@sre-aiops/core';
import { folderWriter } from './local/folder-writer.ts';
import { knowledgeFolder, overlaid } from './local/knowledge-folder.ts';
import type { GithubRepository } from './remote/github.ts';

/** What decides where the past is read and the answer goes. */
export interface PlaceOptions {
  /** Folder of the knowledge base. */
  readonly knowledge?: string | undefined;
  /** Write the entry into that folder too. */
  readonly learn?: boolean | undefined;
  /** Publish on GitHub instead of into the incident's folder. */
  readonly publish?: boolean | undefined;
  readonly github?: GithubRepository | undefined;
}

/**
 * Where the past is read and the answer goes. The past is a knowledge base, that of the repository on GitHub or a folder,
 * below what this incident's folder would publish; where the entry goes into the knowledge base itself, that alone counts,
 * for it may know later occurrences than the folder.
 *
 * @param folder The incident's.
 */
export function placesOf(
  folder: string,
  { knowledge, learn = false, publish = false, github }: PlaceOptions,
): { readonly knowledge: KnowledgeReader; readonly writer: CodeWriter } {
  const named = knowledge ?? 'knowledge-base';
  const base = github && knowledge === undefined ? github.knowledge : knowledgeFolder(named);
  if (publish && github) return { knowledge: base, writer: github.writer };
  const known = learn ? base : overlaid(base, knowledgeFolder(join(folder, 'published', 'knowledge-base')));
  return { knowledge: known, writer: folderWriter(folder, known, learn ? named : undefined) };
}
