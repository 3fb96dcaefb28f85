import type { Diagnosis, EngineUsed, EvidenceId, Incident, Remediation } from '../incident/index.ts';
import { BODY_LIMIT, STATUS_ROOM } from './body-limit.ts';
import { grounded, resolves } from './evidence.ts';
import {
  type ArtefactPath,
  actionsSection,
  escalationSection,
  fixSection,
  gapsSection,
  linksSection,
  pastSection,
  recoverySection,
} from './issue-actions.ts';
import { evidenceSection } from './issue-evidence.ts';
import {
  blastRadiusSection,
  brokeSection,
  culpritSection,
  hypothesesSection,
  severitySection,
  summarySection,
} from './issue-sections.ts';
import { marker } from './marker.ts';
import { plainLine, withPullRequests } from './text.ts';
import { renderTimeline, timelineOf } from './timeline.ts';

/** How much is printed: patterns of the log, characters of an example, reasons of a change, files of a change. */
export interface Fullness {
  readonly patterns: number;
  readonly example: number;
  readonly reasons: number;
  readonly files: number;
}

/** How much of the long parts is printed; each entry is shorter than the one before. */
const fullness: readonly [Fullness, ...Fullness[]] = [
  { patterns: 40, example: 4000, reasons: 8, files: 20 },
  { patterns: 20, example: 1500, reasons: 6, files: 10 },
  { patterns: 10, example: 500, reasons: 4, files: 6 },
  { patterns: 10, example: 0, reasons: 3, files: 4 },
];

/**
 * The issue: what broke, why, how sure we are, what to do, and everything it rests on.
 *
 * The body stays under {@link BODY_LIMIT}: first log examples and evidence are shortened, in fixed order, and the
 * text says so. The marker comes first, so that no cut can take it.
 *
 * @param texts Who wrote runbook, rules and recommendations, where they are written.
 */
export function issueText(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation?: Remediation,
  artefacts: readonly ArtefactPath[] = [],
  texts?: EngineUsed,
): { readonly title: string; readonly body: string } {
  const sound = groundedDiagnosis(diagnosis, incident);
  const title = plainLine(
    `${incident.alert.severity} ${incident.alert.service}: ${withPullRequests(diagnosis.summary)}`,
    200,
  );
  const bodies = fullness.map((much) => body(incident, sound, remediation, { artefacts, texts }, much));
  const fitting = bodies.findIndex((text) => text.length <= BODY_LIMIT - STATUS_ROOM);
  if (fitting === 0) return { title, body: bodies[0]! };
  const text = fitting > 0 ? bodies[fitting]! : cutBody(bodies.at(-1)!);
  return {
    title,
    body: `${text}\n\n_Shortened to what GitHub takes; the incident folder holds the whole evidence._\n`,
  };
}

/** The diagnosis with nothing in it that cites what is not there. */
function groundedDiagnosis(diagnosis: Diagnosis, incident: Incident): Diagnosis {
  const real = (ids: readonly EvidenceId[]) => ids.filter((id) => resolves(id, incident));
  const claims = grounded(diagnosis.claims, incident);
  const actions = grounded(diagnosis.immediateActions, incident);
  return {
    ...diagnosis,
    claims: claims.items,
    immediateActions: actions.items,
    hypotheses: diagnosis.hypotheses.map((one) => ({ ...one, evidence: real(one.evidence) })),
    blastRadius: { ...diagnosis.blastRadius, evidence: real(diagnosis.blastRadius.evidence) },
    gaps: [...diagnosis.gaps, ...claims.gaps, ...actions.gaps],
  };
}

function body(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation | undefined,
  { artefacts, texts }: { readonly artefacts: readonly ArtefactPath[]; readonly texts: EngineUsed | undefined },
  much: Fullness,
): string {
  const sections: readonly (readonly [string, string])[] = [
    ['Summary', summarySection(incident, diagnosis, remediation, texts)],
    ['Severity', severitySection(incident)],
    ['What broke', brokeSection(incident, diagnosis)],
    ['Culprit', culpritSection(incident, diagnosis, much)],
    ['Hypotheses', hypothesesSection(diagnosis)],
    ['Timeline', renderTimeline(timelineOf(incident, diagnosis))],
    ['Blast radius', blastRadiusSection(diagnosis)],
    ['Immediate actions', actionsSection(diagnosis)],
    ['Fix', fixSection(remediation)],
    ['Time to recovery', recoverySection(incident, diagnosis, remediation)],
    ['Escalation path', escalationSection(incident, diagnosis, remediation)],
    ['Past incidents', pastSection(incident)],
    ['Evidence', evidenceSection(incident, much)],
    ['Gaps', gapsSection([...incident.gaps, ...diagnosis.gaps])],
    ['Links', linksSection(incident, artefacts)],
  ];
  const written = sections.filter(([, text]) => text !== '').map(([heading, text]) => `## ${heading}\n\n${text}`);
  return `${[marker(incident.key, incident.id), ...written].join('\n\n')}\n`;
}

/** The last resort: whole sections go, from the end, so that no fence or element stays open. */
function cutBody(text: string): string {
  const end = text.lastIndexOf('\n## ', BODY_LIMIT - STATUS_ROOM);
  return text.slice(0, end > 0 ? end : BODY_LIMIT - STATUS_ROOM).trimEnd();
}
