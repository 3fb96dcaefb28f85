import type { Check, FileEdit, RemediationType } from '../incident/index.ts';
import { maxFiles, maxRollbackFiles, refusedEdits } from '../policy/edits.ts';
import type { Change, CodeReader, Head, Workspace } from '../ports/index.ts';
import { weakenedTests } from '../proof/weakened-tests.ts';
import { staticChecks } from '../static-checks/index.ts';
import { destructiveStatements } from './destructive-sql.ts';
import { plannerOf } from './registry.ts';
import { remembering } from './remembering.ts';
import type { Plan, PlanContext } from './types.ts';
import { blobId, type FilePair, filePatch } from './unified.ts';

/** The plan that was chosen, what was tried on it, and the types that were left for it. */
export interface Selected {
  readonly type: RemediationType;
  readonly plan: Plan;
  readonly checks: readonly Check[];
  readonly alternatives: readonly { readonly type: RemediationType; readonly why: string }[];
}

/** Tries remediation types in order; the first plan that policy and static checks let through is taken. Ends at escalation. */
export async function selectPlan(given: PlanContext, order: readonly RemediationType[]): Promise<Selected> {
  const context = { ...given, code: remembering(given.code) };
  const alternatives: { type: RemediationType; why: string }[] = [];
  for (const type of new Set(order)) {
    if (type === 'escalation') break;
    const planned = await plannerOf(type).plan(context);
    if ('declined' in planned) {
      alternatives.push({ type, why: planned.declined });
      continue;
    }
    const tried = await tryPlan(planned.plan, context, type === 'pr_rollback');
    if (!('why' in tried)) return { type, plan: tried.plan, checks: tried.checks, alternatives };
    alternatives.push({ type, why: tried.why });
  }
  const last = await plannerOf('escalation').plan({ ...context, alternatives });
  if ('declined' in last) throw new Error(`Escalation always has a plan, yet: ${last.declined}`);
  return { type: 'escalation', plan: last.plan, checks: [], alternatives };
}

/** A plan's edits as whole files with their base, and as one patch that `git apply` takes. Edits without effect are left out. */
export async function toFileEdits(
  plan: Pick<Plan, 'edits'>,
  head: Head,
  code: Pick<CodeReader, 'readFile'>,
): Promise<{ readonly edits: FileEdit[]; readonly patch: string }> {
  const pairs = await pairsOf(plan, head, code);
  const edits = pairs.map(({ path, before, after }): FileEdit => {
    const base = before === undefined ? {} : { baseBlob: blobId(before) };
    if (after === undefined) return { path, action: 'delete', content: '', ...base };
    return { path, action: before === undefined ? 'create' : 'update', content: after, ...base };
  });
  return { edits, patch: pairs.map(filePatch).join('') };
}

/** What policy and static checks say of a plan: the plan with what they found, or why it is left. */
export async function tryPlan(
  plan: Plan,
  { head, code, culprit }: Pick<PlanContext, 'head' | 'code' | 'culprit'>,
  rollback: boolean,
): Promise<{ readonly plan: Plan; readonly checks: Check[] } | { readonly why: string }> {
  const limit = rollback ? maxRollbackFiles : maxFiles;
  const pairs = await pairsOf(plan, head, code);
  if (pairs.length === 0) return { why: 'It would leave every file as it is.' };
  const edits = pairs.map(({ path, after }) => ({ path, content: after }));
  const proposed = pairs.map(({ path, before, after }) => ({ path, content: after, before: before ?? null }));
  const refusals = refusedEdits(proposed, limit);
  if (refusals.length > 0) return { why: refusals.join(' ') };
  const paths = await code.listFiles(head.sha);
  const checks = await staticChecks(pairs, { paths, read: (path) => code.readFile(path, head.sha), rollback });
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  if (failed) return { why: `${failed.name} failed: ${failed.detail}` };
  const weakened = weakenedTests(pairs, rollback ? await broughtBy(culprit, code) : []);
  if (weakened.length > 0) return { why: `It weakens the tests. ${weakened.map(({ text }) => text).join(' ')}` };
  const lost = destructiveStatements(pairs, await otherScripts(pairs, head, code));
  const risk = lost.length > 0 ? { ...plan.risk, destructive: true } : plan.risk;
  const why = lost.length > 0 && !plan.risk.destructive ? `${plan.risk.why} ${lost.join(' ')}` : plan.risk.why;
  return {
    plan: { ...plan, edits, risk: { ...risk, why } },
    checks: [
      {
        name: 'policy',
        outcome: 'passed',
        detail: `${edits.length} of at most ${limit} files, none of them protected.`,
      },
      ...checks,
    ],
  };
}

/** Whether git takes a patch on the head. */
export async function tryPatch(patch: string, head: Head, workspace: Workspace | undefined): Promise<Check[]> {
  if (patch === '') return [];
  if (!workspace)
    return [{ name: 'applies to the head', outcome: 'skipped', detail: 'There was no work tree to try it on.' }];
  const { ok, detail } = await workspace.applies(patch, head.sha);
  return [{ name: 'applies to the head', outcome: ok ? 'passed' : 'failed', detail }];
}

/** The files of a change as it found and left them. */
async function broughtBy(change: Change | undefined, code: Pick<CodeReader, 'readFile'>): Promise<FilePair[]> {
  if (!change?.parentSha) return [];
  const { sha, parentSha } = change;
  const paths = new Set(change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  return Promise.all(
    [...paths].map(async (path) => ({
      path,
      before: await code.readFile(path, parentSha),
      after: await code.readFile(path, sha),
    })),
  );
}

/** The SQL of the folders that SQL is written to; empty when none is. */
async function otherScripts(
  pairs: readonly FilePair[],
  head: Head,
  code: Pick<CodeReader, 'listFiles' | 'readFile'>,
): Promise<string[]> {
  const written = pairs.filter(({ path }) => path.endsWith('.sql')).map(({ path }) => path);
  if (written.length === 0) return [];
  const folders = new Set(written.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const paths = (await code.listFiles(head.sha)).filter(
    (path) => path.endsWith('.sql') && folders.has(path.slice(0, path.lastIndexOf('/') + 1)) && !written.includes(path),
  );
  return Promise.all(paths.map(async (path) => (await code.readFile(path, head.sha)) ?? ''));
}

/** Each file before and after the plan, sorted by path, the unchanged left out. */
async function pairsOf(plan: Pick<Plan, 'edits'>, head: Head, code: Pick<CodeReader, 'readFile'>): Promise<FilePair[]> {
  const pairs = await Promise.all(
    plan.edits.map(async ({ path, content }) => ({
      path,
      before: await code.readFile(path, head.sha),
      after: content,
    })),
  );
  return pairs.filter(({ before, after }) => before !== after).sort((a, b) => (a.path < b.path ? -1 : 1));
}
