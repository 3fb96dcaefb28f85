import { type Sample, sampleIncident } from '../failure-modes/sample-incident.ts';
import type { Fact, ModeMatch } from '../failure-modes/types.ts';
import type { Diagnosis, Reason } from '../incident/index.ts';
import type { Change, CodeReader } from '../ports/index.ts';
import type { Plan, PlanContext, Planned } from './types.ts';

/** What a planner test tells of its incident. */
export interface Told extends Omit<Sample, 'culprit'> {
  /** Failure mode id. */
  readonly mode: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly culprit?: Change;
  /** Places of the diff that the ranking pointed at. */
  readonly places?: Reason['places'];
  /** The signal of the reason that points there. */
  readonly signal?: string;
}

/** The context of a planner over a repository of a test; only what planners read is filled in. */
export async function contextFor(code: CodeReader, told: Told): Promise<PlanContext> {
  const { culprit, mode, facts = {}, places = [], signal = 'identifier', ...sample } = told;
  const base = sampleIncident(sample);
  const evidence = base.log.patterns.slice(0, 1).map(({ id }) => id);
  const suspects = culprit
    ? [
        {
          id: 'C1',
          sha: culprit.sha,
          title: culprit.title,
          author: culprit.author,
          mergedAt: culprit.mergedAt,
          files: [...culprit.files],
          score: 0.8,
          ...(culprit.number ? { number: culprit.number } : {}),
          reasons:
            places.length > 0
              ? [{ signal, text: 'It holds the words of the error.', weight: 2, evidence, places }]
              : [],
        },
      ]
    : [];
  const match: ModeMatch = {
    mode: { id: mode, title: mode, category: 'application' } as ModeMatch['mode'],
    score: 0.9,
    hits: [{ means: 'the failure', weight: 3, evidence }],
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, value]): [string, Fact] => [name, { value, evidence }]),
    ),
  };
  return {
    incident: { ...base, suspects },
    diagnosis: diagnosisOf(mode, culprit),
    match,
    culprit,
    head: await code.head(),
    code,
  };
}

function diagnosisOf(mode: string, culprit: Change | undefined): Diagnosis {
  return {
    schemaVersion: 1,
    incidentId: 'incident',
    engine: { name: 'offline' },
    summary: 'Requests fail',
    rootCause: 'Something broke.',
    category: 'application',
    failureMode: mode,
    culprit: culprit ? { change: 'C1', sha: culprit.sha, title: culprit.title } : null,
    inconclusive: false,
    hypotheses: [],
    confidence: { score: 0.8, level: 'high', why: [] },
    blastRadius: { text: 'One service.', services: [], endpoints: [], evidence: [] },
    immediateActions: [],
    remediationTypes: ['escalation'],
    claims: [],
    gaps: [],
    diagnosedAt: '2026-03-04T10:45:00Z',
  };
}

/** The plan, or a failed test that shows why there is none. */
export function planIn(planned: Planned): Plan {
  if ('declined' in planned) throw new Error(`Declined: ${planned.declined}`);
  return planned.plan;
}

/** Content of the one edit of a path. */
export function contentOf(plan: Plan, path: string): string | undefined {
  const edit = plan.edits.find((candidate) => candidate.path === path);
  if (!edit) throw new Error(`${path} is not edited; edited are: ${plan.edits.map((other) => other.path).join(', ')}`);
  return edit.content;
}
