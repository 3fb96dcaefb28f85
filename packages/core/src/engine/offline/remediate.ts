import type {
  Check,
  Diagnosis,
  EngineUsed,
  FileEdit,
  Incident,
  Remediation,
  RemediationType,
} from '../../incident/index.ts';
import { planHash } from '../../policy/plan-hash.ts';
import type { Head } from '../../ports/index.ts';
import { selectPlan, toFileEdits, tryPatch } from '../../remediations/index.ts';
import type { Plan, PlanContext } from '../../remediations/types.ts';
import type { Bench, FailedFix } from '../types.ts';
import { caseOf } from './case.ts';

/** Tries the diagnosis's remediation types in order; the first plan that survives its checks is the answer. */
export async function remediateOffline(input: {
  incident: Incident;
  diagnosis: Diagnosis;
  bench: Bench;
  used: EngineUsed;
  now: string;
  failed: FailedFix | undefined;
}): Promise<Remediation> {
  const { incident, diagnosis, bench, used, now, failed } = input;
  const context = await contextOf(incident, diagnosis, bench);
  const alternatives: { type: RemediationType; why: string }[] = failed
    ? [...failed.remediation.alternatives, { type: failed.remediation.type, why: failed.why }]
    : [];
  let order = diagnosis.remediationTypes.filter((type) => !failed?.exclude.includes(type));
  for (;;) {
    const selected = await selectPlan(context, order);
    alternatives.push(...selected.alternatives);
    const { edits, patch } = await toFileEdits(selected.plan, context.head, bench.code);
    const checks = [...selected.checks, ...(await tryPatch(patch, context.head, bench.workspace))];
    const refused = checks.find(({ outcome }) => outcome === 'failed');
    if (!refused || selected.type === 'escalation') {
      return remediationOf({
        incident,
        used,
        now,
        selected: { ...selected, edits, patch, checks },
        head: context.head,
        alternatives,
        attempt: failed?.attempt ?? 0,
      });
    }
    alternatives.push({ type: selected.type, why: `${refused.name}: ${refused.detail}` });
    order = order.slice(order.indexOf(selected.type) + 1);
  }
}

async function contextOf(incident: Incident, diagnosis: Diagnosis, { code }: Bench): Promise<PlanContext> {
  const culprit = diagnosis.culprit ? await code.change(diagnosis.culprit.sha) : undefined;
  return { incident, diagnosis, match: caseOf(incident, diagnosis).match, culprit, head: await code.head(), code };
}

function remediationOf(input: {
  incident: Incident;
  used: EngineUsed;
  now: string;
  selected: { type: RemediationType; plan: Plan; edits: FileEdit[]; patch: string; checks: Check[] };
  head: Head;
  alternatives: { type: RemediationType; why: string }[];
  attempt: number;
}): Remediation {
  const { incident, used, now, selected, head, alternatives, attempt } = input;
  const { type, plan, edits, patch, checks } = selected;
  return {
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
    checks,
    proof: edits.length > 0 && checks.some(({ outcome }) => outcome === 'passed') ? 'checked' : 'none',
    rollback: plan.rollback,
    verification: [...plan.verification],
    ...(plan.infrastructure
      ? { infrastructure: { ...plan.infrastructure, planHash: planHash(plan.infrastructure, patch) } }
      : {}),
    ...(plan.escalation ? { escalation: plan.escalation } : {}),
    alternatives,
    plannedAt: now,
  };
}
