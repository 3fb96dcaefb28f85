import { SreError } from '@sre-aiops/core';
import type { Connection } from '../connect.ts';
import { ArtifactsShape, shaped } from './shapes.ts';

const timeoutMs = 600_000;

/**
 * An artifact of a workflow run, as the zip archive that GitHub keeps. It lies on another host, which is not shown the
 * token.
 *
 * @throws {SreError} at the first read; `GITHUB_NOT_FOUND` when the run has none of the name, or none that is left.
 */
export async function* artifact(connection: Connection, runId: number, name: string): AsyncGenerator<Uint8Array> {
  const answer = await connection.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    { run_id: runId, name, per_page: 100 },
    'find the artifact of the workflow run',
  );
  const { artifacts } = shaped(ArtifactsShape, answer, 'the artifacts of the workflow run');
  const found = artifacts.findLast((one) => one.name === name && !one.expired);
  if (!found) {
    throw new SreError(
      'GITHUB_NOT_FOUND',
      `The workflow run ${runId} has no artifact ${name}, or it has expired.`,
      'Name the run and the artifact as the page of the run shows them.',
    );
  }
  yield* await connection.stream(
    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    { artifact_id: found.id, archive_format: 'zip' },
    'read the artifact of the workflow run',
    timeoutMs,
  );
}
