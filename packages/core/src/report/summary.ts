import type { Diagnosis, Incident, Publication, Remediation } from '../incident/index.ts';
import { percent } from './quantity.ts';
import { tellingReasons } from './reasons.ts';
import { logLine } from './text.ts';
import { withoutNumber } from './timeline.ts';
import { trialSentence } from './trial.ts';

/**
 * The answer in a few plain lines, as a terminal shows it: what broke, the culprit and why, the fix, and where the
 * files lie. Free of control characters; no line is longer than the facts it holds.
 */
export function summaryText(input: {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation?: Remediation | undefined;
  /** Folder with the documents and artefacts. */
  readonly folder: string;
}): string {
  const { incident, diagnosis, remediation, folder } = input;
  const { alert } = incident;
  const lines: [string, string][] = [
    ['Incident', `${incident.id}  ${alert.severity}  ${alert.service}: ${alert.title}`],
    ['Broke', diagnosis.summary],
    ['Culprit', culprit(diagnosis)],
    ...reasons(incident, diagnosis).map((text, index): [string, string] => [index === 0 ? 'Why' : '', text]),
    ...(remediation && trialSentence(remediation) !== '' ? [['', trialSentence(remediation)] as [string, string]] : []),
    ['Fix', fix(remediation)],
    ...(remediation?.proofRun ? [['Proof', remediation.proofRun.why] as [string, string]] : []),
    ...(remediation?.edits ?? []).slice(0, 8).map((edit): [string, string] => ['', `${edit.action} ${edit.path}`]),
    ...(remediation?.escalation ? [['Call', remediation.escalation.to] as [string, string]] : []),
    ['Files', folder],
  ];
  return told(lines);
}

/** What was published and where, a line each, as a terminal shows it. */
export function publishedText({ records }: Publication): string {
  return told(
    records.map(({ kind, outcome, location, why }): [string, string] => [
      '',
      outcome === 'skipped' ? `${kind}: skipped, ${why}` : `${kind}: ${outcome}, ${location ?? ''}`,
    ]),
  ).replace(/^ {9}/, 'Published');
}

function told(lines: readonly (readonly [string, string])[]): string {
  return lines.map(([name, text]) => `${`${name.padEnd(9)} ${logLine(text)}`.trimEnd()}\n`).join('');
}

function culprit({ culprit, confidence, inconclusive }: Diagnosis): string {
  const sure = `${confidence.level} confidence, ${percent(confidence.score)}`;
  if (!culprit) return `${inconclusive ? 'not determined' : 'none of the merged changes'} (${sure})`;
  return `${culprit.number === undefined ? culprit.sha.slice(0, 10) : `#${culprit.number}`} ${withoutNumber(culprit.title)} (${sure})`;
}

/** The strongest reasons for the culprit; without one, what the confidence rests on. */
function reasons(incident: Incident, diagnosis: Diagnosis): string[] {
  const blamed = incident.suspects.find(({ id }) => id === diagnosis.culprit?.change);
  const texts = blamed
    ? tellingReasons(blamed)
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight)
        .map(({ text }) => text)
    : diagnosis.confidence.why;
  return texts.slice(0, 3);
}

function fix(remediation: Remediation | undefined): string {
  if (!remediation) return 'none planned';
  return `${remediation.type}: ${remediation.title} (proof: ${remediation.proof}, risk: ${remediation.risk.level})`;
}
