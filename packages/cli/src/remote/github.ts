import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, type CodeWriter, type KnowledgeReader, type Log, SreError } from '@sre-aiops/core';
import {
  type Connection,
  connect,
  type GithubReader,
  githubKnowledge,
  githubReader,
  githubWriter,
} from '@sre-aiops/github';

/** A repository on GitHub: what is read of it, what is published there, and what that took. */
export interface GithubRepository {
  readonly reader: GithubReader;
  readonly writer: CodeWriter;
  /** The knowledge base where the policy of the repository says that it lies. */
  readonly knowledge: KnowledgeReader;
  readonly requests: Connection['requests'];
}

/** `owner/name`, and nothing else that a path or a URL could be. */
export const repositoryName = /^[\w.-]+\/[\w.-]+$/;

/**
 * Connects to a repository with the user's token, `GITHUB_TOKEN` or `GH_TOKEN`; on a GitHub Enterprise Server as
 * `GITHUB_API_URL` says.
 *
 * @throws {SreError} `TOKEN_INVALID` or `OPTION_INVALID`.
 */
export function openGithub(
  repository: string,
  { clock, log, env = process.env }: { readonly clock: Clock; readonly log: Log; readonly env?: NodeJS.ProcessEnv },
): GithubRepository {
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (!token) {
    throw new SreError(
      'TOKEN_INVALID',
      `${repository} is on GitHub, and no token was given.`,
      'Set `GITHUB_TOKEN`, for example `GITHUB_TOKEN="$(gh auth token)"`; or give the folder of a clone.',
    );
  }
  const connection = connect({ repository, token, apiUrl: env.GITHUB_API_URL || undefined, log });
  const reader = githubReader(connection);
  const writer = githubWriter({ connection, trees: reader, clock, log, wait: (ms) => wait(ms) });
  return {
    reader,
    writer,
    knowledge: {
      files: async () => githubKnowledge(reader, (await writer.policy()).knowledge.path).files(),
    },
    requests: connection.requests,
  };
}
