import { z } from 'zod';
import { flatLabels, linksOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf } from '../reading.ts';
import { has, instant, isRecord, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

/**
 * The fields of an alert, as the generic REST endpoint takes them and as an outgoing webhook sends them on
 * (`ALERT.entity_id`), with the state of its incident. Times of `STATE` in milliseconds, of the alert in seconds.
 *
 * Sources: https://help.splunk.com/en/splunk-observability-cloud/splunk-on-call/alerts/incident-fields-glossary and
 * https://help.victorops.com/knowledge-base/custom-outbound-webhooks/
 */
const Fields = z.object({
  message_type: text,
  entity_id: z.string({ error: 'the entity is missing' }).min(1),
  entity_display_name: text,
  entity_state: text,
  state_message: text,
  monitoring_tool: text,
  state_start_time: instant,
  timestamp: instant,
  service: text,
  host_name: text,
  CURRENT_ALERT_PHASE: text,
  CURRENT_STATE: text,
  STATE_START_TIME: instant,
  LAST_TIMESTAMP: instant,
  RESOLVED_AT: instant,
  INCIDENT_NAME: text,
  HOST: text,
  SERVICE: text,
  INFO_URL: text,
  alert_url: text,
  priority: text,
});

const messageTypes = /^(?:CRITICAL|WARNING|ACKNOWLEDGEMENT|RECOVERY|INFO|OK)$/i;

/** Splunk On-Call, formerly VictorOps: outgoing webhooks, and alerts as its REST endpoint takes them. */
export const splunkOnCall: AlertSource = {
  id: 'splunk-on-call',

  recognises(payload) {
    if (!isRecord(payload)) return false;
    if (Object.keys(payload).some((name) => /^(?:ALERT|STATE|INCIDENT)\.[A-Za-z_]+$/.test(name))) return true;
    const type = payload.message_type;
    return (
      typeof type === 'string' &&
      messageTypes.test(type) &&
      ['entity_id', 'entity_display_name', 'state_message'].some((name) => has(payload, name))
    );
  },

  normalise(payload, receivedAt) {
    const alert = parsePayload('Splunk On-Call', Fields, withoutPrefixes(payload));
    const state = alert.CURRENT_STATE ?? alert.entity_state ?? alert.message_type;
    const resolved =
      alert.CURRENT_ALERT_PHASE === 'RESOLVED' ||
      /^(?:RECOVERY|OK)$/i.test(alert.message_type ?? alert.entity_state ?? '');
    const service = alert.SERVICE ?? alert.service ?? alert.HOST ?? alert.host_name;
    return alertOf(
      'splunk-on-call',
      {
        id: alert.entity_id,
        rule: alert.entity_display_name ?? alert.entity_id,
        title: alert.entity_display_name ?? alert.entity_id,
        description: alert.state_message,
        severity: severityOf(alert.priority) ?? severityOf(state),
        resolved,
        service: service ?? alert.entity_id.split(/[/:]/)[0],
        resource: alert.entity_id,
        firedAt:
          alert.STATE_START_TIME ??
          alert.state_start_time ??
          (resolved ? undefined : (alert.timestamp ?? alert.LAST_TIMESTAMP)),
        resolvedAt: alert.RESOLVED_AT ?? alert.LAST_TIMESTAMP ?? alert.timestamp,
        labels: flatLabels({
          ...(alert.monitoring_tool ? { 'splunk.tool': alert.monitoring_tool } : {}),
          ...(alert.INCIDENT_NAME ? { 'splunk.incident': alert.INCIDENT_NAME } : {}),
        }),
        links: linksOf({ title: 'Splunk On-Call', url: alert.alert_url }, { title: 'More', url: alert.INFO_URL }),
      },
      receivedAt,
    );
  },
};

/** `STATE.CURRENT_STATE` is `CURRENT_STATE`; names of the alert itself win, and what is blank is not there. */
function withoutPrefixes(payload: unknown): Record<string, unknown> {
  const entries = Object.entries(payload as object).filter(([, value]) => value !== '' && value !== null);
  const of = (prefix: string) =>
    entries.flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : []));
  const fields: Record<string, unknown> = Object.fromEntries([
    ...of('INCIDENT.'),
    ...of('STATE.'),
    ...of('ALERT.'),
    ...of(''),
  ]);
  return { ...fields, entity_id: fields.entity_id ?? fields.ENTITY_ID ?? fields.entity_display_name };
}
