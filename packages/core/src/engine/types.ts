import type { Artifacts, Diagnosis, EngineUsed, Incident, Remediation, RemediationType } from '../incident/index.ts';
import type { CodeReader, Workspace } from '../ports/index.ts';
import type { Mended, RedFix } from '../repairs/types.ts';

/** The repository a fix is made for, and where it is tried. */
export interface Bench {
  readonly code: CodeReader;
  /** Absent when there is nothing to try a patch on; the fix is then not checked, and says so. */
  readonly workspace: Workspace | undefined;
}

/** What went wrong with a fix, for the next attempt. */
export interface FailedFix {
  readonly remediation: Remediation;
  /** Types that are not to be tried again. */
  readonly exclude: readonly RemediationType[];
  /** One sentence for the report. */
  readonly why: string;
  /** Repairs so far, with the one that begins; a fix that was refuted before anybody saw it counts as none. */
  readonly attempt: number;
}

/** Whoever thinks about an incident: the offline catalogue or a model. Times are ISO 8601, UTC. */
export interface Engine {
  readonly used: EngineUsed;
  diagnose(incident: Incident, now: string): Promise<Diagnosis>;
  /** @param failed The fix before this one, when there was one. */
  remediate(
    incident: Incident,
    diagnosis: Diagnosis,
    bench: Bench,
    now: string,
    failed?: FailedFix,
  ): Promise<Remediation>;
  /** Mends a fix whose checks are red, or says why it cannot. Nothing of it is executed. */
  repair(red: RedFix, bench: Bench): Promise<Mended>;
  writeArtifacts(incident: Incident, diagnosis: Diagnosis, remediation: Remediation, now: string): Promise<Artifacts>;
}
