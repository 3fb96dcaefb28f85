import type { Documents, PublicationRecord } from '@sre-aiops/core';

/** What a step hands on, by output name: paths and scalars. What is not known is left out. */
export function outputsOf(folder: string, documents: Partial<Documents>): Record<string, string | number> {
  const { incident, diagnosis, remediation, publication } = documents;
  const record = (kind: PublicationRecord['kind']) => publication?.records.find((one) => one.kind === kind);
  const page = (kind: PublicationRecord['kind']) => {
    const location = record(kind)?.location;
    return location && /^https?:/.test(location) ? location : undefined;
  };
  const values: Record<string, string | number | undefined> = {
    folder,
    'incident-id': incident?.id,
    service: incident?.alert.service,
    severity: incident?.alert.severity,
    category: diagnosis?.category,
    'failure-mode': diagnosis?.failureMode,
    culprit: diagnosis?.culprit?.number ?? diagnosis?.culprit?.sha,
    confidence: diagnosis?.confidence.score,
    'confidence-level': diagnosis?.confidence.level,
    'remediation-type': remediation?.type,
    proof: remediation?.proof,
    'proof-verdict': remediation?.proofRun?.verdict,
    attempt: remediation?.attempt,
    repair: remediation?.repair?.verdict,
    'issue-url': page('issue'),
    'issue-number': record('issue')?.number,
    'pr-url': page('pull-request'),
    'pr-number': record('pull-request')?.number,
    'run-url': page('dispatch'),
    'knowledge-url': page('knowledge'),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
