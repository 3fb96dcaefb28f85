import { z } from 'zod';
import type { Metric } from '../../incident/index.ts';
import { flatLabels, linksOf, metricOf, parsePayload, severityOf } from '../fields.ts';
import { Group, readGroup, splitGroup } from '../group.ts';
import { alertOf } from '../reading.ts';
import { has, instant, list, record, text } from '../shapes.ts';
import type { AlertSource, NormalisedAlert } from '../types.ts';

/**
 * Grafana Alerting: Alertmanager's group with links and values of its own.
 *
 * Source: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
const Webhook = Group.extend({
  groupKey: z.string().default(''),
  message: text,
  alerts: z
    .array(
      Group.shape.alerts.element.extend({
        values: record,
        valueString: text,
        dashboardURL: text,
        panelURL: text,
        silenceURL: text,
      }),
    )
    .min(1),
});

/**
 * What Grafana sent before Grafana Alerting.
 *
 * Source: https://grafana.com/docs/grafana/v8.5/alerting/old-alerting/notifications/#webhook
 */
const Legacy = z.object({
  ruleId: text,
  ruleName: text,
  ruleUrl: text,
  title: z.string().min(1),
  message: text,
  priority: text,
  severity: text,
  state: z.enum(['alerting', 'ok', 'no_data', 'paused', 'pending']),
  evalMatches: list(z.object({ metric: text, value: z.number().nullish(), tags: record })),
  tags: record,
  startsAt: instant,
  time: instant,
});

/** Grafana's webhook contact point, also of the alerting it had before version 9. */
export const grafana: AlertSource = {
  id: 'grafana',

  recognises: (payload) =>
    (has(payload, 'alerts', 'orgId') && Array.isArray(payload.alerts)) ||
    (has(payload, 'evalMatches') && (has(payload, 'ruleName') || has(payload, 'ruleUrl'))),

  normalise: (payload, receivedAt) =>
    has(payload, 'alerts') ? normaliseGroup(payload, receivedAt) : normaliseLegacy(payload, receivedAt),

  split(payload) {
    if (!has(payload, 'alerts')) return [payload];
    parsePayload('Grafana', Webhook, payload);
    return splitGroup(payload as unknown as Group);
  },
};

function normaliseGroup(payload: unknown, receivedAt: string): NormalisedAlert {
  const webhook = parsePayload('Grafana', Webhook, payload);
  const { speaker, annotations, reading } = readGroup(webhook);
  const own = webhook.alerts.find(({ fingerprint }) => fingerprint === speaker.fingerprint) ?? webhook.alerts[0]!;
  return alertOf(
    'grafana',
    {
      ...reading,
      description: reading.description || webhook.message,
      metrics: measuredBy(own.values, own.valueString),
      links: linksOf(
        { title: 'Runbook', url: annotations.runbook_url },
        { title: 'Dashboard', url: own.dashboardURL },
        { title: 'Panel', url: own.panelURL },
        { title: 'Grafana rule', url: own.generatorURL },
        { title: 'Grafana', url: webhook.externalURL },
      ),
    },
    receivedAt,
  );
}

function normaliseLegacy(payload: unknown, receivedAt: string): NormalisedAlert {
  const alert = parsePayload('Grafana', Legacy, payload);
  const labels = Object.assign(
    {},
    ...alert.evalMatches.map(({ tags }) => flatLabels(tags)).toReversed(),
    flatLabels(alert.tags),
  );
  const title = alert.title.replace(/^(?:\[[^\]]*\]\s*)+/, '') || alert.title;
  return alertOf(
    'grafana',
    {
      id: alert.ruleId,
      rule: alert.ruleName,
      title,
      description: alert.message,
      severity: severityOf(labels.severity ?? labels.priority ?? alert.severity ?? alert.priority),
      resolved: alert.state === 'ok' || alert.state === 'paused',
      firedAt: alert.startsAt ?? alert.time,
      metrics: alert.evalMatches.flatMap(({ metric, value }): Metric[] => metricOf(metric ?? 'value', value)),
      labels,
      links: linksOf({ title: 'Grafana rule', url: alert.ruleUrl }),
    },
    receivedAt,
  );
}

/** Values by their letter; before version 10 in a text only: `[ var='B' labels={…} value=44.2 ]`. */
function measuredBy(values: Readonly<Record<string, unknown>>, text: string | undefined): Metric[] {
  const written = Array.from(
    (text ?? '').slice(0, 10_000).matchAll(/(?:var|metric)='([^']{0,200})' labels=\{[^}]{0,2000}\} value=(\S+)/g),
  );
  const all =
    Object.keys(values).length > 0
      ? Object.entries(values)
      : written.map(([, name, value]) => [name || 'value', value] as const);
  return all.flatMap(([name, value]) => metricOf(name, value));
}
