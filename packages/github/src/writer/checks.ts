import { type PullRequestDraft, readPullRequest, type Written, withChecks } from '@sre-aiops/core';
import type { Run } from './answers.ts';
import type { Bench } from './bench.ts';
import { patchPull, pullAt } from './pulls.ts';
import { dispatchOnce, runAt } from './runs.ts';

/** The first wait between two looks at a run, in milliseconds; each is longer than the one before, up to the second. */
const lookMs = [15_000, 120_000] as const;

/**
 * Starts the repository's own checks on the branch of the fix, where the policy names their workflow: GitHub starts none
 * for a pull request that was opened with the built-in token. Waits as long as the policy says, and writes the result
 * into the pull request. The same commit is checked once; a check that cannot be started does not take the fix back.
 */
export async function putChecks(bench: Bench, draft: PullRequestDraft, written: Written): Promise<Written> {
  const { ciWorkflow, waitMinutes } = (await bench.policy()).pullRequest;
  if (!ciWorkflow || written.number === undefined || written.outcome === 'left') return written;
  const pull = await pullAt(bench, written.number);
  const status = readPullRequest(pull.body ?? '')?.status;
  if (!status || (status.checks && status.checks.outcome !== 'pending')) return written;
  try {
    const { value } = await dispatchOnce(bench, {
      key: draft.key,
      name: `checks-${status.commit.slice(0, 12)}`,
      workflow: ciWorkflow,
      ref: pull.head.ref,
      inputs: {},
      isIt: (run) => run.head_sha === status.commit,
    });
    bench.log.info(`Checks of this repository: ${value.page}`);
    const run = value.run && (await ended(bench, value.run, waitMinutes * 60_000));
    // Read again: people may have worked on the text while we waited.
    const { body } = await pullAt(bench, pull.number);
    const told = withChecks(body ?? '', { outcome: run?.conclusion ?? 'pending', run: value.page });
    if (told === (body ?? '').replaceAll('\r\n', '\n')) return written;
    await patchPull(bench, pull.number, { body: told });
    return { ...written, outcome: written.outcome === 'unchanged' ? 'updated' : written.outcome };
  } catch (error) {
    const { message, remedy = '' } = error as Error & { remedy?: string };
    bench.log.warning(`The checks of this repository did not start: ${message} ${remedy}`.trimEnd());
    return written;
  }
}

async function ended(bench: Bench, first: Run, waitMs: number): Promise<Run> {
  let run = first;
  let [look, longest] = lookMs as readonly [number, number];
  for (let waited = 0; run.status !== 'completed' && waited < waitMs; waited += look) {
    look = Math.min(longest, waited === 0 ? look : look * 1.5);
    await bench.wait(look);
    run = await runAt(bench, run.id);
  }
  return run;
}
