import { z } from 'zod';
import { statusOf } from '../errors.ts';
import { Run, read } from './answers.ts';
import type { Bench } from './bench.ts';
import { claim, claimsAfter, found, onlyOnce } from './claims.ts';

/** A workflow to start by hand. */
export interface Dispatch {
  readonly key: string;
  /** What claims it: one dispatch per name and incident key. */
  readonly name: string;
  /** File name below `.github/workflows`. */
  readonly workflow: string;
  /** Branch whose workflow file and code run. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Which of the newest runs is the one that was started. */
  isIt(run: Run): boolean;
}

/** A workflow that was started; its run, where GitHub tells which it is. */
export interface Started {
  readonly run?: Run;
  /** Page of the run, or else of the workflow. */
  readonly page: string;
}

/** In place of the number of a run: it was started, and GitHub did not say which it is. */
const unknownRun = '0';

/**
 * Starts a workflow once and finds its run. GitHub does not refuse a second dispatch, so it is claimed first, and what was
 * started is recorded by a ref of its own; one who finds it claimed waits for that, or for a run that shows it.
 */
export function dispatchOnce(
  bench: Bench,
  dispatch: Dispatch,
): Promise<{ readonly made: boolean; readonly value: Started }> {
  const { key, name } = dispatch;
  const find = () => startedBefore(bench, dispatch);
  return onlyOnce(bench, { key, name, find }, async () => {
    const before = await find();
    if (before) return before;
    const answer = await start(bench, dispatch);
    if (answer.outcome === 'ambiguous') {
      const run = await found({ wait: bench.wait, leaseMs: bench.leaseMs / 4 }, () => runOf(bench, dispatch));
      if (!run) throw answer.error;
      await claim(bench, key, `${name}-run-${run.id}`);
      return { run, page: run.html_url };
    }
    const told = Details.safeParse(answer.data);
    await claim(bench, key, `${name}-run-${told.success ? told.data.workflow_run_id : unknownRun}`);
    if (told.success) return { page: told.data.html_url, run: await runAt(bench, told.data.workflow_run_id) };
    const run = await found({ wait: bench.wait, leaseMs: bench.leaseMs / 4 }, () => runOf(bench, dispatch));
    return run ? { run, page: run.html_url } : { page: await workflowPage(bench, dispatch.workflow) };
  });
}

const Details = z.object({ workflow_run_id: z.number().int(), html_url: z.string() });

/** A GitHub Enterprise Server may not know `return_run_details` and then refuses the whole request. */
async function start({ connection }: Bench, { workflow, ref, inputs }: Dispatch) {
  const ask = (more: object) =>
    connection.once(
      'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      { workflow_id: workflow, ref, inputs, ...more },
      `start the workflow ${workflow}`,
    );
  return ask({ return_run_details: true }).catch((error: Error) => {
    if (statusOf(error) === 422 && /return_run_details/.test(error.message)) return ask({});
    throw error;
  });
}

async function startedBefore(bench: Bench, dispatch: Dispatch): Promise<Started | undefined> {
  const [id] = await claimsAfter(bench, dispatch.key, `${dispatch.name}-run-`);
  if (id !== undefined && id !== unknownRun) {
    const run = await runAt(bench, Number(id));
    return { run, page: run.html_url };
  }
  const run = await runOf(bench, dispatch);
  if (run) return { run, page: run.html_url };
  return id === unknownRun ? { page: await workflowPage(bench, dispatch.workflow) } : undefined;
}

async function workflowPage({ trees }: Bench, workflow: string): Promise<string> {
  const { url = '' } = await trees.head();
  return `${url}/actions/workflows/${workflow}`;
}

/** One run. */
export async function runAt({ connection }: Pick<Bench, 'connection'>, id: number): Promise<Run> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { run_id: id },
    'read the run',
  );
  return read(Run, data);
}

async function runOf(
  { connection }: Pick<Bench, 'connection'>,
  { workflow, isIt }: Dispatch,
): Promise<Run | undefined> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    { workflow_id: workflow, event: 'workflow_dispatch', per_page: 50 },
    `look for the run of ${workflow}`,
  );
  return read(z.object({ workflow_runs: z.array(Run) }), data).workflow_runs.find(isIt);
}
