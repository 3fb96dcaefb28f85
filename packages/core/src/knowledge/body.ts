import type { Diagnosis } from '../incident/index.ts';
import { code, inline } from '../report/sanitise.ts';
import { withoutNumber } from '../report/timeline.ts';
import type { KnowledgeEntry } from './entry.ts';
import type { LearnInput } from './learn.ts';

const begin = '<!-- generated: begin -->';
const end = '<!-- generated: end -->';

/** The generated part of an entry's body. Citations are left out: the evidence stays with the incident's issue. */
export function bodyOf(
  { incident, diagnosis, remediation, artifacts }: LearnInput,
  id: string,
  outcome: KnowledgeEntry['outcome'],
): string {
  const parts = [
    '## What broke',
    inline(diagnosis.summary),
    '## Why',
    inline(diagnosis.rootCause, { max: 2000 }),
    culpritLine(diagnosis),
    outcome === 'healed' ? '## What was done' : '## What is proposed',
    remediation
      ? `${outcome === 'healed' ? '' : 'Proposed: '}${inline(remediation.summary, { max: 2000 })} (${remediation.type}, proof: ${remediation.proof})`
      : 'No fix was planned.',
    ...(remediation ? [`To undo it: ${inline(remediation.rollback)}`] : []),
  ];
  const kinds = new Set((artifacts?.files ?? []).map(({ kind }) => kind));
  const links = [
    ...(kinds.has('runbook') ? [`[runbook](../runbooks/${id}.md)`] : []),
    ...(kinds.has('alerting-rules') ? [`[alert rules](../alerting-rules/${id}.yml)`] : []),
    ...(kinds.has('capacity') ? [`[recommendations](../recommendations/${id}.md)`] : []),
  ];
  if (links.length > 0) parts.push(`See also: ${links.join(', ')}. Latest incident folder: ${code(incident.id)}.`);
  return [begin, ...parts, end].join('\n\n');
}

/** Puts the generated part in place of the earlier one, or below what people wrote. */
export function mergeBody(existing: string | undefined, generated: string): string {
  if (!existing) return generated;
  const from = existing.indexOf(begin);
  const to = existing.indexOf(end, from);
  if (from < 0 || to < 0) return `${existing.trim()}\n\n${generated}`;
  return existing.slice(0, from) + generated + existing.slice(to + end.length);
}

function culpritLine({ culprit, inconclusive }: Diagnosis): string {
  if (culprit) {
    const name = culprit.number === undefined ? code(culprit.sha.slice(0, 12)) : `pull request ${culprit.number}`;
    return `The change that did it: ${name}, ${inline(withoutNumber(culprit.title))}.`;
  }
  return inconclusive ? 'The evidence did not name a change.' : 'No merged change did it.';
}
