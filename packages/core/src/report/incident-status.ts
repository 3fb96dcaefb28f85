import { z } from 'zod';
import { Severity } from '../incident/alert.ts';
import { Gap } from '../incident/evidence.ts';
import { schemaVersion } from '../incident/fields.ts';
import type { Diagnosis, Incident, Publication, Remediation } from '../incident/index.ts';

/** Where the fix of an open incident stands. */
export const FixStatus = z.object({
  title: z.string().describe('Title of the pull request, or of the remediation where there is none.'),
  state: z
    .enum(['planned', 'draft', 'open', 'merged', 'closed'])
    .describe('`planned`: no pull request; the others as GitHub has them.'),
  number: z.number().int().positive().optional().describe('Number of the pull request. Absent while it is planned.'),
  location: z.string().describe('Page of the pull request, or the folder of the incident.'),
  proof: z
    .enum(['proved', 'checked', 'none', 'unknown'])
    .describe(
      '`proved`: reproducer red, then green; `checked`: static checks passed; `none`: nothing was tried; `unknown`: a person edited the text that says so.',
    ),
  changed: z.boolean().describe('True when somebody pushed to the branch since; the proof is then of an older commit.'),
  checks: z
    .enum(['passed', 'failed', 'running', 'waiting', 'none', 'unknown'])
    .describe(
      "The repository's own checks on the newest commit of the branch. `waiting`: for a person; `none`: no run; `unknown`: they could not be read, or there is no pull request.",
    ),
});
export type FixStatus = z.infer<typeof FixStatus>;

/** One incident that is not over. */
export const OpenIncident = z.object({
  id: z.string().describe('Id of the occurrence.'),
  title: z.string().describe('What broke, in one line.'),
  service: z.string().describe('The service that failed; empty when a person took the label away.'),
  severity: Severity.optional().describe('Absent when a person took the label away.'),
  firedAt: z.iso.datetime().optional().describe('When it first fired. Absent where a person made it unreadable.'),
  ageMinutes: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Whole minutes since it first fired. Absent like `firedAt`.'),
  firings: z.number().int().positive().describe('How often the alert fired since.'),
  resolvedAt: z.iso
    .datetime()
    .optional()
    .describe('When the alert ended. Present where the issue is open although the alert is over.'),
  answered: z.boolean().describe('True once the whole answer was published, or lies in the folder.'),
  issue: z.number().int().positive().optional().describe('Number of the issue. Absent in a folder.'),
  location: z.string().describe('Page of the issue, or the folder of the incident.'),
  fix: FixStatus.optional().describe('Absent when nothing in the repository is to change.'),
  run: z.string().optional().describe('Page of the run that does the infrastructure work.'),
});
export type OpenIncident = z.infer<typeof OpenIncident>;

/** What is open, and where. */
export const StatusReport = z
  .object({
    schemaVersion,
    where: z.string().describe('`owner/name`, or a folder of incidents.'),
    askedAt: z.iso.datetime().describe('When it was asked for.'),
    incidents: z.array(OpenIncident).describe('The most severe first, and of those the oldest.'),
    gaps: z.array(Gap).describe('What could not be seen.'),
  })
  .describe('Which incidents are open and where their fixes stand. Printed by `sre-aiops status --json`; no file.');
export type StatusReport = z.infer<typeof StatusReport>;

/**
 * The report of a place, in the order in which people should look.
 *
 * @param found The ages are worked out here.
 */
export function statusReport(
  where: string,
  askedAt: string,
  found: readonly Omit<OpenIncident, 'ageMinutes'>[],
  gaps: readonly Gap[],
): StatusReport {
  const incidents = found.map((incident) => ({ ...incident, ...ageOf(incident.firedAt, askedAt) }));
  const rank = ({ severity, firedAt = '', id }: OpenIncident) => `${severity ?? 'P9'} ${firedAt} ${id}`;
  incidents.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  return { schemaVersion: 1, where, askedAt, incidents, gaps: [...gaps] };
}

/** The documents of an incident's folder as an open incident; `undefined` when its alert is over. */
export function openIncidentOf(
  documents: {
    readonly incident: Incident;
    readonly diagnosis?: Diagnosis | undefined;
    readonly remediation?: Remediation | undefined;
    readonly publication?: Publication | undefined;
  },
  folder: string,
): Omit<OpenIncident, 'ageMinutes'> | undefined {
  const { incident, diagnosis, remediation, publication } = documents;
  if (incident.alert.status === 'resolved') return undefined;
  const record = (kind: string) => publication?.records.find((one) => one.kind === kind && one.outcome !== 'skipped');
  const issue = record('issue');
  const run = record('dispatch')?.location;
  return {
    id: incident.id,
    title: diagnosis?.summary ?? incident.alert.title,
    service: incident.alert.service,
    severity: incident.alert.severity,
    firedAt: incident.alert.firedAt,
    firings: 1,
    answered: remediation !== undefined,
    ...(issue?.number ? { issue: issue.number } : {}),
    location: issue?.number && issue.location ? issue.location : folder,
    ...(remediation && remediation.edits.length > 0
      ? { fix: plannedFix(remediation, record('pull-request'), folder) }
      : {}),
    ...(run?.startsWith('http') ? { run } : {}),
  };
}

/** A folder knows what was planned and published, not what people did with it since. */
function plannedFix(
  { title, proof }: Remediation,
  published: Publication['records'][number] | undefined,
  folder: string,
): FixStatus {
  return {
    title,
    state: published?.number ? 'open' : 'planned',
    ...(published?.number ? { number: published.number } : {}),
    location: published?.number && published.location ? published.location : folder,
    proof,
    changed: false,
    checks: 'unknown',
  };
}

function ageOf(firedAt: string | undefined, askedAt: string): { readonly ageMinutes?: number } {
  if (firedAt === undefined) return {};
  return { ageMinutes: Math.max(0, Math.floor((Date.parse(askedAt) - Date.parse(firedAt)) / 60_000)) };
}
