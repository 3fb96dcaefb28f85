import type { Connection } from '../connect.ts';
import { JobsShape, shaped } from './shapes.ts';

/** Longest log that is read, in bytes; what comes after is left out. */
const maxLogBytes = 50 * 1024 * 1024;
const timeoutMs = 120_000;

/** A job of a workflow run that failed. Names are untrusted text. */
export interface FailedJob {
  readonly id: number;
  readonly name: string;
  /** The first step that failed, where GitHub tells. */
  readonly step?: string;
  readonly url?: string;
}

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
  let room = maxLogBytes;
  for await (const chunk of body) {
    yield chunk.subarray(0, room);
    room -= chunk.length;
    if (room <= 0) return;
  }
}
