import { z } from 'zod';
import { flatLabels, linksOf, metricOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf } from '../reading.ts';
import { has, instant, isRecord, record, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

const Reference = z.object({ summary: text, html_url: text }).nullish();

/**
 * An event of a version 3 webhook subscription.
 *
 * Source: https://developer.pagerduty.com/docs/webhooks-overview
 */
const Webhook = z.object({
  event: z.object({
    event_type: z.string().regex(/^incident\./, 'only events of incidents are alerts'),
    occurred_at: instant,
    data: z.object({
      id: text,
      incident_key: text,
      title: z.string().min(1),
      status: text,
      urgency: text,
      priority: Reference,
      service: Reference,
      html_url: text,
      created_at: instant,
      number: text,
      body: record,
    }),
  }),
});

/** PagerDuty's webhooks, version 3. */
export const pagerduty: AlertSource = {
  id: 'pagerduty',

  recognises: (payload) =>
    has(payload, 'event') && has(payload.event, 'event_type', 'data') && typeof payload.event.event_type === 'string',

  normalise(payload, receivedAt) {
    const { event } = parsePayload('PagerDuty', Webhook, payload);
    const { data } = event;
    const { details, ...body } = data.body;
    const measured = isRecord(details) ? details : {};
    const prose = typeof details === 'string' ? details : measured.note;
    const resolved = event.event_type === 'incident.resolved' || data.status === 'resolved';
    return alertOf(
      'pagerduty',
      {
        id: data.incident_key ?? data.id,
        title: data.title,
        description: typeof prose === 'string' ? prose : undefined,
        severity: severityOf(data.priority?.summary) ?? severityOf(data.urgency),
        resolved,
        service: data.service?.summary,
        firedAt: data.created_at ?? (resolved ? undefined : event.occurred_at),
        resolvedAt: event.occurred_at,
        metrics: metricOf(String(measured.metric ?? ''), measured.value, undefined, measured.threshold),
        labels: {
          ...flatLabels(body),
          ...flatLabels(measured),
          ...(data.number ? { 'pagerduty.number': data.number } : {}),
        },
        links: linksOf(
          { title: 'PagerDuty incident', url: data.html_url },
          { title: 'PagerDuty service', url: data.service?.html_url },
        ),
      },
      receivedAt,
    );
  },
};
