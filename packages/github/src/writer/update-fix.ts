import { type Outcome, type PullRequestStatus, readPullRequest, textHash, withFix } from '@sre-aiops/core';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { commitTree, isBefore, moveBranch, treeAt } from './commits.ts';
import { type Fix, hashOf, label, message, statusOfFix } from './fix.ts';
import { sayOnce } from './issues.ts';
import { patchPull } from './pulls.ts';

/**
 * Brings an open pull request up to date. It is left alone where its branch holds something that we did not write, where
 * its text cannot be read any more, and where the fix that stands is made for a newer state than this one.
 */
export async function updateFix(bench: Bench, fix: Fix, pull: Pull): Promise<Outcome> {
  const { draft } = fix;
  const left = { outcome: 'left', location: pull.html_url, number: pull.number } as const;
  const status = readPullRequest(pull.body ?? '')?.status;
  if (!status) return left;
  const hasSameEdits = status.edits === hashOf(draft);
  const standing = await standsAt(bench, fix, pull, status);
  if (standing === 'other') {
    if (!hasSameEdits) await sayNewer(bench, fix, pull);
    return left;
  }
  const isSame = hasSameEdits || standing === 'new';
  const commit = isSame ? pull.head.sha : await append(bench, fix, pull, status.base);
  if (commit === undefined) return left;
  const change = changeOf(pull, status, fix, { commit, isSame: hasSameEdits });
  if (Object.keys(change).length > 0) await patchPull(bench, pull.number, change);
  const labelled = await label(bench, pull, draft.labels);
  const isCurrent = isSame && Object.keys(change).length === 0 && !labelled;
  return { ...left, outcome: isCurrent ? 'unchanged' : 'updated' };
}

/**
 * What stands on the branch: the fix that its pull request tells of, the new one, where a run ended between the branch and
 * the text, or something that we did not write.
 */
async function standsAt(
  bench: Bench,
  fix: Fix,
  { head }: Pull,
  status: PullRequestStatus,
): Promise<'told' | 'new' | 'other'> {
  if (status.commit === head.sha) return 'told';
  return (await treeAt(bench, head.sha)) === (await fix.tree()) ? 'new' : 'other';
}

/**
 * Puts the fix on top of what the branch holds: exactly base and edits, nothing of an older fix stays. An answer to an
 * older state must not take back what was merged since: then nothing is done.
 */
async function append(bench: Bench, fix: Fix, { head }: Pull, base: string): Promise<string | undefined> {
  const { draft } = fix;
  const isOlder = base !== draft.baseSha && !(await isBefore(bench, base, draft.baseSha));
  if (isOlder) return undefined;
  const parents = base === draft.baseSha ? [head.sha] : [head.sha, draft.baseSha];
  const commit = await commitTree(bench, { tree: await fix.tree(), parents, message: message(draft) });
  return (await moveBranch(bench, head.ref, commit, head.sha)) ? commit : undefined;
}

/** What is to be told otherwise; a title and a text that people changed stay theirs. */
function changeOf(
  pull: Pull,
  status: PullRequestStatus,
  { draft }: Fix,
  { commit, isSame }: { readonly commit: string; readonly isSame: boolean },
): { readonly title?: string; readonly body?: string } {
  const isOurTitle = textHash(pull.title) === status.title;
  const body = withFix(pull.body ?? '', draft.body, {
    ...statusOfFix(draft, commit),
    ...(isSame ? { base: status.base } : {}),
    ...(isSame && status.commit === commit && status.checks ? { checks: status.checks } : {}),
    ...(isOurTitle ? {} : { title: status.title }),
  });
  return {
    ...(body === (pull.body ?? '').replaceAll('\r\n', '\n') ? {} : { body }),
    ...(isOurTitle && pull.title !== draft.title ? { title: draft.title } : {}),
  };
}

function sayNewer(bench: Bench, { draft }: Fix, pull: Pull): Promise<void> {
  const text =
    'A newer answer to this incident would change this fix, but the branch has commits of a person and is theirs. Delete it to have the newer one.';
  return sayOnce(bench, pull.number, `<!-- sre-aiops:newer ${hashOf(draft)} -->`, text);
}
