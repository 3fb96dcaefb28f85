import { z } from 'zod';
import { flatLabels, linksOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf, type Reading } from '../reading.ts';
import { has, instant, list, record, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/** One text, or a list whose first one counts. */
const oneOf = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => (Array.isArray(value) ? value[0] : value) || undefined);

/**
 * The default payload of a workflow's webhook. Times in milliseconds.
 *
 * Source: https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook
 */
const Issue = z.object({
  id: text,
  issueUrl: text,
  title: oneOf.pipe(z.string()),
  priority: text,
  state: text,
  impactedEntities: oneOf,
  alertPolicyNames: oneOf,
  alertConditionNames: oneOf,
  workflowName: text,
  createdAt: instant,
  updatedAt: instant,
});

/**
 * The default payload of a notification channel, which workflows still send for migrated channels. Times in milliseconds.
 *
 * Source: https://docs.newrelic.com/docs/alerts-applied-intelligence/new-relic-alerts/alert-notifications/customize-your-webhook-payload
 */
const Incident = z.object({
  incident_id: text,
  condition_name: z.string().min(1),
  policy_name: text,
  current_state: text,
  severity: text,
  details: text,
  incident_url: text,
  violation_callback_url: text,
  runbook_url: text,
  timestamp: instant,
  duration: z.number().nullish(),
  targets: list(z.object({ name: text, link: text, labels: record })),
});

/** New Relic's webhooks: of workflows, and of the notification channels before them. */
export const newRelic: AlertSource = {
  id: 'new-relic',

  recognises: (payload) =>
    has(payload, 'condition_name', 'current_state') ||
    (has(payload, 'issueUrl') &&
      ['alertConditionNames', 'alertPolicyNames', 'workflowName', 'impactedEntities'].some((name) =>
        has(payload, name),
      )),

  normalise: (payload, receivedAt) =>
    alertOf('new-relic', has(payload, 'condition_name') ? readIncident(payload) : readIssue(payload), receivedAt),
};

function readIssue(payload: unknown): Reading {
  const issue = parsePayload('New Relic', Issue, payload);
  const resolved = isOver(issue.state);
  return {
    id: issue.id,
    rule: issue.alertConditionNames,
    title: issue.title,
    severity: severityOf(issue.priority),
    resolved,
    service: issue.impactedEntities,
    resource: issue.impactedEntities,
    firedAt: issue.createdAt,
    resolvedAt: issue.updatedAt,
    labels: flatLabels({ policy: issue.alertPolicyNames, workflow: issue.workflowName }),
    links: linksOf({ title: 'New Relic issue', url: issue.issueUrl }),
  };
}

function readIncident(payload: unknown): Reading {
  const incident = parsePayload('New Relic', Incident, payload);
  const [target] = incident.targets;
  const resolved = isOver(incident.current_state);
  const { timestamp, duration } = incident;
  return {
    id: incident.incident_id,
    rule: incident.condition_name,
    title: incident.details ?? incident.condition_name,
    severity: severityOf(incident.severity),
    resolved,
    service: target?.name ?? incident.policy_name,
    resource: target?.name,
    firedAt: resolved && typeof timestamp === 'number' && duration ? timestamp - duration : timestamp,
    resolvedAt: timestamp,
    labels: { ...flatLabels(target?.labels), ...flatLabels({ policy: incident.policy_name }) },
    links: linksOf(
      { title: 'New Relic incident', url: incident.incident_url },
      { title: 'New Relic event', url: incident.violation_callback_url },
      { title: 'Runbook', url: incident.runbook_url },
      { title: 'New Relic entity', url: target?.link },
    ),
  };
}

function isOver(state: string | undefined): boolean {
  return /^(?:closed|resolved|deactivated)$/i.test(state ?? '');
}
