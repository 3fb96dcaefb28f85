import type { Check, Diagnosis, EngineUsed, Incident, Remediation, RemediationType } from '../incident/index.ts';
import { planHash } from '../policy/plan-hash.ts';
import { toFileEdits, tryPatch } from '../remediations/index.ts';
import type { Plan, PlanContext } from '../remediations/types.ts';
import { caseOf } from './offline/case.ts';
import type { Bench } from './types.ts';

/** What every plan of a remediation is made from, whoever makes it. */
export async function planContext(incident: Incident, diagnosis: Diagnosis, { code }: Bench): Promise<PlanContext> {
  const culprit = diagnosis.culprit ? await code.change(diagnosis.culprit.sha) : undefined;
  return { incident, diagnosis, match: caseOf(incident, diagnosis).match, culprit, head: await code.head(), code };
}

/** A plan that policy and static checks let through, and what is to be told with it. */
export interface MadePlan {
  readonly type: RemediationType;
  readonly plan: Plan;
  readonly checks: readonly Check[];
  readonly alternatives: readonly { readonly type: RemediationType; readonly why: string }[];
  /** Repairs so far. */
  readonly attempt: number;
  readonly used: EngineUsed;
  readonly now: string;
}

/** The document of a plan, tried on the head; `refused` is the check that it failed there. */
export async function madeRemediation(
  { incident, head }: PlanContext,
  { type, plan, checks, alternatives, attempt, used, now }: MadePlan,
  bench: Bench,
): Promise<{ readonly remediation: Remediation; readonly refused: Check | undefined }> {
  const { edits, patch } = await toFileEdits(plan, head, bench.code);
  const allChecks = [...checks, ...(await tryPatch(patch, head, bench.workspace))];
  const remediation: Remediation = {
    schemaVersion: 1,
    incidentId: incident.id,
    engine: used,
    type,
    attempt,
    title: plan.title.length <= 72 ? plan.title : `${plan.title.slice(0, 71)}…`,
    summary: plan.summary,
    baseSha: head.sha,
    edits,
    patch,
    evidence: [...plan.evidence],
    risk: plan.risk,
    checks: allChecks,
    proof: edits.length > 0 && allChecks.some(({ outcome }) => outcome === 'passed') ? 'checked' : 'none',
    rollback: plan.rollback,
    verification: [...plan.verification],
    ...(plan.infrastructure
      ? { infrastructure: { ...plan.infrastructure, planHash: planHash(plan.infrastructure, patch) } }
      : {}),
    ...(plan.escalation ? { escalation: plan.escalation } : {}),
    alternatives: [...alternatives],
    plannedAt: now,
  };
  return { remediation, refused: allChecks.find(({ outcome }) => outcome === 'failed') };
}
