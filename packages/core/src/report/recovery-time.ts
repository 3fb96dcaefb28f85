import type { Diagnosis, EvidenceId, Incident, Remediation, RemediationType } from '../incident/index.ts';

/** How long until this incident is over, and what that is taken from. */
export interface RecoveryEstimate {
  readonly minutes: number;
  readonly basis: 'measured' | 'assumed';
  /** One part of the estimate each. */
  readonly parts: readonly {
    readonly text: string;
    readonly minutes: number;
    readonly evidence: readonly EvidenceId[];
  }[];
}

/**
 * Minutes that the work takes when nothing was measured. Expert judgement, printed as an assumption: reading the
 * diagnosis, preparing or reviewing the fix, and rolling it out.
 */
const assumed: Readonly<Record<RemediationType, readonly [prepare: number, rollOut: number]>> = {
  flyway_migration: [20, 20],
  code_fix: [30, 20],
  config_fix: [15, 15],
  feature_flag: [10, 10],
  pr_rollback: [15, 20],
  dependency_update: [20, 20],
  infrastructure_action: [20, 10],
  escalation: [45, 30],
};

/**
 * Time to recovery from the alert on: the median of the measured times of recalled incidents of the same failure mode, else the sum of stated
 * assumptions for the kind of fix.
 */
export function recoveryEstimate(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation | undefined,
): RecoveryEstimate {
  const measured = incident.pastIncidents.filter(
    ({ mttrMinutes, failureMode }) => mttrMinutes !== undefined && failureMode === diagnosis.failureMode,
  );
  if (measured.length > 0) {
    const parts = measured.map((past) => ({ text: past.title, minutes: past.mttrMinutes ?? 0, evidence: [past.id] }));
    return { minutes: median(parts.map((part) => part.minutes)), basis: 'measured', parts };
  }
  const [prepare, rollOut] = assumed[remediation?.type ?? 'escalation'];
  const parts = [
    { text: 'read the diagnosis', minutes: 10, evidence: [] },
    {
      text: remediation?.edits.length ? 'review and merge the prepared fix' : 'make the fix',
      minutes: prepare,
      evidence: [],
    },
    { text: 'build, roll out and watch it', minutes: rollOut, evidence: [] },
  ];
  return { minutes: parts.reduce((sum, part) => sum + part.minutes, 0), basis: 'assumed', parts };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
