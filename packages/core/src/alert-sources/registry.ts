import { SreError } from '../errors/sre-error.ts';
import type { Alert, Gap } from '../incident/index.ts';
import { alertmanager } from './alertmanager/index.ts';
import { amazonCloudwatch } from './amazon-cloudwatch/index.ts';
import { azureMonitor } from './azure-monitor/index.ts';
import { cleanAlert } from './clean-alert.ts';
import { datadog } from './datadog/index.ts';
import { dynatrace } from './dynatrace/index.ts';
import { generic } from './generic/index.ts';
import { github } from './github/index.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring/index.ts';
import { grafana } from './grafana/index.ts';
import { kubernetesEvents } from './kubernetes-events/index.ts';
import { newRelic } from './new-relic/index.ts';
import { opsgenie } from './opsgenie/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { sapAlertNotification } from './sap-alert-notification/index.ts';
import { sentry } from './sentry/index.ts';
import { splunkOnCall } from './splunk-on-call/index.ts';
import type { AlertSource, NormalisedAlert } from './types.ts';

/**
 * One line per folder; `registry.test.ts` fails if one is missing, or if two recognise the same payload. The generic one
 * stands last: it reads what no vendor's does.
 */
export const alertSources: readonly AlertSource[] = [
  alertmanager,
  amazonCloudwatch,
  azureMonitor,
  datadog,
  dynatrace,
  github,
  googleCloudMonitoring,
  grafana,
  kubernetesEvents,
  newRelic,
  opsgenie,
  pagerduty,
  sapAlertNotification,
  sentry,
  splunkOnCall,
  generic,
];

/** How far before us a clock may go, in milliseconds: a time without its zone is half a day off at most. */
const maxAheadMs = 24 * 60 * 60_000;

/**
 * Reads a payload by the first source that recognises it. The alert's texts are bounded and free of control characters.
 *
 * @param receivedAt ISO 8601, UTC, see `AlertSource.normalise`.
 * @param redact Takes secrets and personal data out of a text; leaves it as it is by default.
 * @throws {SreError} `ALERT_UNRECOGNISED` when none does, `ALERT_INVALID` when a field is malformed.
 */
export function normaliseAlert(
  payload: unknown,
  receivedAt: string,
  redact: (text: string) => string = (text) => text,
): NormalisedAlert {
  const { source, sent } = recognised(payload);
  const { alert, gaps } = source.normalise(sent, receivedAt);
  const fault = timeFault(alert, receivedAt);
  const dated = fault ? { ...alert, firedAt: receivedAt } : alert;
  return { alert: cleanAlert(dated, redact), gaps: fault ? [...gaps, fault] : gaps };
}

/**
 * A payload for each alert of one that carries several, such as a group of Alertmanager's; others alone.
 *
 * @throws {SreError} as {@link normaliseAlert}.
 */
export function splitPayload(payload: unknown): readonly unknown[] {
  const { source, sent } = recognised(payload);
  return source.split?.(sent) ?? [sent];
}

function recognised(payload: unknown): { source: AlertSource; sent: unknown } {
  const sent = unwrappedPayload(payload);
  const source = alertSources.find((candidate) => candidate.recognises(sent));
  if (source) return { source, sent };
  throw new SreError(
    'ALERT_UNRECOGNISED',
    `No alert source recognises this payload (tried: ${alertSources.map(({ id }) => id).join(', ')}).`,
    'Send a JSON object with at least `title`, `service` and `firedAt`, or add a folder under packages/core/src/alert-sources/.',
  );
}

/**
 * GitHub takes ten top-level properties in a `client_payload`, so a relay wraps what has more as `{"alert": …}`. Only
 * that one key makes it a wrapping: monitoring systems have fields of that name, too.
 */
export function unwrappedPayload(payload: unknown): unknown {
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(payload) || Object.keys(payload).join() !== 'alert') return payload;
  const { alert } = payload as { readonly alert: unknown };
  return isObject(alert) ? alert : payload;
}

/** A time that is yet to come: kept, it would make every firing until then an old one, which nobody answers. */
function timeFault({ firedAt }: Alert, receivedAt: string): Gap | undefined {
  if (Date.parse(firedAt) - Date.parse(receivedAt) <= maxAheadMs) return undefined;
  return {
    what: 'The time of the alert',
    why: `It says that it fired at ${firedAt}, which is yet to come; the time of receipt was taken.`,
    remedy: 'Set the clock of the monitoring system, and send times in UTC.',
  };
}
