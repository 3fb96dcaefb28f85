import type { Artifacts, Diagnosis, EngineUsed, Incident, Remediation } from '../../incident/index.ts';
import { writeArtifacts } from '../../report/index.ts';
import { caseOf } from './case.ts';

/** The six artefacts from the failure mode's advice. */
export function artifactsOffline(input: {
  incident: Incident;
  diagnosis: Diagnosis;
  remediation: Remediation;
  used: EngineUsed;
  now: string;
}): Artifacts {
  const { incident, diagnosis, remediation, used, now } = input;
  const situation = caseOf(incident, diagnosis);
  const advice = situation.match.mode.advise(situation);
  return writeArtifacts({ incident, diagnosis, remediation, advice, engine: used, now }).artifacts;
}
