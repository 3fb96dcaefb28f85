import { SreError } from '../../errors/sre-error.ts';
import type { Link, Metric } from '../../incident/index.ts';
import { firstLabel, flatLabels, instantOf, linksOf, metricOf, severityOf } from '../fields.ts';
import type { AlertSource, NormalisedAlert } from '../types.ts';

/** Names under which alerts of many systems carry the same thing, most telling first. Compared without case, `_`, `-` and `.`. */
const names = {
  title: ['title', 'alertname', 'alerttitle', 'summary', 'rulename', 'alarmname', 'name', 'subject', 'message'],
  rule: [
    'rule',
    'rulename',
    'alertrule',
    'alertname',
    'alarmname',
    'monitorname',
    'check',
    'conditionname',
    'policyname',
  ],
  description: ['description', 'details', 'body', 'text', 'reason', 'newstatereason', 'message'],
  severity: ['severity', 'priority', 'urgency', 'level', 'sev', 'alertpriority'],
  service: [
    'service',
    'servicename',
    'app',
    'application',
    'component',
    'deployment',
    'workload',
    'functionname',
    'project',
    'job',
    'host',
    'hostname',
    'resource',
  ],
  environment: ['environment', 'env', 'stage', 'cluster', 'region'],
  resource: ['resource', 'resourcename', 'pod', 'instance', 'host', 'hostname', 'entity', 'node'],
  status: ['status', 'state', 'eventtype', 'action', 'newstatevalue'],
  firedAt: [
    'firedat',
    'startsat',
    'startedat',
    'triggeredat',
    'occurredat',
    'timestamp',
    'eventtime',
    'time',
    'datetime',
    'date',
    'createdat',
    'statechangetime',
    'triggertime',
    'starttime',
  ],
  resolvedAt: ['resolvedat', 'endsat', 'endedat', 'closedat'],
  id: ['id', 'alertid', 'incidentid', 'eventid', 'fingerprint', 'dedupkey', 'uid', 'key'],
} as const;

/** Objects in which senders wrap the alert itself. */
const wrappers = ['alert', 'incident', 'event', 'data', 'payload', 'detail', 'details', 'clientpayload'];

type Fields = ReadonlyMap<string, unknown>;

/** Any JSON object that has a title and a time, a service or a severity, whatever it calls them. Registered last. */
export const generic: AlertSource = {
  id: 'generic',

  recognises(payload) {
    const fields = fieldsOf(payload);
    const has = (kind: keyof typeof names) => text(fields, kind) !== undefined;
    return has('title') && (has('service') || has('severity') || has('firedAt'));
  },

  normalise(payload, receivedAt): NormalisedAlert {
    const fields = fieldsOf(payload);
    const labels = labelsOf(fields);
    const title = text(fields, 'title');
    if (!title) {
      throw new SreError(
        'ALERT_INVALID',
        'The alert has no title under any name we know.',
        `Give it one of: ${names.title.join(', ')}.`,
      );
    }
    const severity = severityOf(text(fields, 'severity')) ?? severityOf(firstLabel(labels, ['severity', 'priority']));
    const service =
      text(fields, 'service') ??
      firstLabel(labels, ['service', 'app', 'application', 'component', 'deployment', 'job', 'host']);
    const firedAt = names.firedAt.map((name) => instantOf(fields.get(name))).find(Boolean);
    const environment = text(fields, 'environment') ?? firstLabel(labels, ['environment', 'env', 'stage']);
    const resource = text(fields, 'resource') ?? firstLabel(labels, ['pod', 'instance', 'host', 'node']);
    const { status, resolvedAt } = statusOf(fields);
    const description = text(fields, 'description') ?? '';
    return {
      alert: {
        schemaVersion: 1,
        id: text(fields, 'id') ?? `${service ?? 'unknown'}/${title}/${firedAt ?? receivedAt}`,
        source: 'generic',
        rule: text(fields, 'rule') ?? title,
        title,
        description: description === title ? '' : description,
        severity: severity ?? 'P2',
        status,
        service: service ?? 'unknown',
        ...(environment ? { environment } : {}),
        ...(resource ? { resource } : {}),
        firedAt: firedAt ?? receivedAt,
        ...(resolvedAt ? { resolvedAt } : {}),
        metrics: metricsOf(fields),
        labels,
        links: linksFrom(fields),
      },
      gaps: [
        ...(severity ? [] : [assumed('severity', 'P2 was assumed', names.severity[0])]),
        ...(service ? [] : [assumed('service', 'the search is not narrowed to one', names.service[0])]),
        ...(firedAt ? [] : [assumed('time', 'the time of receipt was taken', names.firedAt[0])]),
      ],
    };
  },
};

function statusOf(fields: Fields): { status: 'firing' | 'resolved'; resolvedAt?: string | undefined } {
  const resolved = /^(?:resolved?|ok|closed|recovered|inactive|normal)$/i.test(text(fields, 'status') ?? '');
  if (!resolved) return { status: 'firing' };
  return { status: 'resolved', resolvedAt: names.resolvedAt.map((name) => instantOf(fields.get(name))).find(Boolean) };
}

/** The fields of the object and of its wrappers by plain name; the outer one wins. */
function fieldsOf(payload: unknown): Fields {
  const fields = new Map<string, unknown>();
  let level = [payload];
  for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
    const entries = level
      .filter(isRecord)
      .flatMap((value) => Object.entries(value).map(([name, inner]) => [plainName(name), inner] as const));
    for (const [name, inner] of entries) if (!fields.has(name)) fields.set(name, inner);
    level = entries.flatMap(([name, inner]) => {
      if (name === 'alerts' && Array.isArray(inner)) return inner.slice(0, 1);
      return wrappers.includes(name) ? [inner] : [];
    });
  }
  return fields;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, kind: keyof typeof names): string | undefined {
  for (const name of names[kind]) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
    if (
      typeof value === 'object' &&
      value !== null &&
      'name' in value &&
      typeof value.name === 'string' &&
      value.name !== ''
    )
      return value.name;
  }
  return undefined;
}

function labelsOf(fields: Fields): Record<string, string> {
  const tags = fields.get('tags');
  const pairs = Array.isArray(tags)
    ? tags.flatMap((tag) => (typeof tag === 'string' ? [[tag.split(':', 1)[0]!, tag.slice(tag.indexOf(':') + 1)]] : []))
    : [];
  return {
    ...flatLabels(Array.isArray(tags) ? undefined : tags),
    ...Object.fromEntries(pairs),
    ...flatLabels(fields.get('annotations')),
    ...flatLabels(fields.get('labels')),
  };
}

function metricsOf(fields: Fields): Metric[] {
  const listed = fields.get('metrics') ?? fields.get('metric') ?? fields.get('measurements');
  if (Array.isArray(listed)) return listed.flatMap((entry) => metricFrom(undefined, entry));
  if (typeof listed === 'object' && listed !== null) {
    return 'name' in listed
      ? metricFrom(undefined, listed)
      : Object.entries(listed).flatMap(([name, value]) => metricFrom(name, value));
  }
  const name = typeof listed === 'string' ? listed : fields.get('metricname');
  return metricOf(
    typeof name === 'string' ? name : 'value',
    fields.get('value') ?? fields.get('currentvalue'),
    undefined,
    fields.get('threshold'),
  );
}

function metricFrom(name: string | undefined, entry: unknown): Metric[] {
  if (typeof entry !== 'object' || entry === null) return metricOf(name ?? '', entry);
  const fields = fieldsOf(entry);
  const own = fields.get('name') ?? fields.get('metric') ?? name;
  const unit = fields.get('unit');
  return metricOf(
    typeof own === 'string' ? own : '',
    fields.get('value') ?? fields.get('current') ?? fields.get('currentvalue'),
    typeof unit === 'string' ? unit : undefined,
    fields.get('threshold') ?? fields.get('limit'),
    fields.get('baseline') ?? fields.get('normal') ?? fields.get('usual'),
  );
}

function linksFrom(fields: Fields): Link[] {
  const listed = fields.get('links');
  const titled = Array.isArray(listed)
    ? listed.flatMap((link) =>
        typeof link === 'object' && link !== null
          ? [{ title: String(link.title ?? link.text ?? 'Link'), url: link.url ?? link.href }]
          : [],
      )
    : Object.entries(flatLabels(listed)).map(([title, url]) => ({ title, url }));
  return linksOf(...titled, { title: 'Alert', url: fields.get('url') ?? fields.get('link') ?? fields.get('htmlurl') });
}

function assumed(what: string, so: string, field: string) {
  return {
    what: `The alert's ${what}`,
    why: `The payload names none, so ${so}.`,
    remedy: `Send the field \`${field}\`.`,
  };
}
