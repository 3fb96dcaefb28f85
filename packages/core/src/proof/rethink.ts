import type { FailedFix } from '../engine/types.ts';
import type { Diagnosis, Incident, Proof, Remediation } from '../incident/index.ts';
import { type ProofDeps, proveFix } from './prove.ts';
import { withProof } from './with-proof.ts';

/** Fixes that are run before a person is asked. */
const maxProofs = 2;

/**
 * Plans a fix and runs it; one that is refuted is planned again without what failed, once, and run again. When that one is
 * refuted too, a person is asked: what was tried is handed over.
 *
 * @param plan Plans a fix, the first one or the one after a failure.
 */
export async function provenFix(
  incident: Incident,
  diagnosis: Diagnosis,
  plan: (failed?: FailedFix) => Promise<Remediation>,
  deps: ProofDeps,
): Promise<Remediation> {
  let remediation = await plan();
  let first: Proof | undefined;
  for (let tries = 1; remediation.patch !== ''; tries++) {
    // What is run on the head is the same for every fix.
    const known = first ? { before: first.before, trials: 0 } : {};
    const seen = await proveFix(incident, remediation, { ...deps, ...known });
    first ??= seen;
    const proof = { ...seen, trials: first.trials };
    const told = withProof(remediation, proof);
    deps.log.info(`Proof: ${proof.verdict}. ${proof.why}`);
    const failed = afterRefutation(told, diagnosis, tries === maxProofs);
    if (!failed) return told;
    remediation = await plan(failed);
  }
  return remediation;
}

/**
 * What the next plan is told of a fix that was run and refuted: its type is left aside, unless a model made it and the computed
 * fix of that type is still to be tried, and every type once no more fixes are to be run. `undefined` for a fix that was not
 * refuted.
 */
export function afterRefutation(remediation: Remediation, diagnosis: Diagnosis, isLast = false): FailedFix | undefined {
  const { proofRun, attempt, engine } = remediation;
  if (proofRun?.verdict !== 'refuted') return undefined;
  const own = engine.name === 'offline' ? [remediation.type] : [];
  const tried = [...remediation.alternatives.map(({ type }) => type), ...own];
  const exclude = (isLast ? diagnosis.remediationTypes : tried).filter((type) => type !== 'escalation');
  return { remediation, exclude, why: proofRun.why, attempt };
}
