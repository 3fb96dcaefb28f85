import { z } from 'zod';
import { Run } from './answers.ts';
import type { Bench } from './bench.ts';
import { found, onlyOnce } from './claims.ts';

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

const Started = z.object({ workflow_run_id: z.number().int() });

/**
 * Starts a workflow once and finds its run. GitHub does not refuse a second dispatch, so it is claimed first; one who
 * finds it claimed waits for the run to show.
 */
export function dispatchOnce(
  bench: Bench,
  dispatch: Dispatch,
): Promise<{ readonly made: boolean; readonly value: Run }> {
  const find = () => runOf(bench, dispatch);
  return onlyOnce(bench, { key: dispatch.key, name: dispatch.name, find }, async () => {
    const before = await find();
    if (before) return before;
    const answer = await bench.connection.once(
      'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      { workflow_id: dispatch.workflow, ref: dispatch.ref, inputs: dispatch.inputs, return_run_details: true },
      `start the workflow ${dispatch.workflow}`,
    );
    const started = Started.safeParse(answer.outcome === 'done' ? answer.data : undefined);
    if (started.success) return runAt(bench, started.data.workflow_run_id);
    const run = await found(bench, find);
    if (run) return run;
    if (answer.outcome === 'ambiguous') throw answer.error;
    throw new Error(`The run of ${dispatch.workflow} does not show.`);
  });
}

/** One run. */
export async function runAt({ connection }: Pick<Bench, 'connection'>, id: number): Promise<Run> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { run_id: id },
    'read the run',
  );
  return Run.parse(data);
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
  return z
    .object({ workflow_runs: z.array(Run) })
    .parse(data)
    .workflow_runs.find(isIt);
}
