import { z } from 'zod';
import type { Severity } from '../../incident/index.ts';
import { flatLabels, linksOf, parsePayload } from '../fields.ts';
import { alertOf, type Reading, tagLabels } from '../reading.ts';
import { has, instant, isRecord, list, text, unwrapped } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/**
 * The placeholders of a custom integration under their own names, as the suggested payload has them. Times in
 * milliseconds.
 *
 * Source: https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration
 */
const Notification = z.object({
  ProblemID: z.string().min(1),
  PID: text,
  State: z
    .string()
    .regex(/^(?:OPEN|RESOLVED|CLOSED|MERGED)$/i, 'must be OPEN, RESOLVED or MERGED')
    .nullish(),
  ProblemTitle: z.string().min(1),
  ProblemSeverity: text,
  ProblemImpact: text,
  ProblemURL: text,
  ProblemDetailsText: text,
  ImpactedEntity: text,
  ImpactedEntities: z.preprocess(
    (value) => (Array.isArray(value) ? value : undefined),
    list(z.object({ name: text, type: text })),
  ),
  Tags: text,
});

/**
 * A problem as Grail keeps it, which workflows send on.
 *
 * Source: https://docs.dynatrace.com/docs/semantic-dictionary/model/davis
 */
const Problem = z.object({
  'event.id': text,
  display_id: text,
  'event.name': z.string().min(1),
  'event.description': text,
  'event.status': z.string().min(1),
  'event.category': text,
  'event.start': instant,
  'event.end': instant,
  affected_entity_ids: list(z.string()),
  affected_entity_names: list(z.string()),
});

/** Dynatrace's problem notifications. */
export const dynatrace: AlertSource = {
  id: 'dynatrace',

  recognises: (payload) =>
    (has(payload, 'ProblemID') && (has(payload, 'ProblemTitle') || has(payload, 'State'))) ||
    (has(payload, 'event.kind') && payload['event.kind'] === 'DAVIS_PROBLEM'),

  normalise: (payload, receivedAt) =>
    alertOf('dynatrace', has(payload, 'ProblemID') ? readNotification(payload) : readProblem(payload), receivedAt),
};

/** Dynatrace ranks its levels in this order. */
function severityOf(level: string | undefined): Severity {
  if (/^(?:AVAILABILITY|ERROR)$/i.test(level ?? '')) return 'P1';
  return /^(?:MONITORING_UNAVAILABLE|INFO)$/i.test(level ?? '') ? 'P3' : 'P2';
}

function readNotification(payload: Record<string, unknown>): Reading {
  const problem = parsePayload('Dynatrace', Notification, payload);
  const inner = unwrapped(payload.ProblemDetailsJSON ?? payload.ProblemDetailsJSONv2 ?? payload.ProblemDetails);
  const details = isRecord(inner) ? inner : {};
  const tags = tagLabels(problem.Tags);
  const [entity] = problem.ImpactedEntities;
  const level = problem.ProblemSeverity ?? flatLabels(details).severityLevel;
  return {
    id: problem.PID ?? problem.ProblemID,
    title: problem.ProblemTitle,
    description: problem.ProblemDetailsText,
    severity: severityOf(level),
    resolved: /^(?:RESOLVED|CLOSED)$/i.test(problem.State ?? ''),
    service: tags.service ?? tags.app ?? entity?.name ?? nameIn(problem.ImpactedEntity),
    resource: entity?.name ?? nameIn(problem.ImpactedEntity),
    firedAt: details.startTime,
    resolvedAt: details.endTime,
    labels: {
      ...tags,
      ...flatLabels({
        'dynatrace.impact': problem.ProblemImpact,
        'dynatrace.severity': level,
        'dynatrace.problem': problem.ProblemID,
      }),
    },
    links: linksOf({ title: 'Dynatrace problem', url: problem.ProblemURL }),
  };
}

function readProblem(payload: unknown): Reading {
  const problem = parsePayload('Dynatrace', Problem, payload);
  const entity = problem.affected_entity_names[0] ?? problem.affected_entity_ids[0];
  return {
    id: problem['event.id'] ?? problem.display_id,
    title: problem['event.name'],
    description: problem['event.description'],
    severity: severityOf(problem['event.category']),
    resolved: /^CLOSED$/i.test(problem['event.status']),
    service: entity,
    resource: entity,
    firedAt: problem['event.start'],
    resolvedAt: problem['event.end'],
    labels: flatLabels({ 'dynatrace.severity': problem['event.category'], 'dynatrace.problem': problem.display_id }),
  };
}

/** "Web service checkout", "Host web-01 and 2 more": the name after the kind. */
function nameIn(impacted: string | undefined): string | undefined {
  return impacted
    ?.replace(/^(?:Web (?:request )?service|Service|Host|Process|Application|Synthetic monitor|Infrastructure)\s+/i, '')
    .split(/,| and \d/)[0];
}
