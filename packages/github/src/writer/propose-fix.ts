import { type Outcome, readPullRequest, renderPullRequest, SreError } from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { commitTree, createBranch, tipOf, treeAt } from './commits.ts';
import { type Fix, hashOf, label, message, statusOfFix } from './fix.ts';
import { said } from './issues.ts';
import { openPull, pullsOf } from './pulls.ts';
import { updateFix } from './update-fix.ts';

/** Branches of one fix that a person merged or closed before; more than a few mean something else is wrong. */
const maxBranches = 20;

/** Opens the pull request of a fix, on its own branch or, where another fix was merged or closed there, on the next. */
export async function proposeFix(bench: Bench, fix: Fix): Promise<Outcome> {
  const { draft } = fix;
  const tree = await fix.tree();
  const commit = await commitTree(bench, { tree, parents: [draft.baseSha], message: message(draft) });
  for (let count = 1; count <= maxBranches; count++) {
    const proposed = await proposeOn(bench, fix, count === 1 ? draft.branch : `${draft.branch}-${count}`, commit);
    if (proposed) return proposed;
  }
  return { skipped: `the branches ${draft.branch} to -${maxBranches} are taken; delete those that are merged` };
}

/** `undefined` when the branch is taken. */
async function proposeOn(bench: Bench, fix: Fix, branch: string, commit: string): Promise<Outcome | undefined> {
  const { draft } = fix;
  // What people did with an earlier proposal of this branch stands, also when they deleted the branch.
  const [pull] = bench.firstSeen.has(draft.key) ? [] : await pullsOf(bench, branch);
  if (pull?.state === 'open') return updateFix(bench, fix, pull);
  if (pull && !(await wasWithdrawn(bench, pull))) {
    if (readPullRequest(pull.body ?? '')?.status.edits !== hashOf(draft)) return undefined;
    return { outcome: pull.merged_at ? 'unchanged' : 'left', location: pull.html_url, number: pull.number };
  }
  const created = await createBranch(bench, branch, commit);
  const tip = created === 'other' ? await sameAt(bench, branch, await fix.tree()) : commit;
  if (tip === undefined) return undefined;
  const body = renderPullRequest(draft.body, statusOfFix(draft, tip));
  const opened = await openPull(bench, { head: branch, title: draft.title, body }).catch(async (error) => {
    throw await pushed(bench, branch, error);
  });
  await label(bench, opened, draft.labels);
  return { outcome: 'created', location: opened.html_url, number: opened.number };
}

/** A refused pull request, with the way on which a person opens it: the fix is on its branch already. */
async function pushed({ trees }: Bench, branch: string, error: unknown): Promise<unknown> {
  if (!(error instanceof SreError) || statusOf(error) !== 403) return error;
  const { url, branch: base } = await trees.head();
  const page = url && ` Or open it by hand: ${url}/compare/${base}...${branch}?expand=1.`;
  return new SreError(error.code, error.message, `${error.remedy}${page ?? ''}`, { cause: error.cause });
}

/** Tip of a branch that is there, when it holds exactly what we would write: an earlier run ended before its pull request. */
async function sameAt(bench: Bench, branch: string, tree: string): Promise<string | undefined> {
  const tip = await tipOf(bench, branch);
  return tip !== undefined && (await treeAt(bench, tip)) === tree ? tip : undefined;
}

/** Whether it was us who closed it. */
async function wasWithdrawn(bench: Bench, pull: Pull): Promise<boolean> {
  if (pull.merged_at) return false;
  return (await said(bench, pull.number, `<!-- sre-aiops:withdrawn ${pull.head.sha} -->`)) !== undefined;
}
