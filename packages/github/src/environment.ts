import { SreError } from '@sre-aiops/core';
import { z } from 'zod';
import type { Connection } from './connect.ts';
import { statusOf } from './errors.ts';
import { read } from './writer/answers.ts';

/** Source: docs.github.com, "REST API endpoints for deployment environments". */
const Environment = z.object({
  protection_rules: z.array(z.object({ type: z.string(), reviewers: z.array(z.unknown()).optional() })).default([]),
  deployment_branch_policy: z.object({}).nullish(),
});

/**
 * Refuses an environment in which a job waits for nobody. GitHub makes an environment that a job names and that does not
 * exist, without any protection.
 *
 * @returns Whether jobs of any branch may use it, which lets a changed workflow in.
 * @throws {SreError} `ENVIRONMENT_UNPROTECTED` when no person has to approve, or as of the connection.
 */
export async function assertProtected(connection: Connection, name: string): Promise<{ readonly anyBranch: boolean }> {
  const environment = await environmentAt(connection, name);
  const reviews = environment?.protection_rules.some(
    ({ type, reviewers = [] }) => type === 'required_reviewers' && reviewers.length > 0,
  );
  if (environment && reviews) return { anyBranch: !environment.deployment_branch_policy };
  throw new SreError(
    'ENVIRONMENT_UNPROTECTED',
    environment
      ? `Nobody has to approve a job in the environment ${name}, so nothing is applied.`
      : `There is no environment ${name} yet, so nobody could approve, and nothing is applied.`,
    `Settings, Environments, ${name}: tick "Required reviewers", name people, and allow the default branch alone; docs/infrastructure.md shows how.`,
  );
}

async function environmentAt(connection: Connection, name: string): Promise<z.infer<typeof Environment> | undefined> {
  try {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/environments/{environment_name}',
      { environment_name: name },
      `read the environment ${name}`,
    );
    return read(Environment, data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
