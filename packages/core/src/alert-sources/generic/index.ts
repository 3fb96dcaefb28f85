import { SreError } from '../../errors/sre-error.ts';
import type { Link } from '../../incident/index.ts';
import { firstLabel, flatLabels, gradeIn, instantOf, linksOf, serviceIn, severityOf } from '../fields.ts';
import type { AlertSource, NormalisedAlert } from '../types.ts';
import { type Field, fieldsOf, isRecord, labelsOf, textOf } from './fields.ts';
import { metricsOf } from './metrics.ts';

/** Names under which alerts of many systems carry the same thing, most telling first. Compared as plain names. */
const names = {
  title: [
    'title',
    'alertname',
    'alerttitle',
    'incidenttitle',
    'summary',
    'subject',
    'headline',
    'rulename',
    'alarmname',
    'alertrule',
    'monitorname',
    'checkname',
    'message',
    'text',
    'alarm',
    'problem',
    'check',
    'triggername',
    'servicedescription',
    'servicedesc',
    'name',
    'description',
    'remark',
  ],
  rule: [
    'rule',
    'rulename',
    'alertrule',
    'alertname',
    'alarmname',
    'monitorname',
    'checkname',
    'check',
    'conditionname',
    'policyname',
    'alarm',
  ],
  description: [
    'description',
    'message',
    'text',
    'details',
    'body',
    'note',
    'remark',
    'alarmdescription',
    'reason',
    'newstatereason',
    'summary',
  ],
  severity: [
    'severity',
    'priority',
    'prio',
    'sev',
    'alertpriority',
    'alertseverity',
    'level',
    'urgency',
    'importance',
    'importancelevel',
    'eventseverity',
    'servicestate',
    'hoststate',
    'impact',
  ],
  service: [
    'service',
    'servicename',
    'app',
    'application',
    'appname',
    'component',
    'deployment',
    'workload',
    'functionname',
    'project',
    'job',
    'resource',
    'host',
    'hostname',
  ],
  environment: ['environment', 'env', 'stage', 'cluster'],
  resource: ['resource', 'resourcename', 'pod', 'instance', 'host', 'hostname', 'entity', 'node'],
  status: [
    'status',
    'state',
    'currentstate',
    'newstate',
    'alertstate',
    'alertstatus',
    'servicestate',
    'eventtype',
    'alerttype',
    'notificationtype',
    'action',
    'actiongroup',
    'newstatevalue',
  ],
  id: ['id', 'alertid', 'incidentid', 'eventid', 'fingerprint', 'dedupkey', 'uid', 'key'],
} as const;
const firedAtNames = [
  'firedat',
  'startsat',
  'startedat',
  'triggeredat',
  'occurredat',
  'raisedat',
  'raised',
  'activeat',
  'openedat',
  'detectedat',
  'firstseen',
  'firstoccurrence',
  'timestamp',
  'eventtime',
  'time',
  'datetime',
  'date',
  'createdat',
  'created',
  'statechangetime',
  'statechangedtimestamp',
  'statechangedat',
  'triggertime',
  'starttime',
  'start',
  'since',
  'when',
  'at',
  'ts',
];
const resolvedAtNames = ['resolvedat', 'endsat', 'endedat', 'closedat'];

/** Any JSON object with a sentence that can be its title, whatever it calls its fields. Registered last. */
export const generic: AlertSource = {
  id: 'generic',

  recognises(payload) {
    const fields = fieldsOf(payload);
    const title = titleOf(fields);
    return (
      title !== undefined &&
      (textOf(fields, names.service) ??
        textOf(fields, names.severity) ??
        instantIn(fields, firedAtNames) ??
        anyInstant(fields)) !== undefined
    );
  },

  normalise(payload, receivedAt): NormalisedAlert {
    const fields = fieldsOf(payload);
    const labels = labelsOf(fields);
    const title = titleOf(fields);
    if (!title) {
      throw new SreError(
        'ALERT_INVALID',
        'The alert has no title under any name we know.',
        `Give it one of: ${names.title.join(', ')}.`,
      );
    }
    const severity = severityIn(fields, labels);
    const service = serviceOf(fields, labels, title);
    const firedAt = instantIn(fields, firedAtNames) ?? anyInstant(fields);
    return {
      alert: {
        schemaVersion: 1,
        id: textOf(fields, names.id) ?? `${service ?? 'unknown'}/${title}/${firedAt ?? receivedAt}`,
        source: 'generic',
        rule: textOf(fields, names.rule) ?? firstLabel(labels, ['alertname']) ?? title,
        title,
        description: descriptionOf(fields, labels, title),
        severity: severity ?? 'P2',
        service: service ?? 'unknown',
        ...whereabouts(fields, labels),
        firedAt: firedAt ?? receivedAt,
        ...statusOf(fields),
        metrics: metricsOf(fields),
        labels,
        links: linksFrom(fields),
      },
      gaps: [
        ...(severity ? [] : [assumed('severity', 'P2 was assumed', names.severity[0])]),
        ...(service ? [] : [assumed('service', 'the search is not narrowed to one', names.service[0])]),
        ...(firedAt ? [] : [assumed('time', 'the time of receipt was taken', 'firedAt')]),
      ],
    };
  },
};

/** What titles say before a colon when it is no service. */
const stateWord =
  /^(?:alarm|alert|alerting|firing|resolved|ok|critical|warning|error|info|incident|problem|p\d|sev\d)$/i;

/** Its own field, a label, or the name before the colon of a title: "checkout: 500 on POST /orders". */
function serviceOf(
  fields: readonly Field[],
  labels: Readonly<Record<string, string>>,
  title: string,
): string | undefined {
  const own =
    firstLabel(labels, ['service', 'app', 'ServiceName']) ?? textOf(fields, names.service) ?? serviceIn(labels);
  const before = /^\W{0,2}([a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*)\W{0,2}: /i.exec(title)?.[1];
  return own ?? (before && !stateWord.test(before) ? before : undefined) ?? textOf(fields, ['source']);
}

/** Under a name that we know, else the longest sentence of the payload. */
function titleOf(fields: readonly Field[]): string | undefined {
  const named = textOf(fields, names.title);
  if (named) return named;
  const sentences = fields.flatMap(({ value }) =>
    typeof value === 'string' && /\S\s+\S+\s+\S/.test(value) ? [value.trim()] : [],
  );
  return sentences.toSorted((a, b) => b.length - a.length)[0];
}

/** The first value that is written as an ISO instant, whatever its name. */
function anyInstant(fields: readonly Field[]): string | undefined {
  const written = fields.filter(
    ({ value }) => typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value),
  );
  return written.map(({ value }) => instantOf(value)).find(Boolean);
}

function severityIn(fields: readonly Field[], labels: Readonly<Record<string, string>>) {
  const candidates = [
    ...names.severity.map((name) => textOf(fields, [name])),
    ...['severity', 'priority', 'level'].map((name) => firstLabel(labels, [name])),
  ];
  const graded = () =>
    fields.map(({ value }) => (typeof value === 'string' ? gradeIn(value) : undefined)).find(Boolean);
  return candidates.map(severityOf).find(Boolean) ?? graded();
}

/** Everything the sender says in prose that is not the title already, most telling first. */
function descriptionOf(fields: readonly Field[], labels: Readonly<Record<string, string>>, title: string): string {
  const texts = [
    ...names.description.map((name) => textOf(fields, [name])),
    labels.description,
    labels.summary,
    labels.message,
  ];
  return [...new Set(texts)].filter((text) => text !== undefined && text !== title && /\s/.test(text)).join('\n');
}

function whereabouts(
  fields: readonly Field[],
  labels: Readonly<Record<string, string>>,
): { environment?: string; resource?: string } {
  const environment = textOf(fields, names.environment) ?? firstLabel(labels, ['environment', 'env', 'stage']);
  const resource = textOf(fields, names.resource) ?? firstLabel(labels, ['pod', 'instance', 'host', 'node']);
  return { ...(environment ? { environment } : {}), ...(resource ? { resource } : {}) };
}

/** How systems say that it is over. */
const resolvedWord =
  /^(?:(?:alert|incident|problem)[ _.-]?)?(?:resolved?|ok|closed?|clear(?:ed)?|recover(?:ed|y)|inactive|normal|healthy|up)$/i;

function statusOf(fields: readonly Field[]): { status: 'firing' | 'resolved'; resolvedAt?: string } {
  const resolved = resolvedWord.test(textOf(fields, names.status) ?? '');
  const resolvedAt = resolved ? instantIn(fields, resolvedAtNames) : undefined;
  return { status: resolved ? 'resolved' : 'firing', ...(resolvedAt ? { resolvedAt } : {}) };
}

function instantIn(fields: readonly Field[], wanted: readonly string[]): string | undefined {
  for (const name of wanted) {
    const found = fields
      .filter((field) => field.name === name)
      .map(({ value }) => instantOf(value))
      .find(Boolean);
    if (found) return found;
  }
  return undefined;
}

function linksFrom(fields: readonly Field[]): Link[] {
  const listed = fields.find(({ name }) => name === 'links')?.value;
  const titled = Array.isArray(listed)
    ? listed
        .filter(isRecord)
        .map((link) => ({ title: String(link.title ?? link.text ?? 'Link'), url: link.url ?? link.href }))
    : Object.entries(flatLabels(listed)).map(([title, url]) => ({ title, url }));
  const single = ['url', 'link', 'htmlurl', 'dashboardurl', 'runbookurl'].map((name) => ({
    title: name === 'dashboardurl' ? 'Dashboard' : name === 'runbookurl' ? 'Runbook' : 'Alert',
    url: fields.find((field) => field.name === name)?.value,
  }));
  return linksOf(...titled.filter(({ title }) => title !== ''), ...single);
}

function assumed(what: string, so: string, field: string) {
  return {
    what: `The alert's ${what}`,
    why: `The payload names none, so ${so}.`,
    remedy: `Send the field \`${field}\`.`,
  };
}
