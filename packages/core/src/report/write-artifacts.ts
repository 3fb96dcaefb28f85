import type { Advice, AlertRule, Step } from '../failure-modes/types.ts';
import type {
  Artifact,
  Artifacts,
  Diagnosis,
  EngineUsed,
  EvidenceId,
  Gap,
  Incident,
  Remediation,
} from '../incident/index.ts';
import { alertingRules } from './alerting-rules.ts';
import { grounded, resolves, sortedIds } from './evidence.ts';
import { fixCapacity, fixSteps } from './fix-steps.ts';
import { issueText } from './issue.ts';
import { recommendationsText } from './recommendations.ts';
import { runbookText } from './runbook.ts';
import { plainLine } from './text.ts';

/** What the artefacts are written from. */
export interface ArtifactsInput {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation?: Remediation | undefined;
  readonly advice: Advice;
  readonly engine: EngineUsed;
  /** ISO 8601, UTC. */
  readonly now: string;
}

const files = [
  { title: 'Issue', path: 'artifacts/issue.md' },
  { title: 'Runbook', path: 'artifacts/runbook.md' },
  { title: 'Alert rules', path: 'artifacts/alerting-rules.yml' },
  { title: 'Capacity', path: 'artifacts/capacity.md' },
  { title: 'Disaster recovery', path: 'artifacts/disaster-recovery.md' },
  { title: 'Performance', path: 'artifacts/performance.md' },
];

/**
 * Writes the six artefacts. Advice is grounded first: an id that names nothing in the incident is struck, a sentence
 * that stands on nothing else is left out, and a rule that Prometheus would refuse is dropped; the gaps say so, here
 * and in the issue.
 */
export function writeArtifacts(input: ArtifactsInput): { readonly artifacts: Artifacts; readonly gaps: Gap[] } {
  const { incident, remediation, engine, now } = input;
  const { advice, gaps } = groundedAdvice(withFix(input.advice, remediation), incident);
  const rules = alertingRules(advice.alertRules, incident);
  gaps.push(...rules.gaps);
  const diagnosis = { ...input.diagnosis, gaps: [...input.diagnosis.gaps, ...gaps] };
  const issue = issueText(incident, diagnosis, remediation, files.slice(1), engine);
  const service = plainLine(incident.alert.service, 80);
  const ofSteps = (kind: 'capacity' | 'disaster-recovery' | 'performance', title: string, steps: readonly Step[]) =>
    artifact(kind, `${title}: ${service}`, `${kind}.md`, recommendationsText(kind, incident, steps), idsOf(steps));
  return {
    artifacts: {
      schemaVersion: 1,
      incidentId: incident.id,
      engine,
      files: [
        artifact('issue', issue.title, 'issue.md', issue.body, citedIn(issue.body, incident)),
        artifact(
          'runbook',
          `Runbook: ${plainLine(incident.alert.title, 120)}`,
          'runbook.md',
          runbookText(incident, advice),
          idsOf(Object.values(advice.runbook).flat()),
        ),
        artifact('alerting-rules', `Alert rules: ${service}`, 'alerting-rules.yml', rules.content, idsOf(rules.rules)),
        ofSteps('capacity', 'Capacity', advice.capacity),
        ofSteps('disaster-recovery', 'Disaster recovery', advice.recovery),
        ofSteps('performance', 'Performance', advice.performance),
      ],
      writtenAt: now,
    },
    gaps,
  };
}

/** The advice with the fix at hand in its part on resolving and what the fix means for size. */
function withFix(advice: Advice, remediation: Remediation | undefined): Advice {
  const { runbook } = advice;
  return {
    ...advice,
    runbook: { ...runbook, resolve: [...fixSteps(remediation), ...runbook.resolve] },
    capacity: [...fixCapacity(remediation), ...advice.capacity],
  };
}

function artifact(
  kind: Artifact['kind'],
  title: string,
  file: string,
  content: string,
  evidence: EvidenceId[],
): Artifact {
  return { kind, title, file, content, evidence };
}

function groundedAdvice(advice: Advice, incident: Incident): { readonly advice: Advice; readonly gaps: Gap[] } {
  const gaps: Gap[] = [];
  const keep = (steps: readonly Step[]): Step[] => {
    const result = grounded(steps, incident);
    gaps.push(...result.gaps);
    return result.items;
  };
  const { detect, triage, diagnose, resolve, verify, prevent } = advice.runbook;
  const rulesOf = (rules: readonly AlertRule[]) =>
    grounded(
      rules.map((rule) => ({ ...rule, text: rule.alert })),
      incident,
    ).items.map(({ text, ...rule }) => rule);
  return {
    advice: {
      immediate: keep(advice.immediate),
      runbook: {
        detect: keep(detect),
        triage: keep(triage),
        diagnose: keep(diagnose),
        resolve: keep(resolve),
        verify: keep(verify),
        prevent: keep(prevent),
      },
      alertRules: rulesOf(advice.alertRules),
      capacity: keep(advice.capacity),
      recovery: keep(advice.recovery),
      performance: keep(advice.performance),
    },
    gaps,
  };
}

function idsOf(items: readonly { readonly evidence: readonly EvidenceId[] }[]): EvidenceId[] {
  return sortedIds(items.flatMap(({ evidence }) => evidence));
}

/** The ids in brackets of a text, as far as they name evidence. */
function citedIn(text: string, incident: Incident): EvidenceId[] {
  const ids = Array.from(
    text.matchAll(/ \[([LCMKF][1-9]\d{0,5}|A\.[A-Za-z][\w.-]{0,80})\]/g),
    (match) => match[1] ?? '',
  );
  return sortedIds(ids.filter((id) => resolves(id, incident)));
}
