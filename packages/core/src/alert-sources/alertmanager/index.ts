import { linksOf, metricOf, parsePayload } from '../fields.ts';
import { Group, readGroup, splitGroup } from '../group.ts';
import { alertOf } from '../reading.ts';
import { has } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/** Prometheus Alertmanager's webhook: one group of alerts, see `readGroup`. */
export const alertmanager: AlertSource = {
  id: 'alertmanager',

  recognises: (payload) =>
    has(payload, 'groupKey', 'alerts') && Array.isArray(payload.alerts) && !Object.hasOwn(payload, 'orgId'),

  normalise(payload, receivedAt) {
    const group = parsePayload('Alertmanager', Group, payload);
    const { speaker, annotations, reading } = readGroup(group);
    return alertOf(
      'alertmanager',
      {
        ...reading,
        metrics: metricOf(
          reading.rule ?? '',
          annotations.value ?? annotations.current_value,
          annotations.unit,
          annotations.threshold,
        ),
        links: linksOf(
          { title: 'Runbook', url: annotations.runbook_url },
          { title: 'Dashboard', url: annotations.dashboard_url },
          { title: 'Prometheus', url: speaker.generatorURL },
          { title: 'Alertmanager', url: group.externalURL },
        ),
      },
      receivedAt,
    );
  },

  split(payload) {
    parsePayload('Alertmanager', Group, payload);
    return splitGroup(payload as Group);
  },
};
