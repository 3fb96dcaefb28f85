import { assertMayDispatch, type DispatchDraft, type Outcome } from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import type { Bench } from './bench.ts';
import { dispatchOnce, runAt } from './runs.ts';

/** Characters of the plan's hash that stand in the name of its run. */
const shownHash = 12;

/**
 * Asks the remediation workflow for infrastructure work. One plan is asked for once: its hash is claimed, the run is
 * recorded, and the workflow changes nothing where the cluster has it already.
 */
export async function putDispatch(bench: Bench, draft: DispatchDraft): Promise<Outcome> {
  const policy = await bench.policy();
  if (policy.mode !== 'on') return { skipped: `the mode in .github/sre-aiops.yml is ${policy.mode}` };
  const { infrastructure } = draft;
  assertMayDispatch(policy, infrastructure, draft.patch);
  const { branch } = await bench.trees.head();
  const { workflow } = policy.infrastructure;
  if ((await bench.trees.tipText(`.github/workflows/${workflow}`)) === undefined) {
    return { skipped: `the default branch has no .github/workflows/${workflow} that would do it` };
  }
  const hash = infrastructure.planHash.slice(0, shownHash);
  const { made, value } = await dispatchOnce(bench, {
    key: draft.key,
    name: `plan-${hash}`,
    workflow,
    ref: branch,
    inputs: {
      'incident-id': draft.incidentId,
      action: infrastructure.action,
      parameters: JSON.stringify(infrastructure.parameters),
      'plan-hash': infrastructure.planHash,
      'issue-number': draft.issue === undefined ? '' : String(draft.issue),
    },
    isIt: (run) => (run.display_title ?? run.name ?? '').includes(hash),
  });
  return { outcome: made ? 'created' : 'unchanged', location: value.page };
}

/** States of a run that did nothing yet: an approved change that is being applied is not cut in half. */
const idle = ['queued', 'waiting', 'pending', 'requested'];

/** Cancels a run that has not begun. Answers whether it did. */
export async function cancelRun(bench: Bench, page: string): Promise<boolean> {
  const id = /\/actions\/runs\/(\d+)/.exec(page)?.[1];
  if (!id) return false;
  const run = await runAt(bench, Number(id));
  if (!idle.includes(run.status ?? '')) return false;
  try {
    await bench.connection.request(
      'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
      { run_id: run.id },
      'cancel the run of an older plan',
    );
    return true;
  } catch (error) {
    if (statusOf(error) === 409) return false;
    throw error;
  }
}
