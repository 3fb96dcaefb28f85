import { type RedPull, type RedRun, type RunAnnotation, readPullRequest } from '@sre-aiops/core';
import { z } from 'zod';
import type { Connection } from '../connect.ts';
import { failedJobs, failedLogs } from '../reader/jobs.ts';
import { Pull, read } from '../writer/answers.ts';
import type { Trees } from '../writer/bench.ts';
import { repairsOf } from '../writer/fix.ts';
import { pullsOf } from '../writer/pulls.ts';

/** Jobs whose annotations are read, and annotations that are kept. */
const maxJobs = 5;
const maxAnnotations = 20;
/** Runs of the default branch that are looked through for the last one that ended by itself. */
const maxBaseRuns = 10;

const WorkflowRun = z.object({
  id: z.number().int(),
  html_url: z.string().optional(),
  workflow_id: z.number().int(),
  run_attempt: z.number().int().positive().nullish(),
  conclusion: z.string().nullish(),
  head_branch: z.string().nullish(),
  head_sha: z.string(),
  head_repository: z.object({ full_name: z.string() }).nullish(),
  actor: z.object({ login: z.string() }).nullish(),
});
type WorkflowRun = z.infer<typeof WorkflowRun>;

const Annotation = z.object({
  path: z.string().nullish(),
  start_line: z.number().int().nullish(),
  annotation_level: z.string().nullish(),
  message: z.string().nullish(),
});

/**
 * A workflow run with all that is needed to judge it: its failed jobs and what they marked, the pull request of its branch if that
 * is one of ours, and the last run of the same workflow on the default branch. Logs are read when they are asked for.
 *
 * @throws {SreError}
 */
export async function redRun(connection: Connection, trees: Trees, id: number): Promise<RedRun> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { run_id: id },
    'read the workflow run',
  );
  const run = read(WorkflowRun, data);
  const branch = run.head_branch ?? '';
  const jobs = await failedJobs(connection, id);
  const [annotations, pull, base] = await Promise.all([
    annotationsOf(connection, jobs),
    pullOf(connection, trees, run, branch),
    baseOf(connection, trees, run),
  ]);
  return {
    id,
    ...(run.html_url ? { url: run.html_url } : {}),
    attempt: run.run_attempt ?? 1,
    conclusion: run.conclusion ?? '',
    repository: run.head_repository?.full_name ?? '',
    branch,
    headSha: run.head_sha,
    actor: run.actor?.login ?? '',
    jobs,
    annotations,
    ...(pull ? { pull } : {}),
    ...(base ? { base } : {}),
    log: () => failedLogs(connection, id, jobs),
  };
}

/** A token that may not read checks has no annotations: the log tells the same, without the lines. */
async function annotationsOf(connection: Connection, jobs: RedRun['jobs']): Promise<RunAnnotation[]> {
  const lists = jobs.slice(0, maxJobs).map(async ({ id }) => {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      { check_run_id: id, per_page: maxAnnotations },
      'read the annotations of the job',
    );
    return read(z.array(Annotation), data);
  });
  const found = await Promise.all(lists.map((list) => list.catch(() => [])));
  return found
    .flat()
    .filter(({ annotation_level: level }) => level === 'failure')
    .slice(0, maxAnnotations)
    .map(({ path, start_line: line, message }) => ({
      path: path ?? '',
      line: line ?? 0,
      text: (message ?? '').slice(0, 1_000),
    }));
}

const Author = z.object({ user: z.object({ login: z.string() }).nullish(), mergeable: z.boolean().nullish() });

async function pullOf(
  connection: Connection,
  trees: Trees,
  run: WorkflowRun,
  branch: string,
): Promise<RedPull | undefined> {
  const { repository } = await trees.head();
  const isOwn = run.head_repository?.full_name.toLowerCase() === repository.toLowerCase();
  if (!isOwn || !branch.startsWith('sre-aiops/')) return undefined;
  const open = (await pullsOf({ connection, trees }, branch)).find(({ state }) => state === 'open');
  if (!open) return undefined;
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { pull_number: open.number },
    `read pull request #${open.number}`,
  );
  const pull = read(Pull, data);
  const { user, mergeable } = read(Author, data);
  const ours = readPullRequest(pull.body ?? '');
  return {
    number: pull.number,
    author: user?.login ?? '',
    headSha: pull.head.sha,
    incidentId: ours?.incidentId ?? '',
    attempts: repairsOf(pull),
    ...(ours ? { commit: ours.status.commit } : {}),
    ...(ours?.status.answer ? { answer: ours.status.answer } : {}),
    ...(typeof mergeable === 'boolean' ? { mergeable } : {}),
  };
}

async function baseOf(connection: Connection, trees: Trees, run: WorkflowRun): Promise<RedRun['base']> {
  const { branch } = await trees.head();
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    { workflow_id: run.workflow_id, branch, status: 'completed', per_page: maxBaseRuns },
    'look for the last run on the default branch',
  );
  const ended = new Set(['success', 'failure', 'timed_out']);
  const last = read(z.object({ workflow_runs: z.array(WorkflowRun) }), data).workflow_runs.find(
    ({ conclusion, head_repository: from }) =>
      ended.has(conclusion ?? '') && from?.full_name === run.head_repository?.full_name,
  );
  if (!last) return undefined;
  const jobs = last.conclusion === 'success' ? [] : await failedJobs(connection, last.id);
  return {
    conclusion: last.conclusion ?? '',
    ...(last.html_url ? { url: last.html_url } : {}),
    jobs,
    log: () => failedLogs(connection, last.id, jobs),
  };
}
