import { z } from 'zod';
import { firstLabel, flatLabels, linksOf, metricOf, parsePayload, serviceIn, severityOf } from '../fields.ts';
import { alertOf } from '../reading.ts';
import { has, instant, list, record, text, unwrapped } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

const measure = z.union([z.string(), z.number()]).nullish();

/**
 * A webhook or Pub/Sub notification, version 1.2. Times in seconds.
 *
 * Source: https://cloud.google.com/monitoring/support/notification-options#schema-pubsub
 */
const Notification = z.object({
  incident: z.object({
    incident_id: z.string().min(1),
    policy_name: text,
    condition_name: text,
    summary: text,
    state: z.string().regex(/^(?:open|closed)$/i, 'must be open or closed'),
    severity: text,
    started_at: instant,
    ended_at: instant,
    url: text,
    observed_value: measure,
    threshold_value: measure,
    scoping_project_id: text,
    resource_name: text,
    resource_display_name: text,
    resource: z.object({ type: text, labels: record }).nullish(),
    metric: z.object({ type: text, displayName: text, labels: record }).nullish(),
    metadata: z.object({ system_labels: record, user_labels: record }).nullish(),
    policy_user_labels: record,
    documentation: z
      .object({ content: text, subject: text, links: list(z.object({ displayName: text, url: text })) })
      .nullish(),
  }),
});

const serviceLabels = [
  'service',
  'app',
  'service_name',
  'container_name',
  'function_name',
  'module_id',
  'job_name',
  'database_id',
  'subscription_id',
  'cluster_name',
];

/** Google Cloud Monitoring's webhook and Pub/Sub notifications. */
export const googleCloudMonitoring: AlertSource = {
  id: 'google-cloud-monitoring',

  recognises: (payload) => isNotification(messageIn(payload)),

  normalise(payload, receivedAt) {
    const { incident } = parsePayload('Google Cloud Monitoring', Notification, messageIn(payload));
    const { resource, metric, documentation } = incident;
    const user = { ...flatLabels(incident.metadata?.user_labels), ...flatLabels(incident.policy_user_labels) };
    const labels = { ...flatLabels(resource?.labels), ...flatLabels(metric?.labels), ...user };
    const name = incident.resource_display_name ?? incident.resource_name;
    const rule = incident.policy_name ?? incident.condition_name;
    return alertOf(
      'google-cloud-monitoring',
      {
        id: incident.incident_id,
        rule,
        title: documentation?.subject ?? incident.summary ?? rule ?? incident.incident_id,
        description: [incident.summary, documentation?.content].filter(Boolean).join('\n'),
        severity: severityOf(incident.severity) ?? severityOf(firstLabel(user, ['severity', 'priority'])),
        resolved: incident.state.toLowerCase() === 'closed',
        service:
          firstLabel(user, ['service', 'app']) ??
          serviceIn(flatLabels(incident.metadata?.system_labels)) ??
          firstLabel(labels, serviceLabels) ??
          name ??
          incident.scoping_project_id,
        environment: firstLabel(labels, ['environment', 'env', 'stage']),
        resource: name,
        firedAt: incident.started_at,
        resolvedAt: incident.ended_at,
        metrics: metricOf(
          metric?.displayName ?? metric?.type ?? incident.condition_name ?? 'value',
          incident.observed_value,
          undefined,
          incident.threshold_value,
        ),
        labels: {
          ...labels,
          ...(resource?.type ? { 'gcp.resource-type': resource.type } : {}),
          ...(incident.condition_name ? { 'gcp.condition': incident.condition_name } : {}),
        },
        links: linksOf(
          { title: 'Google Cloud incident', url: incident.url },
          ...(documentation?.links ?? []).map(({ displayName, url }) => ({
            title: displayName ?? 'Documentation',
            url,
          })),
        ),
      },
      receivedAt,
    );
  },
};

function isNotification(payload: unknown): boolean {
  return (
    has(payload, 'incident') &&
    has(payload.incident, 'incident_id') &&
    (has(payload.incident, 'policy_name') || has(payload.incident, 'condition_name'))
  );
}

/** Pub/Sub pushes a message as base64 in an envelope. */
function messageIn(payload: unknown): unknown {
  if (!has(payload, 'message', 'subscription') || !has(payload.message, 'data')) return payload;
  const { data } = payload.message;
  return typeof data === 'string' && data.length < 1_000_000
    ? unwrapped(Buffer.from(data, 'base64').toString())
    : payload;
}
