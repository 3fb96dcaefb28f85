import type { FailedJob } from '@sre-aiops/core';
import type { Connection } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { JobsShape, shaped } from './shapes.ts';
import { unzipped } from './zip.ts';

/** Longest log that is read, in bytes; what comes after is left out. */
const maxLogBytes = 50 * 1024 * 1024;
const timeoutMs = 120_000;

/**
 * The jobs of the last attempt of a workflow run that failed or ran out of time.
 *
 * @throws {SreError}
 */
export async function failedJobs(connection: Connection, runId: number): Promise<FailedJob[]> {
  const answer = await connection.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
    { run_id: runId, per_page: 100 },
    'read the jobs of the workflow run',
  );
  const failed = new Set(['failure', 'timed_out']);
  return shaped(JobsShape, answer, 'the jobs of the workflow run')
    .jobs.filter(({ conclusion }) => failed.has(conclusion ?? ''))
    .map(({ id, name, html_url: url, steps }) => {
      const step = steps?.find(({ conclusion }) => failed.has(conclusion ?? ''))?.name;
      return { id, name, ...(step ? { step } : {}), ...(url ? { url } : {}) };
    });
}

/**
 * The log of a job, as it comes: UTF-8 with a time before every line. It lies on another host, which is not shown the
 * token.
 *
 * @throws {SreError} at the first read; a log that expired is `GITHUB_REFUSED` or `GITHUB_NOT_FOUND`.
 */
export async function* jobLog(connection: Connection, jobId: number): AsyncGenerator<Uint8Array> {
  const body = await connection.stream(
    'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
    { job_id: jobId },
    'read the log of the job',
    timeoutMs,
  );
  yield* upTo(maxLogBytes, unzipped(body));
}

/**
 * The logs of the jobs of a run that failed, one after the other, 50 MiB in all. Where a job's own log is not there, those of
 * the whole run, which GitHub keeps as one archive.
 *
 * @throws {SreError} when there is neither.
 */
export async function* failedLogs(
  connection: Connection,
  runId: number,
  jobs: readonly Pick<FailedJob, 'id'>[],
): AsyncGenerator<Uint8Array> {
  yield* upTo(maxLogBytes, allOf(connection, runId, jobs));
}

async function* allOf(
  connection: Connection,
  runId: number,
  jobs: readonly Pick<FailedJob, 'id'>[],
): AsyncGenerator<Uint8Array> {
  let missing: unknown;
  let read = 0;
  for (const { id } of jobs) {
    try {
      for await (const chunk of jobLog(connection, id)) {
        read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (![404, 410].includes(statusOf(error) ?? 0)) throw error;
      missing = error;
    }
  }
  if (read > 0 || missing === undefined) return;
  const archive = await connection
    .stream(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs',
      { run_id: runId },
      'read the logs of the run',
      timeoutMs,
    )
    .catch(() => {
      throw missing;
    });
  yield* unzipped(archive);
}

async function* upTo(bytes: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let room = bytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, room);
    room -= chunk.length;
    if (room <= 0) return;
  }
}
