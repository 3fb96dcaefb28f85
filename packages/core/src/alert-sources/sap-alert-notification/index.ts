import { z } from 'zod';
import { flatLabels, linksOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf } from '../reading.ts';
import { has, instant, record, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/**
 * An event of SAP Alert Notification service for SAP BTP, as its webhook delivers it. Times in seconds.
 *
 * Source: https://sap.github.io/alert-notification-node-client/event-api-objects/resource-event
 */
const Event = z.object({
  id: text,
  eventType: z.string().min(1),
  subject: text,
  body: text,
  severity: z.enum(['INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL']),
  category: text,
  region: text,
  eventTimestamp: instant,
  resource: z.object({
    resourceName: text,
    resourceType: text,
    resourceInstance: text,
    tags: record,
    globalAccount: text,
    subAccount: text,
  }),
  tags: record,
});

/** SAP Alert Notification service. */
export const sapAlertNotification: AlertSource = {
  id: 'sap-alert-notification',

  recognises: (payload) =>
    has(payload, 'eventType', 'resource') &&
    (has(payload.resource, 'resourceName') || has(payload.resource, 'resourceType')),

  normalise(payload, receivedAt) {
    const event = parsePayload('SAP Alert Notification', Event, payload);
    const { resource } = event;
    const tags = flatLabels(event.tags);
    return alertOf(
      'sap-alert-notification',
      {
        id: tags['ans:correlationId'] ?? tags['ans:sourceEventId'] ?? event.id,
        rule: event.eventType,
        title: event.subject ?? event.eventType,
        description: event.body,
        severity: severityOf(event.severity),
        resolved: tags['ans:status'] === 'CLOSE',
        service: tags.service ?? tags.app ?? resource.resourceName,
        resource: resource.resourceInstance ?? resource.resourceName,
        firedAt: tags['ans:status'] === 'CLOSE' ? undefined : event.eventTimestamp,
        resolvedAt: event.eventTimestamp,
        labels: {
          ...flatLabels(resource.tags),
          ...tags,
          ...flatLabels({
            'sap.category': event.category,
            'sap.region': event.region,
            'sap.resource-type': resource.resourceType,
          }),
        },
        links: linksOf(
          { title: 'Details', url: tags['ans:detailsLink'] },
          { title: 'Recommended action', url: tags['ans:recommendedActionLink'] },
        ),
      },
      receivedAt,
    );
  },
};
