import { createHash } from 'node:crypto';
import type { Diagnosis } from './diagnosis.ts';
import type { Incident } from './incident.ts';
import type { Remediation } from './remediation.ts';

/** The documents that a fix is made from. */
export interface Answer {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation: Remediation;
}

/**
 * The digest of the documents that a fix was made from: sha256 in hex over their content, whatever the order of its fields.
 * The pull request of the fix keeps it, where nobody without write access can change it, so that a later run knows them again.
 * What was said of a red run is no part of them: it is words for readers, and the next repair says it anew.
 */
export function answerDigest({ incident, diagnosis, remediation }: Answer): string {
  const { repair: _, ...fix } = remediation;
  return createHash('sha256')
    .update(sorted({ incident, diagnosis, remediation: fix }))
    .digest('hex');
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
