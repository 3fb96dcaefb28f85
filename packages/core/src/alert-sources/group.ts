import { z } from 'zod';
import { stableName } from '../incident/index.ts';
import { firstLabel, instantOf, severityOf } from './fields.ts';
import type { Reading } from './reading.ts';

const labels = z.record(z.string(), z.string());

const GroupedAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels.default({}),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().optional(),
});

/**
 * The webhook that Prometheus Alertmanager sends, version 4: one group of alerts. Grafana's has the same form and more.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const Group = z.object({
  groupKey: z.string().min(1),
  status: z.enum(['firing', 'resolved']),
  commonLabels: labels.default({}),
  commonAnnotations: labels.default({}),
  externalURL: z.string().default(''),
  alerts: z.array(GroupedAlert).min(1),
});
export type Group = z.infer<typeof Group>;

const resourceLabels = ['pod', 'instance', 'certificate', 'name', 'persistentvolumeclaim', 'node', 'host'];
const proseAnnotations = ['summary', 'description', 'message'];

/** The alert that speaks for its group, and the words of the group as one incident. */
export interface Spoken {
  readonly speaker: Group['alerts'][number];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly reading: Reading;
}

/**
 * One group is one incident: its most severe firing alert speaks for it, and the common labels fill in. What tells the
 * incident from others is common to the group, so that it stays one when another alert speaks next time.
 */
export function readGroup(group: Group): Spoken {
  const speaker = speakerOf(group);
  const labels = { ...group.commonLabels, ...speaker.labels };
  const annotations = { ...group.commonAnnotations, ...speaker.annotations };
  const isOne = group.alerts.length === 1;
  const rule = ruleIn(isOne ? labels : group.commonLabels) || ruleIn(labels) || group.groupKey || 'alert';
  return {
    speaker,
    labels,
    annotations,
    reading: {
      id: (isOne && speaker.fingerprint) || group.groupKey || speaker.fingerprint,
      rule,
      title: annotations.summary || annotations.message || rule,
      description: [annotations.description, ...alsoFiring(group, speaker)].filter(Boolean).join('\n'),
      severity: severityOf(labels.priority) ?? severityOf(labels.severity),
      resolved: group.status === 'resolved',
      resource: resourceOf(group, labels),
      firedAt: speaker.startsAt,
      resolvedAt: lastEndOf(group),
      labels: { ...labels, ...withoutProse(annotations) },
    },
  };
}

/** A payload for each alert of a group, as if each had been sent alone. */
export function splitGroup<T extends { readonly alerts: readonly unknown[] }>(payload: T): T[] {
  return payload.alerts.map((alert) => {
    const { status } = alert as { readonly status?: unknown };
    return { ...payload, ...(status === undefined ? {} : { status }), alerts: [alert] };
  });
}

/** Grafana gives all rules whose data is missing one name, and tells the rule's own beside it. */
function ruleIn({ alertname = '', rulename }: Readonly<Record<string, string>>): string {
  return rulename && /^Datasource(?:NoData|Error)$/.test(alertname) ? `${alertname}: ${rulename}` : alertname.trim();
}

/** A group is over when the last of its alerts is. */
function lastEndOf({ alerts }: Group): string | undefined {
  return alerts
    .map(({ endsAt }) => instantOf(endsAt))
    .toSorted()
    .findLast((end) => end !== undefined);
}

/** What the speaker watches, where all alerts of the group watch the same, or replicas of it. */
function resourceOf({ alerts, commonLabels }: Group, labels: Readonly<Record<string, string>>): string | undefined {
  const all = alerts.map((alert) => stableName(firstLabel({ ...commonLabels, ...alert.labels }, resourceLabels) ?? ''));
  return new Set(all).size === 1 ? firstLabel(labels, resourceLabels) : undefined;
}

/** The most severe alert that still fires; among equals the first. */
function speakerOf({ alerts }: Group): Group['alerts'][number] {
  const firing = alerts.filter(({ status }) => status === 'firing');
  const candidates = firing.length > 0 ? firing : alerts;
  const rank = ({ labels: own }: Group['alerts'][number]) =>
    severityOf(own.priority) ?? severityOf(own.severity) ?? 'P9';
  return candidates.reduce((best, alert) => (rank(alert) < rank(best) ? alert : best));
}

/** One line for each other rule of the group, so that what fired beside the speaker is not lost. */
function alsoFiring({ alerts }: Group, speaker: Group['alerts'][number]): string[] {
  const others = alerts.filter(
    ({ status, labels: own }) => status === 'firing' && own.alertname !== speaker.labels.alertname,
  );
  const lines = others.map(({ labels: own, annotations, startsAt }) => {
    const words = annotations.description || annotations.summary || annotations.message || '';
    return `Also firing: ${own.alertname ?? 'another rule'} since ${instantOf(startsAt) ?? 'an unknown time'}${words ? `: ${words}` : '.'}`;
  });
  return [...new Set(lines)].slice(0, 5);
}

function withoutProse(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(annotations).filter(
    ([name]) => !name.endsWith('_url') && !name.startsWith('__') && !proseAnnotations.includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [`annotation.${name}`, value]));
}
