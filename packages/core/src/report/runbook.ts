import type { Advice } from '../failure-modes/types.ts';
import type { Incident } from '../incident/index.ts';
import { code, inline } from './sanitise.ts';
import { numbered } from './steps.ts';

/** The six parts of a runbook in the order in which they are worked through. */
const parts = ['detect', 'triage', 'diagnose', 'resolve', 'verify', 'prevent'] as const;

/**
 * The runbook of this incident, from the failure mode's advice. It holds no sentence of its own: what is not known of
 * this incident is left out rather than filled with what is true of any.
 */
export function runbookText({ alert, id }: Pick<Incident, 'alert' | 'id'>, advice: Pick<Advice, 'runbook'>): string {
  const written = parts
    .filter((part) => advice.runbook[part].length > 0)
    .map((part) => `## ${part.charAt(0).toUpperCase()}${part.slice(1)}\n\n${numbered(advice.runbook[part])}`);
  const head = `# ${alert.severity} ${inline(`${alert.service}: ${alert.title}`, { max: 200 })}`;
  return `${[head, `Evidence: ${code(id)}`, ...written].join('\n\n')}\n`;
}
