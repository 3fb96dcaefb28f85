import type { Diagnosis, Incident, Remediation } from '../incident/index.ts';
import { BODY_LIMIT, STATUS_ROOM } from './body-limit.ts';
import { checkLines } from './checks.ts';
import { cite } from './evidence.ts';
import { proofSentence } from './issue-actions.ts';
import { culpritName } from './issue-sections.ts';
import { marker } from './marker.ts';
import { at, percent } from './quantity.ts';
import { repairSection } from './repair.ts';
import { cell, code, fence, inline } from './sanitise.ts';
import { plainLine, withPullRequests } from './text.ts';
import { outputsOf, trialSentence } from './trial.ts';

/** What the pull request may link to. */
export interface PullRequestContext {
  /** Number of the incident's issue, once it exists. */
  readonly issue?: number;
}

/**
 * Title and body of the pull request that carries the fix; the title says when data is lost for good. Problem, cause, fix, proof, risk, how to roll back and
 * what the reviewer is asked to check. It never closes the issue: the incident ends when the alert does.
 */
export function pullRequestText(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation,
  context: PullRequestContext = {},
): { readonly title: string; readonly body: string } {
  const sections: readonly (readonly [string, string])[] = [
    ['Problem', problem(incident, diagnosis, context)],
    ['Cause', [cause(diagnosis), inline(withPullRequests(trialSentence(remediation)))].filter(Boolean).join('\n\n')],
    ['Fix', fix(remediation)],
    ['Repair', repairSection(remediation)],
    ['Proof', proof(remediation)],
    ['Risk', risk(remediation)],
    ['How to roll back', inline(remediation.rollback, { max: 1500 })],
    ['Before merging', checklist(remediation)],
    ['After merging', remediation.verification.map((step) => `- [ ] ${inline(step)}`).join('\n')],
  ];
  const written = sections.filter(([, text]) => text !== '').map(([heading, text]) => `## ${heading}\n\n${text}`);
  const body = [marker(incident.key, incident.id), ...written].join('\n\n');
  const title = plainLine(withPullRequests(remediation.title), 72);
  const marked = remediation.risk.destructive ? `Destructive: ${title}` : title;
  return { title: marked, body: withDiff(body, remediation.patch) };
}

/** The proof that a pull request's text states; `undefined` where it states none. No text from outside can begin a line with `##`. */
export function proofIn(text: string): Remediation['proof'] | undefined {
  const [, proof] = /^## Proof\n\nState: (proved|checked|none)\. /m.exec(text) ?? [];
  return proof as Remediation['proof'] | undefined;
}

function problem({ alert, id }: Incident, diagnosis: Diagnosis, { issue }: PullRequestContext): string {
  const lines = [
    `**${inline(alert.title)}** on ${code(alert.service)}, ${alert.severity}, alerted at ${at(alert.firedAt)}.`,
    '',
    inline(diagnosis.summary),
    '',
    `Incident ${code(id)}${issue === undefined ? '' : `, all of its evidence in #${issue}`}. Ids in brackets are evidence named there.`,
  ];
  return lines.join('\n');
}

function cause(diagnosis: Diagnosis): string {
  const { score, level } = diagnosis.confidence;
  return [
    inline(diagnosis.rootCause, { max: 3000 }),
    '',
    `Culprit: ${culpritName(diagnosis)}${diagnosis.culprit ? cite([diagnosis.culprit.change]) : ''}. Confidence: ${level} (${percent(score)}).`,
  ].join('\n');
}

function fix(remediation: Remediation): string {
  const files = remediation.edits.map((edit) => `- ${edit.action} ${code(edit.path)}`);
  const head = `${inline(remediation.summary, { max: 3000 })}${cite(remediation.evidence)}`;
  return files.length > 0 ? [head, '', ...files].join('\n') : head;
}

function proof(remediation: Remediation): string {
  const rows = checkLines(remediation).map(
    ({ name, outcome, detail }) => `| ${cell(name)} | ${outcome} | ${cell(detail, 300)} |`,
  );
  const state = `State: ${proofSentence(remediation)}`;
  const table = rows.length > 0 ? ['', '| Check | Outcome | Found |', '|---|---|---|', ...rows] : [];
  const outputs = remediation.proofRun ? outputsOf(remediation.proofRun) : '';
  return [state, ...table, ...(outputs === '' ? [] : ['', outputs])].join('\n');
}

function risk({ risk: { level, why, destructive } }: Remediation): string {
  const text = `${level}: ${inline(why, { max: 1000 })}`;
  return destructive ? `${text}\n\n> [!CAUTION]\n> This loses data or a running object for good.` : text;
}

function checklist(remediation: Remediation): string {
  const items = [
    'The cause above fits what you know of the service',
    'Nothing else depends on what the diff takes away',
  ];
  if (remediation.proof !== 'proved')
    items.push(
      `The fix was tried on a running system; ${remediation.proofRun ? 'nothing reproduced the incident here' : 'only static checks ran here'}`,
    );
  if (remediation.risk.destructive) items.push('A backup of what is lost exists and can be restored');
  if (remediation.type === 'flyway_migration') items.push('The migration was run on a copy of the production schema');
  if (remediation.infrastructure)
    items.push(`The plan ${remediation.infrastructure.planHash.slice(0, 12)} is the one you approve`);
  return items.map((item) => `- [ ] ${item}`).join('\n');
}

/** The diff is shown when it is short enough to be read here and to fit; the Files tab always has it. */
function withDiff(body: string, patch: string): string {
  const shown = `${body}\n\n<details><summary>Diff</summary>\n\n${fence(patch, { language: 'diff', max: 12_000 })}\n\n</details>\n`;
  const room = BODY_LIMIT - STATUS_ROOM;
  if (patch !== '' && shown.length <= room) return shown;
  return body.length < room ? `${body}\n` : `${body.slice(0, body.lastIndexOf('\n## ', room - 1))}\n`;
}
