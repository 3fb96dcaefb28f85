import type { Diagnosis, EngineUsed, Incident, Remediation, RemediationType } from '../../incident/index.ts';
import { selectPlan } from '../../remediations/index.ts';
import { madeRemediation, planContext } from '../made-remediation.ts';
import type { Bench, FailedFix } from '../types.ts';

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
  const context = await planContext(incident, diagnosis, bench);
  const alternatives: { type: RemediationType; why: string }[] = failed
    ? [...failed.remediation.alternatives, { type: failed.remediation.type, why: failed.why }]
    : [];
  let order = diagnosis.remediationTypes.filter((type) => !failed?.exclude.includes(type));
  for (;;) {
    const selected = await selectPlan(context, order);
    alternatives.push(...selected.alternatives);
    const made = { ...selected, alternatives, attempt: failed?.attempt ?? 0, used, now };
    const { remediation, refused } = await madeRemediation(context, made, bench);
    if (!refused || selected.type === 'escalation') return remediation;
    alternatives.push({ type: selected.type, why: `${refused.name}: ${refused.detail}` });
    order = order.slice(order.indexOf(selected.type) + 1);
  }
}
