import type { Diagnosis } from '../incident/index.ts';

/** Where the levels of a confidence begin. */
export const levels = { high: 0.75, medium: 0.45 } as const;

/** The level of a score of 0 to 1. */
export function confidenceLevel(score: number): Diagnosis['confidence']['level'] {
  if (score >= levels.high) return 'high';
  return score >= levels.medium ? 'medium' : 'low';
}

/**
 * How far an answer of a model may go by the confidence of the diagnosis: a draft pull request when it is high, a plan that a
 * person is handed when it is medium, and no more than the report when it is low.
 */
export function reachOf({ level }: Diagnosis['confidence']): 'draft' | 'plan' | 'report' {
  return ({ high: 'draft', medium: 'plan', low: 'report' } as const)[level];
}
