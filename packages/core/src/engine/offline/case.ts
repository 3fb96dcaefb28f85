import { classify } from '../../failure-modes/classify.ts';
import type { Case, ModeMatch } from '../../failure-modes/types.ts';
import type { Diagnosis, Incident } from '../../incident/index.ts';

/** The case as a diagnosis sees it: its failure mode, with the facts that this incident's signs give. */
export function caseOf(incident: Incident, diagnosis: Pick<Diagnosis, 'failureMode' | 'culprit'>): Case {
  const matches = classify(incident);
  const match = matches.find(({ mode }) => mode.id === diagnosis.failureMode) ?? (matches[0] as ModeMatch);
  return { incident, match, culprit: incident.suspects.find(({ id }) => id === diagnosis.culprit?.change) };
}
