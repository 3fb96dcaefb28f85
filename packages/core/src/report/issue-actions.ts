import { platformEvent } from '../failure-modes/platform-events.ts';
import type { Diagnosis, Gap, Incident, Remediation } from '../incident/index.ts';
import { checkLines } from './checks.ts';
import { cite } from './evidence.ts';
import { at, minutes, percent } from './quantity.ts';
import { recoveryEstimate } from './recovery-time.ts';
import { cell, code, codeCell, inline, link } from './sanitise.ts';
import { listed, numbered } from './steps.ts';

/** What lessens the harm now, with commands. */
export function actionsSection({ immediateActions }: Diagnosis): string {
  const steps = immediateActions.map(({ text, evidence, command }) => ({
    text,
    evidence,
    ...(command ? { command } : {}),
  }));
  return steps.length > 0 ? numbered(steps) : '';
}

/** The fix: what it does, its proof, its risk and how to undo it. */
export function fixSection(remediation: Remediation | undefined): string {
  if (!remediation) return 'No fix is planned yet.';
  const isRefuted = remediation.proofRun?.verdict === 'refuted';
  const lines = [
    ...(isRefuted ? ['Run and refuted, so it is not proposed. A person decides what to try next.', ''] : []),
    `**${inline(remediation.title)}** (${code(remediation.type)})${cite(remediation.evidence)}`,
    '',
    inline(remediation.summary, { max: 2000 }),
    '',
    `- **Proof:** ${proofSentence(remediation)}`,
    `- **Risk:** ${remediation.risk.level}. ${inline(remediation.risk.why)}${remediation.risk.destructive ? ' **Data or a running object is lost for good.**' : ''}`,
    `- **Undo:** ${inline(remediation.rollback)}`,
  ];
  for (const edit of remediation.edits.slice(0, 30)) lines.push(`- **${edit.action}** ${code(edit.path)}`);
  if (remediation.infrastructure) {
    const { action, parameters, planHash } = remediation.infrastructure;
    const told = Object.entries(parameters).map(([name, value]) => code(`${name}=${value}`));
    lines.push(
      `- **Infrastructure:** ${code(action)} ${told.join(' ')}; approval is bound to plan ${code(planHash.slice(0, 12))}`,
    );
  }
  for (const check of checkLines(remediation))
    lines.push(`- ${check.outcome}: ${inline(check.name)}. ${inline(check.detail, { max: 300 })}`);
  for (const other of remediation.alternatives) lines.push(`- Left aside ${code(other.type)}: ${inline(other.why)}`);
  return lines.join('\n');
}

/** What the proof state means, in words that promise no more than it does. */
export function proofSentence({ proof, proofRun, checks }: Remediation): string {
  if (proofRun) return `${proof}. ${inline(proofRun.why, { max: 1000 })}`;
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length;
  if (proof === 'checked') return `checked. ${passed} of ${checks.length} static checks passed; it was not run.`;
  return 'none. Nothing was tried.';
}

/** How long recovery may take, and what that rests on. */
export function recoverySection(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation | undefined,
): string {
  const { minutes: total, basis, parts } = recoveryEstimate(incident, diagnosis, remediation);
  const list = parts.map((part) => `- ${inline(part.text)}: ${minutes(part.minutes)}${cite(part.evidence)}`);
  const head =
    basis === 'measured'
      ? `About ${minutes(total)} from the alert, the median of what was measured in past incidents of this failure mode:`
      : `About ${minutes(total)} from the alert. No past incident of this failure mode has a measured time, so this is a sum of assumptions:`;
  return [head, '', ...list].join('\n');
}

/** Whom to call, in order. */
export function escalationSection(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation | undefined,
): string {
  const { alert } = incident;
  const steps = [`The on-call engineer of ${code(alert.service)}${cite(['A.service'])}`];
  const blamed = incident.suspects.find(({ id }) => id === diagnosis.culprit?.change);
  if (blamed) steps.push(`Whoever merged the culprit: ${code(blamed.author)}${cite([blamed.id])}`);
  const owner = ['team', 'owner', 'squad'].find((name) => Object.hasOwn(alert.labels, name));
  if (owner)
    steps.push(
      `The owner by the alert's label ${code(owner)}: ${code(alert.labels[owner] ?? '')}${cite([`A.labels.${owner}`])}`,
    );
  const escalation = remediation?.escalation;
  if (escalation) steps.push(`**${inline(escalation.to)}**: ${inline(escalation.why)}`);
  const lines = steps.map((step, index) => `${index + 1}. ${step}`);
  if (escalation) {
    const event = platformEvent(incident);
    const changed = event ? [`${event.pattern.id}, change of the platform at ${at(event.at)}: ${event.line}`] : [];
    const items = [...escalation.handOver.slice(0, 2), ...changed, ...escalation.handOver.slice(2)];
    lines.push('', 'To hand over:', '', items.map(listed).join('\n').trimEnd());
  }
  return lines.join('\n');
}

/** Past incidents like this one; empty without any. */
export function pastSection({ pastIncidents }: Incident): string {
  if (pastIncidents.length === 0) return 'None like this one in the knowledge base.';
  const rows = pastIncidents.map(
    (past) =>
      `| ${past.id} | ${cell(past.title, 120)} (${codeCell(past.entry)}) | ${percent(past.score)} | ${cell(past.why)} | ${past.outcome === 'proposed' ? 'proposed: ' : ''}${codeCell(past.remediationType)}: ${cell(past.resolution, 240)} | ${past.mttrMinutes === undefined ? 'not measured' : minutes(past.mttrMinutes)} |`,
  );
  return ['| | Incident | Alike | Why | Fix | MTTR |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** What could not be seen, and how to close it; empty without gaps. */
export function gapsSection(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return 'None: the alert, the log, the history and the knowledge base could all be read.';
  const seen = new Set<string>();
  return gaps
    .filter((gap) => !seen.has(gap.what) && seen.add(gap.what))
    .map((gap) => `- **${inline(gap.what)}** ${inline(gap.why)} ${inline(gap.remedy)}`)
    .join('\n');
}

/** Where an artefact lies. */
export interface ArtefactPath {
  readonly title: string;
  /** Relative to the incident folder. */
  readonly path: string;
}

/** Links of the alert, and where the artefacts lie. What was published stands in the issue's status. */
export function linksSection({ alert }: Incident, artefacts: readonly ArtefactPath[]): string {
  const files = artefacts.map(({ title, path }) => `- ${inline(title)}: ${code(path)} in the incident folder`);
  return [...files, ...alert.links.map(({ title, url }) => `- ${link(title, url)}`)].join('\n');
}
