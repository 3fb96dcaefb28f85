import { z } from 'zod';
import { linksOf, metricOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf, tagLabels } from '../reading.ts';
import { has, instant, isRecord, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/**
 * The variables of a webhook under the names that they have in the default payload and in the payloads people write after
 * it: `$ALERT_TRANSITION` may be `alert_transition`, `alertTransition` or `ALERT_TRANSITION`. Times in milliseconds.
 *
 * Source: https://docs.datadoghq.com/integrations/webhooks/
 */
const Variables = z.object({
  title: z.string({ error: 'the title of the event is missing' }).min(1),
  body: text,
  aggregkey: text,
  alertid: text,
  alertcyclekey: text,
  alertmetric: text,
  alertpriority: text,
  alertscope: text,
  alerttransition: text,
  alerttype: text,
  eventtype: text,
  hostname: text,
  link: text,
  priority: text,
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  date: instant,
  lastupdated: instant,
});

const otherNames: Readonly<Record<string, readonly string[]>> = {
  title: ['eventtitle', 'alerttitle'],
  body: ['eventmsg', 'textonlymsg', 'message', 'msg'],
  alerttransition: ['transition'],
  alertmetric: ['metric'],
  link: ['url', 'eventurl'],
  date: ['dateposix', 'timestamp'],
};
const tellTale = ['lastupdated', 'alerttransition', 'alertcyclekey', 'aggregkey', 'alertscope', 'alertmetric'];

/** Datadog's webhooks: the default payload, or one of one's own with the variables' names. */
export const datadog: AlertSource = {
  id: 'datadog',

  recognises(payload) {
    const names = plainly(payload);
    const own = tellTale.filter((name) => Object.hasOwn(names, name)).length;
    return own > 1 || (own > 0 && Object.hasOwn(names, 'eventtype'));
  },

  normalise(payload, receivedAt) {
    const event = parsePayload('Datadog', Variables, plainly(payload));
    const state =
      event.alerttransition ??
      /^(?:\[P[1-5]\]\s*)?\[[^\]{]*\b(Recovered|Warn|Triggered|No data)\b/i.exec(event.title)?.[1] ??
      '';
    const scope = /\{([^{}]{1,500})\}/.exec(event.title)?.[1];
    const labels = { ...tagLabels(scope), ...tagLabels(event.alertscope), ...tagLabels(event.tags) };
    const resolved = /^(?:re-?)?(?:recovered|resolved|ok)$/i.test(state) || event.alerttype === 'success';
    const rule = event.title.replace(/^(?:\[[^\]]*\]\s*)+/, '') || event.title;
    return alertOf(
      'datadog',
      {
        id: event.alertcyclekey ?? event.aggregkey ?? event.alertid,
        rule,
        title: rule,
        description: event.body?.replaceAll('%%%', '').trim(),
        severity:
          severityOf(event.alertpriority) ??
          severityOf(/^\[(P[1-5])\]/.exec(event.title)?.[1]) ??
          severityOf(labels.priority ?? labels.severity) ??
          severityOf(/warn/i.test(state) ? 'warning' : undefined) ??
          severityOf(event.alerttype),
        resolved,
        resource: labels.pod_name ?? labels.host ?? event.hostname,
        firedAt: resolved ? undefined : (event.date ?? event.lastupdated),
        resolvedAt: event.date ?? event.lastupdated,
        metrics: event.alertmetric ? metricOf(event.alertmetric, valueIn(event.body)) : [],
        labels: { ...labels, ...(event.alertid ? { 'datadog.monitor': event.alertid } : {}) },
        links: linksOf({ title: 'Datadog event', url: event.link }),
      },
      receivedAt,
    );
  },
};

/** The payload's values under plain names; a variable that Datadog left blank or as it was is not there. */
function plainly(payload: unknown): Record<string, unknown> {
  if (!isRecord(payload)) return {};
  const entries = Object.entries(payload).filter(
    ([, value]) => !(typeof value === 'string' && /^(?:\$[A-Z_]+)?$/.test(value)),
  );
  const names = Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase().replaceAll(/[^a-z]/g, ''), value]),
  );
  for (const [name, others] of Object.entries(otherNames)) {
    const other = others.find((candidate) => Object.hasOwn(names, candidate));
    if (!has(names, name) && other) names[name] = names[other];
  }
  return names;
}

/** "Metric value: 93.2", as the standard message says it. */
function valueIn(body: string | undefined): string | undefined {
  return /\bmetric value:\s*(-?\d+(?:\.\d+)?)/i.exec(body?.slice(0, 20_000) ?? '')?.[1];
}
