import { z } from 'zod';
import { instantOf, parsePayload, serviceIn } from '../fields.ts';
import { alertOf } from '../reading.ts';
import { has, instant, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

const Reference = z.object({ kind: text, name: z.string().min(1), namespace: text });

/**
 * An event of either API: `v1` calls its object `involvedObject` and its text `message`, `events.k8s.io/v1` calls them
 * `regarding` and `note`.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
const Event = z.object({
  metadata: z.object({ name: text, namespace: text, uid: text, creationTimestamp: instant }),
  reason: z.string().min(1),
  type: text,
  message: text,
  note: text,
  count: z.number().nullish(),
  firstTimestamp: instant,
  deprecatedFirstTimestamp: instant,
  eventTime: instant,
  object: Reference,
  reportingComponent: text,
  reportingController: text,
  source: z.object({ component: text }).nullish(),
});

/** Kubernetes events: one, the change of one as a watch brings it, or a list as `kubectl get events -o json` prints it. */
export const kubernetesEvents: AlertSource = {
  id: 'kubernetes-events',

  recognises: (payload) => eventsIn(payload).length > 0,

  normalise(payload, receivedAt) {
    const read = parsePayload('Kubernetes event', Event, withObject(tellingOf(eventsIn(payload))));
    const { metadata, object, count } = read;
    const namespace = object.namespace ?? metadata.namespace;
    const reporter = read.source?.component ?? read.reportingComponent ?? read.reportingController;
    return alertOf(
      'kubernetes-events',
      {
        id: [namespace, object.kind, object.name, read.reason].filter(Boolean).join('/'),
        rule: read.reason,
        title: `${read.reason}: ${object.kind ?? 'object'} ${object.name}`,
        description: read.message ?? read.note,
        severity: read.type === 'Normal' ? 'P3' : 'P2',
        service: ownerOf(object.kind, object.name),
        resource: object.name,
        firedAt: [read.firstTimestamp, read.deprecatedFirstTimestamp, read.eventTime, metadata.creationTimestamp].find(
          instantOf,
        ),
        labels: {
          ...(namespace ? { namespace } : {}),
          ...(object.kind ? { kind: object.kind } : {}),
          ...(reporter ? { reporter } : {}),
          ...(count ? { count: String(count) } : {}),
        },
      },
      receivedAt,
    );
  },

  split: (payload) => eventsIn(payload),
};

function eventsIn(payload: unknown): Record<string, unknown>[] {
  if (has(payload, 'items') && Array.isArray(payload.items)) return payload.items.filter(isEvent);
  if (has(payload, 'object', 'type') && isEvent(payload.object)) return [payload.object];
  return isEvent(payload) ? [payload] : [];
}

function isEvent(value: unknown): value is Record<string, unknown> {
  return has(value, 'reason') && (has(value, 'involvedObject') || has(value, 'regarding'));
}

/** The last warning, or else the last event. */
function tellingOf(events: readonly Record<string, unknown>[]): Record<string, unknown> {
  return events.findLast(({ type }) => type === 'Warning') ?? events.at(-1)!;
}

function withObject(event: Record<string, unknown>): unknown {
  return { ...event, object: event.involvedObject ?? event.regarding };
}

/** A pod by its owner, a replica set by its deployment, a job by its cron job; others by their name. */
function ownerOf(kind: string | undefined, name: string): string | undefined {
  if (kind === 'Pod') return serviceIn({ pod: name }) ?? name;
  if (kind === 'Job') return name.replace(/-\d{8,}$/, '');
  return kind === 'ReplicaSet' ? name.replace(/-[a-z0-9]{6,10}$/, '') : name;
}
