import { setTimeout as wait } from 'node:timers/promises';
import {
  type Clock,
  type KnowledgeReader,
  type Log,
  type Mode,
  type Policy,
  type RedRun,
  SreError,
} from '@sre-aiops/core';
import {
  assertProtected,
  type Connection,
  claim,
  connect,
  type GithubWriter,
  githubKnowledge,
  githubReader,
  githubWriter,
  type OpenIncidents,
  openIncidents,
  redRun,
} from '@sre-aiops/github';
import type { Repository } from '../local/git-repository.ts';
import { scratchWorkspace } from './scratch-workspace.ts';

/** A repository on GitHub: what is read of it, what is published there, and what that took. */
export interface GithubRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly repository: Repository;
  readonly writer: GithubWriter;
  /** The policy of its default branch; read once. */
  policy(): Promise<Policy>;
  /** The knowledge base where the policy of the repository says that it lies. */
  readonly knowledge: KnowledgeReader;
  readonly requests: Connection['requests'];
  /** The incidents that are open there, with their fixes. */
  openIncidents(): Promise<OpenIncidents>;
  /** Claims something of an incident once and for all, as `claim` does. */
  claim(key: string, name: string): Promise<boolean>;
  /** Refuses an environment in which a job waits for nobody; answers whether any branch may use it. */
  assertProtected(environment: string): Promise<{ readonly anyBranch: boolean }>;
  /** An artifact of a workflow run, as a zip archive. */
  artifact(runId: number, name: string): AsyncGenerator<Uint8Array>;
  /** A workflow run with what is needed to judge it; its logs are read when they are asked for. */
  redRun(runId: number): Promise<RedRun>;
}

/** How to reach GitHub, and for whom. */
export interface GithubOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Number of an existing issue on which to answer, instead of an issue of its own. */
  readonly issue?: number | undefined;
  /** Makes the mode of the policy stricter. */
  readonly mode?: Mode | undefined;
  /** `GITHUB_TOKEN` or `GH_TOKEN`, `GITHUB_API_URL`; those of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How long a second of waiting lasts, in milliseconds; for tests. */
  readonly secondMs?: number | undefined;
}

/**
 * Connects to a repository with the user's token; on a GitHub Enterprise Server as `GITHUB_API_URL` says.
 *
 * @param name `owner/name`.
 * @throws {SreError} `TOKEN_INVALID` or `OPTION_INVALID`.
 */
export function openGithub(name: string, options: GithubOptions): GithubRepository {
  const { clock, log, issue, mode, env = process.env, secondMs = 1_000 } = options;
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (!token) {
    throw new SreError(
      'TOKEN_INVALID',
      `${name} is on GitHub, and no token was given.`,
      'Set `GITHUB_TOKEN`, for example `GITHUB_TOKEN="$(gh auth token)"`; or give the folder of a clone.',
    );
  }
  const connection = connect({ repository: name, token, apiUrl: env.GITHUB_API_URL || undefined, log, secondMs });
  const reader = githubReader(connection);
  const pause = (ms: number) => wait((ms * secondMs) / 1_000);
  const writer = githubWriter({ connection, trees: reader, clock, log, issue, mode, wait: pause });
  return {
    name,
    repository: { ...reader, ...scratchWorkspace(reader), close: () => {} },
    writer,
    policy: () => writer.policy(),
    knowledge: {
      files: async () => githubKnowledge(reader, (await writer.policy()).knowledge.path).files(),
    },
    requests: connection.requests,
    openIncidents: () => openIncidents({ connection, trees: reader }),
    claim: (key, name) => claim({ connection, trees: reader }, key, name),
    assertProtected: (environment) => assertProtected(connection, environment),
    artifact: (runId, artifactName) => reader.artifact(runId, artifactName),
    redRun: (runId) => redRun(connection, reader, runId),
  };
}
