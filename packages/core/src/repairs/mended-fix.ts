import type { Bench } from '../engine/types.ts';
import { andThen, type Diagnosis, type Remediation } from '../incident/index.ts';
import { toFileEdits, tryPatch, tryPlan } from '../remediations/select.ts';
import type { OntoHead } from './onto-head.ts';
import type { Mend, RedFix } from './types.ts';

/**
 * The fix with its mend, on top of the head, held to everything that a first fix is held to: policy, static checks, and
 * whether git takes it.
 */
export async function mendedFix(
  { remediation, head }: Pick<RedFix, 'remediation' | 'head'>,
  onto: OntoHead,
  mend: Mend,
  diagnosis: Diagnosis,
  { code, workspace }: Bench,
): Promise<{ readonly fix: Remediation } | { readonly declined: string }> {
  const mended = new Map([...onto.edits, ...mend.edits].map((edit) => [edit.path, edit]));
  // Whoever mended it saw the fix and not what was merged since, and would take that back.
  if (onto.conflicts.length > 0)
    return { declined: `The default branch changed the same lines of ${onto.conflicts.join(', ')}.` };
  const { title, summary, evidence, risk, rollback, verification, infrastructure } = remediation;
  const plan = { title, summary, edits: [...mended.values()], evidence, risk, rollback, verification };
  const culprit = diagnosis.culprit ? await code.change(diagnosis.culprit.sha) : undefined;
  const tried = await tryPlan(plan, { head, code, culprit }, remediation.type === 'pr_rollback');
  if ('why' in tried) return { declined: tried.why };
  const { edits, patch } = await toFileEdits(tried.plan, head, code);
  if (infrastructure)
    return { declined: 'The plan of infrastructure work is bound to its hash; a person plans it anew.' };
  if (patch === remediation.patch && head.sha === remediation.baseSha)
    return { declined: 'The mended fix is the same as the red one.' };
  const checks = [...tried.checks, ...(await tryPatch(patch, head, workspace))];
  const refused = checks.find(({ outcome }) => outcome === 'failed');
  if (refused) return { declined: `${refused.name}: ${refused.detail}` };
  const { proofRun: _, repair: __, ...before } = remediation;
  return {
    fix: {
      ...before,
      engine: andThen(before.engine, mend.used),
      baseSha: head.sha,
      edits,
      patch,
      risk: tried.plan.risk,
      checks,
      proof: checks.some(({ outcome }) => outcome === 'passed') ? 'checked' : 'none',
    },
  };
}
