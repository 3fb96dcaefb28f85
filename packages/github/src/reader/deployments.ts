import type { Deployment } from '@sre-aiops/core';
import { z } from 'zod';
import type { Connection } from '../connect.ts';
import { DeploymentShape, DeploymentStatusShape, shaped } from './shapes.ts';

/** Deployments whose outcome is looked up; each costs one request. */
const maxLookedUp = 4;

type Outcome = Pick<Deployment, 'state' | 'finishedAt' | 'url'>;

/** When, and into what, was deployed. Times are ISO 8601, UTC. */
export interface DeploymentWindow {
  readonly since: string;
  readonly until: string;
  /** Name of an environment in any case; without it those that are production by mark or name. */
  readonly environment?: string | undefined;
}

/**
 * The deployments into production of a window, newest first, out of the last 100 of the repository. Their outcomes are
 * looked up from the newest on until one more good one is found: the failing and the last good one are what is asked
 * about.
 */
export async function deploymentsIn(connection: Connection, window: DeploymentWindow): Promise<Deployment[]> {
  const answer = await connection.request(
    'GET /repos/{owner}/{repo}/deployments',
    { per_page: 100 },
    'read the deployments',
  );
  const within = shaped(z.array(DeploymentShape), answer, 'the deployments')
    .map((deployment) => ({ ...deployment, createdAt: new Date(deployment.created_at).toISOString() }))
    .filter(({ createdAt }) => createdAt >= window.since && createdAt <= window.until)
    .filter((deployment) => isMeant(deployment, window.environment))
    .sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
  const deployments: Deployment[] = [];
  let isFound = false;
  for (const [index, { id, sha, environment, createdAt }] of within.entries()) {
    const outcome: Outcome = isFound || index >= maxLookedUp ? { state: 'unknown' } : await outcomeOf(connection, id);
    const [newest] = deployments;
    isFound ||= newest !== undefined && outcome.state === 'success' && sha !== newest.sha;
    deployments.push({ sha, environment, createdAt, ...outcome });
  }
  return deployments;
}

function isMeant(deployment: DeploymentShape, environment: string | undefined): boolean {
  if (environment) return deployment.environment.toLowerCase() === environment.toLowerCase();
  return deployment.production_environment === true || /^(?:prod|production|live)$/i.test(deployment.environment);
}

/** A status `inactive` says that a later deployment took the place of a good one. */
async function outcomeOf(connection: Connection, id: number): Promise<Outcome> {
  const answer = await connection.request(
    'GET /repos/{owner}/{repo}/deployments/{id}/statuses',
    { id, per_page: 100 },
    'read the outcome of a deployment',
  );
  const statuses = shaped(z.array(DeploymentStatusShape), answer, 'the outcome of a deployment');
  const last = statuses.find(({ state }) => state === 'success' || state === 'failure' || state === 'error');
  const url = last?.log_url ?? last?.environment_url;
  const finished = last && { finishedAt: new Date(last.created_at).toISOString(), ...(url ? { url } : {}) };
  if (last) return { state: last.state === 'success' ? 'success' : 'failure', ...finished };
  return { state: statuses[0]?.state === 'inactive' ? 'success' : 'pending' };
}
