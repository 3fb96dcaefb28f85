import { z } from 'zod';
import { SreError } from '../../errors/sre-error.ts';
import { flatLabels, linksOf, metricOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf, type Reading } from '../reading.ts';
import { has, instant, list, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/** Tags are pairs. */
const tags = list(z.tuple([z.string(), text])).transform((pairs) => flatLabels(Object.fromEntries(pairs)));

/** An event, as an issue alert and an error webhook bring it. */
const Event = z.object({
  event_id: text,
  issue_id: text,
  title: z.string().min(1),
  message: text,
  culprit: text,
  level: text,
  environment: text,
  release: text,
  datetime: instant,
  timestamp: instant,
  url: text,
  web_url: text,
  tags,
});

/**
 * The webhooks of an integration: an issue alert, a metric alert, or an issue whose state changed.
 *
 * Source: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 */
const Webhook = z.object({
  action: z.string().min(1),
  data: z.object({
    event: Event.nullish(),
    error: Event.nullish(),
    triggered_rule: text,
    description_title: text,
    description_text: text,
    web_url: text,
    metric_alert: z
      .object({
        id: text,
        title: text,
        date_started: instant,
        date_detected: instant,
        date_closed: instant,
        projects: list(z.string()),
        alert_rule: z.object({ name: z.string().min(1), aggregate: text, query: text, environment: text }),
      })
      .nullish(),
    issue: z
      .object({
        id: text,
        shortId: text,
        title: z.string().min(1),
        culprit: text,
        level: text,
        status: text,
        firstSeen: instant,
        lastSeen: instant,
        permalink: text,
        web_url: text,
        count: text,
        project: z.object({ slug: text, name: text }).nullish(),
      })
      .nullish(),
  }),
});
type Data = z.infer<typeof Webhook>['data'];

/**
 * What the older plug-in "WebHooks" sends.
 *
 * Source: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/ (legacy webhooks)
 */
const Legacy = z.object({
  project: text,
  project_name: text,
  id: text,
  culprit: text,
  level: text,
  url: text,
  message: text,
  triggering_rules: list(z.string()),
  event: Event.partial(),
});

/** Sentry's webhooks. An issue is the incident, whichever rule told of it. */
export const sentry: AlertSource = {
  id: 'sentry',

  recognises: (payload) =>
    has(payload, 'project_name', 'culprit', 'event') ||
    (has(payload, 'action', 'data') &&
      (has(payload.data, 'metric_alert') ||
        (has(payload.data, 'event') && has(payload.data.event, 'event_id')) ||
        (has(payload.data, 'error') && has(payload.data.error, 'event_id')) ||
        (has(payload.data, 'issue') && has(payload.data.issue, 'shortId')))),

  normalise(payload, receivedAt) {
    if (has(payload, 'project_name')) return alertOf('sentry', readLegacy(payload), receivedAt);
    const { action, data } = parsePayload('Sentry', Webhook, payload);
    const reading = readMetric(action, data) ?? readIssue(action, data) ?? readEvent(data);
    return alertOf('sentry', reading, receivedAt);
  },
};

function readMetric(action: string, { metric_alert: alert, ...data }: Data): Reading | undefined {
  if (!alert) return undefined;
  const { alert_rule: rule } = alert;
  return {
    id: alert.id,
    rule: rule.name,
    title: rule.name,
    description: data.description_text,
    severity: severityOf(action === 'resolved' ? undefined : action),
    resolved: action === 'resolved',
    service: alert.projects[0],
    environment: rule.environment,
    firedAt: alert.date_started ?? alert.date_detected,
    resolvedAt: alert.date_closed,
    metrics: metricOf(rule.aggregate ?? rule.name, /^(\d+(?:\.\d+)?)\s/.exec(data.description_text ?? '')?.[1]),
    labels: flatLabels({ 'sentry.query': rule.query }),
    links: linksOf({ title: 'Sentry alert', url: data.web_url }),
  };
}

function readIssue(action: string, { issue }: Data): Reading | undefined {
  if (!issue) return undefined;
  const resolved = ['resolved', 'ignored', 'archived'].includes(action) || issue.status === 'resolved';
  return {
    id: issue.id,
    title: issue.title,
    severity: severityOf(issue.level),
    resolved,
    service: issue.project?.slug ?? issue.project?.name,
    resource: issue.culprit,
    firedAt: issue.firstSeen,
    resolvedAt: issue.lastSeen,
    labels: flatLabels({ 'sentry.issue': issue.shortId, 'sentry.count': issue.count }),
    links: linksOf({ title: 'Sentry issue', url: issue.web_url ?? issue.permalink }),
  };
}

function readEvent({ event, error, triggered_rule: rule }: Data): Reading {
  const own = event ?? error;
  if (!own) {
    throw new SreError(
      'ALERT_INVALID',
      'The Sentry payload has neither `data.event` nor `data.error`.',
      'Send the payload as Sentry wrote it.',
    );
  }
  return {
    id: own.issue_id ?? own.event_id,
    title: own.title,
    description: own.message === own.title ? undefined : own.message,
    severity: severityOf(own.level) ?? 'P1',
    service: projectIn(own.url) ?? projectIn(own.web_url),
    environment: own.environment,
    resource: own.culprit,
    firedAt: own.datetime ?? own.timestamp,
    labels: { ...own.tags, ...flatLabels({ 'sentry.rule': rule, release: own.release }) },
    links: linksOf({ title: 'Sentry event', url: own.web_url }),
  };
}

function readLegacy(payload: unknown): Reading {
  const { event, ...alert } = parsePayload('Sentry', Legacy, payload);
  const title = event.title ?? alert.message ?? alert.culprit ?? 'An error';
  return {
    id: alert.id,
    title,
    description: event.message ?? alert.message,
    severity: severityOf(alert.level) ?? 'P1',
    service: alert.project ?? alert.project_name,
    environment: event.environment,
    resource: alert.culprit,
    firedAt: event.datetime ?? event.timestamp,
    labels: { ...event.tags, ...flatLabels({ 'sentry.rule': alert.triggering_rules[0], release: event.release }) },
    links: linksOf({ title: 'Sentry issue', url: alert.url }),
  };
}

/** The project's name stands in the address of the event only: `/projects/<organisation>/<project>/`. */
function projectIn(url: string | undefined): string | undefined {
  return /\/projects\/[^/]+\/([^/]+)\//.exec(url ?? '')?.[1];
}
