import { type Outcome, type PullRequestDraft, type RepairDraft, readPullRequest } from '@sre-aiops/core';
import { once } from '../reader/memo.ts';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { putChecks } from './checks.ts';
import { claim, onlyOnce } from './claims.ts';
import { treeWith } from './commits.ts';
import { type Fix, repairsOf } from './fix.ts';
import { said, say } from './issues.ts';
import { proposeFix } from './propose-fix.ts';
import { patchPull, pullAt, pullsOf } from './pulls.ts';
import { putComment } from './put-comment.ts';
import { allowedEntries } from './put-pull-request.ts';
import { updateFix } from './update-fix.ts';

/**
 * Does what a repair came to: publishes the mended fix, has the failed jobs run once more, or asks a person, in one comment. The
 * pull request is read again first: once its branch holds a commit that we did not write, nothing is done with it any more.
 */
export async function putRepair(bench: Bench, draft: RepairDraft): Promise<Outcome> {
  const { mode } = await bench.policy();
  const isComment = draft.verdict === 'base-red' || draft.verdict === 'person';
  if (mode === 'off' || (mode === 'report' && !isComment))
    return { skipped: `the mode in .github/sre-aiops.yml is ${mode}` };
  const pull = await pullAt(bench, draft.pull);
  const gone = await whyLeft(bench, draft, pull);
  if (gone !== undefined) return { skipped: gone };
  if (pull.state !== 'open' && draft.verdict !== 'mended') return { skipped: `#${pull.number} is closed` };
  if (isComment) return putComment(bench, pull.number, signOf(draft), draft.comment);
  if (draft.verdict === 'again') return runAgain(bench, draft, pull);
  return draft.fix ? mend(bench, draft, draft.fix, pull) : { skipped: 'there is no mended fix' };
}

/** Why nothing is done with the pull request: it was read minutes ago, and people may have worked on it since. */
async function whyLeft({ trees }: Bench, { commit }: RepairDraft, pull: Pull): Promise<string | undefined> {
  const { repository } = await trees.head();
  const from = pull.head.repo?.full_name.toLowerCase();
  if (from !== repository.toLowerCase()) return `the branch of #${pull.number} lies in another repository`;
  // A pull request that we closed for its repair is found again, and its repair with it.
  if (pull.head.sha !== commit) return `the branch of #${pull.number} has moved on since`;
  if (readPullRequest(pull.body ?? '')?.status.commit !== commit) return `#${pull.number} is a person's now`;
  return undefined;
}

function signOf({ commit, run }: Pick<RepairDraft, 'commit' | 'run'>): string {
  return `<!-- sre-aiops:red ${commit.slice(0, 12)} ${run} -->`;
}

/** Starts the failed jobs of a run again, once whoever asks. */
async function runAgain(bench: Bench, draft: RepairDraft, pull: Pull): Promise<Outcome> {
  const place = { location: pull.html_url, number: pull.number };
  if (!(await claim(bench, draft.key, `again-${draft.run}`))) return { outcome: 'unchanged', ...place };
  await bench.connection.once(
    'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs',
    { run_id: draft.run },
    'run the failed jobs again',
  );
  return { outcome: 'updated', ...place };
}

/** Publishes a mended fix once, also when two runs mend the same one at the same time. */
async function mend(bench: Bench, draft: RepairDraft, fix: PullRequestDraft, red: Pull): Promise<Outcome> {
  if (repairsOf(red) >= fix.attempt) return { skipped: `#${red.number} has seen ${repairsOf(red)} repairs already` };
  const entries = await allowedEntries(bench, fix);
  const tree = once(() => treeWith(bench, fix.baseSha, entries));
  const what = {
    key: draft.key,
    name: `repair-${red.number}-${fix.attempt}`,
    find: async () => {
      const pull = draft.as === 'commit' ? await pullAt(bench, red.number) : (await pullsOf(bench, fix.branch))[0];
      return pull && repairsOf(pull) >= fix.attempt ? written(pull) : undefined;
    },
  };
  if (red.state !== 'open' && !(await what.find())) return { skipped: `#${red.number} was closed meanwhile` };
  const make = async (): Promise<Outcome> => {
    // Another run may have been waited for, whose fix has another branch and is not found by ours.
    const now = await pullAt(bench, red.number);
    const gone = now.state === 'open' ? await whyLeft(bench, draft, now) : `#${red.number} was closed meanwhile`;
    return gone === undefined ? publish(bench, draft, { draft: fix, tree }, now) : { skipped: gone };
  };
  const { made, value } = await onlyOnce<Outcome>(bench, what, make);
  if ('skipped' in value || value.outcome === 'left') return value;
  if (draft.as === 'pull-request') await replace(bench, draft, red, value.number);
  const checked = await putChecks(bench, fix, value);
  return made ? checked : { ...checked, outcome: 'unchanged' };
}

function written({ html_url: location, number }: Pull): Outcome {
  return { outcome: 'unchanged', location, number };
}

async function publish(bench: Bench, draft: RepairDraft, fix: Fix, red: Pull): Promise<Outcome> {
  if (draft.as === 'pull-request') return proposeFix(bench, fix);
  const outcome = await updateFix(bench, fix, red);
  if (!('skipped' in outcome) && outcome.outcome === 'updated')
    await say(bench, red.number, signOf(draft), draft.comment);
  return outcome;
}

/** Closes the red pull request, with a link to the one that takes its place. */
async function replace(bench: Bench, draft: RepairDraft, red: Pull, by: number | undefined): Promise<void> {
  if (red.state !== 'open') return;
  const sign = signOf(draft);
  // Who waited for the other's fix comes here at the same time: a comment has no name that only one can take.
  const what = { key: draft.key, name: `replaced-${red.number}`, find: () => said(bench, red.number, sign) };
  await onlyOnce(bench, what, () => say(bench, red.number, sign, `${draft.comment}\n\n#${by} takes its place.`));
  await patchPull(bench, red.number, { state: 'closed' });
}
