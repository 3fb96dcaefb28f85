import { z } from 'zod';
import { firstLabel, flatLabels, parsePayload, severityOf } from '../fields.ts';
import { alertOf, tagLabels } from '../reading.ts';
import { has, instant, list, record, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/**
 * An outgoing webhook. `createdAt` is in milliseconds, `updatedAt` in nanoseconds.
 *
 * Source: https://support.atlassian.com/opsgenie/docs/integrate-opsgenie-with-webhook/
 */
const Webhook = z.object({
  action: z.string().min(1),
  alert: z.object({
    alertId: z.string().min(1),
    alias: text,
    message: z.string().min(1),
    description: text,
    entity: text,
    source: text,
    priority: text,
    tags: list(z.string()),
    details: record,
    createdAt: instant,
    updatedAt: instant,
  }),
});

/** Opsgenie's outgoing webhooks. */
export const opsgenie: AlertSource = {
  id: 'opsgenie',

  recognises: (payload) => has(payload, 'action', 'alert') && has(payload.alert, 'alertId'),

  normalise(payload, receivedAt) {
    const { action, alert } = parsePayload('Opsgenie', Webhook, payload);
    const labels = { ...tagLabels(alert.tags), ...flatLabels(alert.details) };
    return alertOf(
      'opsgenie',
      {
        id: alert.alias ?? alert.alertId,
        title: alert.message,
        description: alert.description,
        severity: severityOf(alert.priority),
        resolved: ['Close', 'Delete', 'AutoClose'].includes(action),
        service: firstLabel(labels, ['service', 'app']) ?? alert.entity,
        resource: alert.entity,
        firedAt: alert.createdAt,
        resolvedAt: alert.updatedAt,
        labels: { ...labels, ...(alert.source ? { 'opsgenie.source': alert.source } : {}) },
      },
      receivedAt,
    );
  },
};
