import {
  type Diagnosis,
  type EngineUsed,
  type Incident,
  type Remediation,
  type Suspect,
  totalUsage,
} from '../incident/index.ts';
import { cite } from './evidence.ts';
import type { Fullness } from './issue.ts';
import { at, percent, quantity } from './quantity.ts';
import { tellingReasons } from './reasons.ts';
import { cell, code, codeCell, inline } from './sanitise.ts';
import { bulleted } from './steps.ts';
import { withPullRequests } from './text.ts';
import { withoutNumber } from './timeline.ts';
import { trialSentence } from './trial.ts';

/** What each severity asks of people; the source's own grade decides which one it is. */
const severities = [
  ['P0', 'Everything is down or data is being lost: page now, all hands'],
  ['P1', 'A main function fails for users: page now'],
  ['P2', 'Degraded, users can still work: within the hour'],
  ['P3', 'No user is harmed yet: in office hours'],
] as const;

/** The whole answer in four lines. */
export function summarySection(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation | undefined,
  texts: EngineUsed | undefined,
): string {
  return [
    inline(diagnosis.summary),
    '',
    `- **Confidence:** ${diagnosis.confidence.level} (${percent(diagnosis.confidence.score)})${diagnosis.inconclusive ? ', inconclusive' : ''}`,
    ...diagnosis.confidence.why.map((why) => `  - ${inline(why)}`),
    `- **Culprit:** ${culpritName(diagnosis)}${diagnosis.culprit ? cite([diagnosis.culprit.change]) : ''}`,
    ...(remediation && trialSentence(remediation) !== ''
      ? [`  - ${inline(withPullRequests(trialSentence(remediation)))}`]
      : []),
    `- **Fix:** ${fixLine(remediation)}`,
    `- **Answered by:** ${thinkers(diagnosis.engine, remediation?.engine, texts)}, incident ${code(incident.id)}`,
  ].join('\n');
}

function fixLine(remediation: Remediation | undefined): string {
  if (!remediation) return 'none planned yet';
  const named = `${inline(remediation.title)} (${code(remediation.type)}, proof: ${remediation.proof})`;
  return remediation.proofRun?.verdict === 'refuted' ? `none that holds; refuted: ${named}` : named;
}

/** The severity matrix with this one marked, and why. */
export function severitySection({ alert }: Incident): string {
  const rows = severities.map(([grade, means]) =>
    grade === alert.severity ? `| **${grade}** ← this one | **${means}** |` : `| ${grade} | ${means} |`,
  );
  return ['| Severity | Means |', '|---|---|', ...rows, '', `${gradedBy(alert)}${measuredHarm(alert.metrics)}`].join(
    '\n',
  );
}

/** Labels by which monitoring systems grade their alerts. */
const GRADES = ['priority', 'severity', 'sev', 'level', 'urgency'];

/** The grade in the sender's own words: its labels where it has any, else the alert itself. */
function gradedBy({ labels, rule, severity }: Incident['alert']): string {
  const grades = GRADES.filter((name) => Object.hasOwn(labels, name));
  if (grades.length === 0)
    return `${severity} by the severity of the alert ${code(rule)}${cite(['A.severity', 'A.rule'])}.`;
  const told = grades.map((name) => code(`${name}=${labels[name]}`)).join(' and ');
  return `${severity} because the alert ${code(rule)} carries ${told}${cite(['A.rule', ...grades.map((name) => `A.labels.${name}`)])}.`;
}

/** The metrics beyond their threshold; all that have one when none is, since some rules watch for too little. */
function measuredHarm(metrics: Incident['alert']['metrics']): string {
  const graded = metrics.filter(({ threshold }) => threshold !== undefined);
  const beyond = graded.filter(({ value, threshold = 0 }) => value >= threshold);
  const told = (beyond.length > 0 ? beyond : graded).map(
    ({ name, value, unit, threshold = 0 }) =>
      `${code(name)} ${inline(quantity(value, unit))} against a threshold of ${inline(quantity(threshold, unit))}`,
  );
  return told.length > 0 ? ` Measured: ${told.join('; ')}.` : '';
}

/** What broke, with its claims and evidence. */
export function brokeSection(incident: Incident, diagnosis: Diagnosis): string {
  const { alert, log } = incident;
  const lines = [
    `**${inline(alert.title)}** on ${code(alert.service)}${alert.environment ? ` (${code(alert.environment)})` : ''}${cite(['A.title', 'A.service'])}`,
  ];
  if (alert.description) lines.push('', inline(alert.description, { max: 1200 }) + cite(['A.description']));
  const stated = diagnosis.claims.find(({ text }) => text === diagnosis.rootCause);
  lines.push('', inline(diagnosis.rootCause, { max: 3000 }) + cite(stated?.evidence ?? []));
  const told = new Set([diagnosis.rootCause, ...reasonsOfAll(incident)]);
  const claims = diagnosis.claims.filter(({ text }) => !told.has(text));
  if (claims.length > 0) lines.push('', bulleted(claims));
  const leading = log.patterns.find(({ level }) => level === 'error' || level === 'fatal') ?? log.patterns[0];
  if (leading)
    lines.push('', `Leading log pattern, ${leading.count}×: ${code(leading.template, 400)}${cite([leading.id])}`);
  return lines.join('\n');
}

/** What the culprit section says, or leaves out as untelling; neither is said here. */
function reasonsOfAll({ suspects }: Incident): string[] {
  return suspects.flatMap(({ reasons }) => reasons.map(({ text }) => text));
}

/** The change held to be the cause, its reasons, and the next suspects. */
export function culpritSection(incident: Incident, diagnosis: Diagnosis, much: Fullness): string {
  const blamed = incident.suspects.find(({ id }) => id === diagnosis.culprit?.change);
  const lines: string[] = [];
  if (blamed)
    lines.push(
      `${culpritName(diagnosis)} by ${code(blamed.author)}, merged ${at(blamed.mergedAt)}${cite([blamed.id])}`,
      '',
      ...reasonsOf(blamed, much),
    );
  else if (diagnosis.culprit) lines.push(`${culpritName(diagnosis)}.`);
  else lines.push(noCulprit(incident, diagnosis));
  const rows = incident.suspects.slice(0, 5).map((suspect) => suspectRow(suspect, suspect === blamed));
  if (rows.length > 0) {
    lines.push(
      '',
      `Ranked ${incident.changesRanked} merged changes; none of them did it: ${percent(incident.noneScore)}.`,
    );
    lines.push('', '| Change | Title | Merged (UTC) | Suspicion |', '|---|---|---|---|', ...rows);
  }
  return lines.join('\n');
}

function noCulprit(incident: Incident, { inconclusive }: Diagnosis): string {
  if (incident.changesRanked === 0) return 'No merged change could be examined, so none is named.';
  return inconclusive
    ? `The evidence does not name one of the ${incident.changesRanked} merged changes.`
    : `None of the ${incident.changesRanked} merged changes did it (${percent(incident.noneScore)}).`;
}

function reasonsOf(suspect: Suspect, much: Fullness): string[] {
  return tellingReasons(suspect)
    .slice(0, much.reasons)
    .flatMap((reason) => [
      `- ${reason.weight < 0 ? '**Against:** ' : ''}${inline(reason.text)}${cite(reason.evidence)}`,
      ...reason.places
        .slice(0, 3)
        .map(
          (place) =>
            `  - ${code(`${place.path}:${place.line}`)} ${place.side}: ${code(place.text, 160) || '(empty line)'}`,
        ),
    ]);
}

function suspectRow(suspect: Suspect, blamed: boolean): string {
  const name = suspect.number === undefined ? codeCell(suspect.sha.slice(0, 10)) : `#${suspect.number}`;
  const title = cell(withoutNumber(suspect.title), 120);
  return `| ${suspect.id} ${name} | ${blamed ? `**${title}**` : title} | ${at(suspect.mergedAt).replace(' UTC', '')} | ${percent(suspect.score)} |`;
}

/** `#52` is a reference of our own making: a number from the history, without a closing keyword. */
export function culpritName({ culprit, inconclusive }: Diagnosis): string {
  if (!culprit) return inconclusive ? 'not determined' : 'no merged change';
  const name = culprit.number === undefined ? code(culprit.sha.slice(0, 10)) : `#${culprit.number}`;
  return `${name} ${inline(withoutNumber(culprit.title), { max: 200 })}`;
}

/** The explanations side by side. */
export function hypothesesSection({ hypotheses }: Diagnosis): string {
  if (hypotheses.length === 0) return '';
  const rows = hypotheses.map((hypothesis, index) => {
    const change = hypothesis.culprit ? hypothesis.culprit.change : 'none';
    return `| ${index + 1} | ${cell(hypothesis.text, 400)} | ${codeCell(hypothesis.failureMode)} | ${change} | ${percent(hypothesis.probability)} |${cite(hypothesis.evidence)} |`;
  });
  return [
    '| | Explanation | Failure mode | Change | Probability | Evidence |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Who and what is hit, as far as it was seen. */
export function blastRadiusSection({ blastRadius }: Diagnosis): string {
  const named = [
    ['Services', blastRadius.services],
    ['Seen failing', blastRadius.endpoints],
  ] as const;
  const lists = named
    .filter(([, names]) => names.length > 0)
    .map(
      ([what, names]) =>
        `- **${what}:** ${names
          .slice(0, 12)
          .map((name) => code(name, 120))
          .join(', ')}`,
    );
  const text = inline(blastRadius.text) + cite(blastRadius.evidence);
  return lists.length > 0 ? [text, '', ...lists].join('\n') : text;
}

/** Who thought: all of it, or question by question where they differ, and what asking a model took. */
function thinkers(cause: EngineUsed, fix: EngineUsed | undefined, texts: EngineUsed | undefined): string {
  const parts = [['the cause', cause] as const, ['the fix', fix] as const, ['the texts', texts] as const].flatMap(
    ([what, who]) => (who ? [{ what, who: thinker(who) }] : []),
  );
  const [first] = parts;
  const one = parts.every(({ who }) => who === first?.who);
  const told = one ? first?.who : parts.map(({ what, who }) => `${what}: ${who}`).join('; ');
  const { requests, inputTokens, outputTokens } = totalUsage([cause.usage, fix?.usage, texts?.usage]);
  if (requests === 0) return told ?? '';
  return `${told}; ${requests === 1 ? 'one request' : `${requests} requests`} to a model, ${inputTokens} tokens sent and ${outputTokens} answered`;
}

function thinker({ name, model, fallback, unasked }: EngineUsed): string {
  const why = fallback
    ? `, since the preferred one did not answer: ${inline(fallback)}`
    : unasked
      ? `, the preferred one having nothing to be asked for: ${inline(unasked)}`
      : '';
  return `${name} engine${model ? ` (${code(model)})` : ''}${why}`;
}
