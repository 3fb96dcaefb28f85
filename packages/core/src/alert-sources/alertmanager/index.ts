import { firstLabel, instantOf, linksOf, metricOf, parsePayload, serviceIn, severityOf } from '../fields.ts';
import type { AlertSource, NormalisedAlert } from '../types.ts';
import { Webhook } from './schema.ts';

const resourceLabels = ['pod', 'instance', 'certificate', 'name', 'persistentvolumeclaim', 'node', 'host'];

/** One group is one incident: its most severe firing alert speaks for it, the common labels fill in. */
export const alertmanager: AlertSource = {
  id: 'alertmanager',

  recognises: (payload) =>
    typeof payload === 'object' &&
    payload !== null &&
    'groupKey' in payload &&
    'alerts' in payload &&
    Array.isArray(payload.alerts),

  normalise(payload, receivedAt): NormalisedAlert {
    const webhook = parsePayload('Alertmanager', Webhook, payload);
    const first = speakerOf(webhook);
    const labels = { ...webhook.commonLabels, ...first.labels };
    const annotations = { ...webhook.commonAnnotations, ...first.annotations };
    const rule = labels.alertname?.trim() || webhook.groupKey;
    const environment = firstLabel(labels, ['environment', 'env', 'stage', 'cluster']);
    const resource = firstLabel(labels, resourceLabels);
    const severity = severityOf(labels.priority) ?? severityOf(labels.severity);
    const firedAt = instantOf(first.startsAt);
    const resolvedAt = webhook.status === 'resolved' ? instantOf(first.endsAt) : undefined;
    return {
      alert: {
        schemaVersion: 1,
        id: first.fingerprint || webhook.groupKey,
        source: 'alertmanager',
        rule,
        title: annotations.summary || annotations.message || rule,
        description: [annotations.description, ...alsoFiring(webhook, first)].filter(Boolean).join('\n'),
        severity: severity ?? 'P2',
        status: webhook.status,
        service: serviceIn(labels) ?? 'unknown',
        ...(environment ? { environment } : {}),
        ...(resource ? { resource } : {}),
        firedAt: firedAt ?? receivedAt,
        ...(resolvedAt ? { resolvedAt } : {}),
        metrics: metricOf(
          rule,
          annotations.value ?? annotations.current_value,
          annotations.unit,
          annotations.threshold,
        ),
        labels: { ...labels, ...withoutLinks(annotations) },
        links: linksOf(
          { title: 'Runbook', url: annotations.runbook_url },
          { title: 'Dashboard', url: annotations.dashboard_url },
          { title: 'Prometheus', url: first.generatorURL },
          { title: 'Alertmanager', url: webhook.externalURL },
        ),
      },
      gaps: [
        ...(severity ? [] : [assumed('severity', 'No `severity` or `priority` label that we know; P2 was assumed.')]),
        ...(firedAt ? [] : [assumed('time', 'No alert carries a readable `startsAt`; the time of receipt was taken.')]),
      ],
    };
  },
};

/** The most severe alert that still fires; among equals the first. */
function speakerOf(webhook: Webhook): Webhook['alerts'][number] {
  const firing = webhook.alerts.filter(({ status }) => status === 'firing');
  const alerts = firing.length > 0 ? firing : webhook.alerts;
  const rank = ({ labels }: Webhook['alerts'][number]) =>
    severityOf(labels.priority) ?? severityOf(labels.severity) ?? 'P9';
  return alerts.reduce((best, alert) => (rank(alert) < rank(best) ? alert : best));
}

/** One line for each other rule of the group, so that what fired beside the speaker is not lost. */
function alsoFiring({ alerts }: Webhook, speaker: Webhook['alerts'][number]): string[] {
  const others = alerts.filter(
    ({ status, labels }) => status === 'firing' && labels.alertname !== speaker.labels.alertname,
  );
  const lines = others.map(({ labels, annotations, startsAt }) => {
    const words = annotations.description || annotations.summary || annotations.message || '';
    return `Also firing: ${labels.alertname ?? 'another rule'} since ${instantOf(startsAt) ?? 'an unknown time'}${words ? `: ${words}` : '.'}`;
  });
  return [...new Set(lines)].slice(0, 5);
}

function withoutLinks(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(annotations).filter(
    ([name]) => !name.endsWith('_url') && !['summary', 'description', 'message'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [`annotation.${name}`, value]));
}

function assumed(what: string, why: string) {
  return {
    what: `The alert's ${what}`,
    why,
    remedy: `Set it in the Prometheus rule, so that every alert carries its ${what}.`,
  };
}
