import type { Claim, Diagnosis, EvidenceId, Incident } from '../incident/index.ts';
import { unresolved } from '../report/index.ts';
import { confidenceLevel } from './confidence-level.ts';

/** What each struck claim takes from the confidence. */
const struckClaim = 0.1;

/**
 * The diagnosis with every claim, action and hypothesis standing on evidence that exists: citations that do not resolve
 * are removed, a claim left without any is struck, and each struck claim lowers the confidence.
 */
export function groundDiagnosis(diagnosis: Diagnosis, incident: Incident): Diagnosis {
  const resolved = (ids: readonly EvidenceId[]) => {
    const missing = new Set(unresolved(ids, incident));
    return ids.filter((id) => !missing.has(id));
  };
  const grounded = <T extends Claim>(claims: readonly T[]) =>
    claims
      .map((claim) => ({ ...claim, evidence: resolved(claim.evidence) }))
      .filter(({ evidence }) => evidence.length > 0);
  const claims = grounded(diagnosis.claims);
  const immediateActions = grounded(diagnosis.immediateActions);
  const struck = diagnosis.claims.length - claims.length + diagnosis.immediateActions.length - immediateActions.length;
  const score = Math.max(0, Math.round((diagnosis.confidence.score - struck * struckClaim) * 100) / 100);
  return {
    ...diagnosis,
    claims,
    immediateActions,
    hypotheses: diagnosis.hypotheses.map((hypothesis) => ({ ...hypothesis, evidence: resolved(hypothesis.evidence) })),
    blastRadius: { ...diagnosis.blastRadius, evidence: resolved(diagnosis.blastRadius.evidence) },
    confidence:
      struck === 0
        ? diagnosis.confidence
        : {
            score,
            level: confidenceLevel(score),
            why: [...diagnosis.confidence.why, `${struck} claims cited evidence that does not exist and were struck.`],
          },
  };
}
