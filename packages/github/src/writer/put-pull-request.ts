import {
  assertMayWritePullRequest,
  type Marked,
  markerKey,
  type Outcome,
  type PullRequestDraft,
  readPullRequest,
  SreError,
  splitBody,
} from '@sre-aiops/core';
import { once } from '../reader/memo.ts';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { putChecks } from './checks.ts';
import { type Entry, editsOf, isOnDefaultBranch, treeWith } from './commits.ts';
import { sayOnce } from './issues.ts';
import { proposeFix } from './propose-fix.ts';
import { patchPull } from './pulls.ts';
import { updateFix } from './update-fix.ts';

/** Opens the pull request of a fix, or brings the one that is open up to date; a person's work on it is left alone. */
export async function putPullRequest(bench: Bench, draft: PullRequestDraft): Promise<Outcome> {
  const policy = await bench.policy();
  if (policy.mode !== 'on') return { skipped: `the mode in .github/sre-aiops.yml is ${policy.mode}` };
  const entries = await allowedEntries(bench, draft);
  const mine = ourPull(await bench.pulls(), draft);
  const fix = { draft, tree: once(() => treeWith(bench, draft.baseSha, entries)) };
  const outcome = await (mine ? updateFix(bench, fix, mine) : proposeFix(bench, fix));
  return 'skipped' in outcome ? outcome : putChecks(bench, draft, outcome);
}

/** Takes back the open pull request of an earlier run, unless a person worked on it. */
export async function withdrawPullRequest(bench: Bench, mark: Marked): Promise<boolean> {
  const mine = ourPull(await bench.pulls(), mark);
  if (!mine || readPullRequest(mine.body ?? '')?.status.commit !== mine.head.sha) return false;
  const why = 'A newer answer to this incident proposes something else; this one is withdrawn.';
  await sayOnce(bench, mine.number, `<!-- sre-aiops:withdrawn ${mine.head.sha} -->`, why);
  await patchPull(bench, mine.number, { state: 'closed' });
  return true;
}

/**
 * The files as a commit holds them.
 *
 * @throws {SreError} `POLICY_REFUSED`: also where they build on what nobody merged, which no check of the edits would see.
 */
export async function allowedEntries(bench: Bench, draft: PullRequestDraft): Promise<Entry[]> {
  if (!(await isOnDefaultBranch(bench, draft.baseSha))) {
    throw new SreError(
      'POLICY_REFUSED',
      `The fix is made for ${draft.baseSha.slice(0, 12)}, which is no commit of the default branch.`,
      'Run `ingest` and `remediate` again on what is merged.',
    );
  }
  const modes = await bench.trees.modes(draft.baseSha);
  const texts = new Map<string, string>();
  for (const { path } of draft.edits) {
    const text = modes.has(path) ? await bench.trees.readFile(path, draft.baseSha) : undefined;
    if (text !== undefined) texts.set(path, text);
  }
  assertMayWritePullRequest(await bench.policy(), draft, { modes, texts });
  return editsOf(draft.edits, modes);
}

/** The open pull request with the fix of an incident key: by its marker, or by the key's hash in the name of its branch. */
function ourPull(pulls: readonly Pull[], mark: Marked): Pull | undefined {
  const wanted = markerKey(mark.key);
  const branch = new RegExp(`^sre-aiops/\\d{8}-(?:[a-z0-9-]*-)?${mark.incidentId.split('-').at(-1)}-`);
  return pulls.find(({ head, body }) => splitBody(body ?? '')?.markerKey === wanted || branch.test(head.ref));
}
