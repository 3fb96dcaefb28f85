import { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import type { Link, Metric, Severity } from '../incident/index.ts';

/** `Severity` by the words that monitoring systems use for it, lower-case. */
const severityWords: readonly (readonly [Severity, readonly string[]])[] = [
  ['P0', ['p0', 'sev0', 'sev-0', 'emergency', 'disaster', 'blocker', 'fatal']],
  ['P1', ['p1', 'sev1', 'sev-1', 'critical', 'crit', 'high', 'error', 'page', 'alert', 'major', '1']],
  ['P2', ['p2', 'sev2', 'sev-2', 'warning', 'warn', 'medium', 'moderate', 'minor', '2']],
  [
    'P3',
    [
      'p3',
      'p4',
      'p5',
      'sev3',
      'sev4',
      'sev5',
      'sev-3',
      'sev-4',
      'sev-5',
      'info',
      'informational',
      'information',
      'low',
      'notice',
      'debug',
      'none',
      '3',
      '4',
      '5',
    ],
  ],
];

/** The severity a word stands for; `undefined` when it is none we know. */
export function severityOf(word: string | undefined): Severity | undefined {
  const wanted = word?.trim().toLowerCase() ?? '';
  return severityWords.find(([, words]) => words.includes(wanted))?.[0];
}

/** The severity that prose names: "P2: tasks stop", "(SEV-1)". */
export function gradeIn(prose: string): Severity | undefined {
  return severityOf(/(?:^|[\s([])(p[0-5]|sev-?[0-5])(?=[\s)\]:,.;]|$)/i.exec(prose.slice(0, 2_000))?.[1]);
}

/**
 * An instant as ISO 8601 in UTC, from ISO text (no zone means UTC), or an epoch in seconds, milli-, micro- or nanoseconds.
 * `undefined` when it is neither, or the zero time with which Go and Alertmanager say "not yet".
 */
export function instantOf(value: unknown): string | undefined {
  const date = dateOf(value);
  if (!date || Number.isNaN(date.getTime()) || date.getUTCFullYear() < 2000 || date.getUTCFullYear() > 9999)
    return undefined;
  return date.toISOString();
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value === 'number') return new Date(inMilliseconds(value));
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (/^\d{10}(?:\d{3}){0,3}(?:\.\d+)?$/.test(value)) return dateOf(Number(value));
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/.test(value))
    return new Date(`${value.replace(' ', 'T').replace(',', '.')}Z`);
  if (!/\b\d{4}\b/.test(value)) return undefined;
  return new Date(namesZone.test(value) ? value : `${value} UTC`);
}

function inMilliseconds(epoch: number): number {
  if (epoch > 1e17) return epoch / 1e6;
  if (epoch > 1e14) return epoch / 1e3;
  return epoch > 1e11 ? epoch : epoch * 1e3;
}

/** A date alone is UTC by the standard; other texts without a zone would be read in the zone of whoever runs this. */
const namesZone =
  /^\d{4}-\d\d-\d\d$|(?:\d ?Z|[+-]\d\d:?\d\d|\b(?:UTC|GMT|UT|[ECMP][SD]T)\b(?:[+-]\d{1,4})?(?: \(.*\))?)$/i;

/** A link when `url` is one that people may follow, else nothing. */
export function linksOf(...candidates: readonly { readonly title: string; readonly url: unknown }[]): Link[] {
  return candidates.flatMap(({ title, url }) => {
    const parsed = z.url({ protocol: /^https?$/ }).safeParse(url);
    return parsed.success ? [{ title, url: parsed.data }] : [];
  });
}

/** Strings of a record; numbers and booleans become text, anything deeper is left out. */
export function flatLabels(record: unknown): Record<string, string> {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return {};
  const entries = Object.entries(record).flatMap(([key, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [[key, String(value)] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The first of the named labels that is set and not blank. */
export function firstLabel(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]?.trim()).find(Boolean);
}

/** A metric, or nothing when its value is not a finite number. */
export function metricOf(
  name: string,
  value: unknown,
  unit?: string,
  threshold?: unknown,
  baseline?: unknown,
): Metric[] {
  const number = numberOf(value);
  if (number === undefined || name === '') return [];
  const limit = numberOf(threshold);
  const usual = numberOf(baseline);
  return [
    {
      name,
      value: number,
      unit: unit || '1',
      ...(limit === undefined ? {} : { threshold: limit }),
      ...(usual === undefined ? {} : { baseline: usual }),
    },
  ];
}

function numberOf(value: unknown): number | undefined {
  if (value === null || value === '' || typeof value === 'boolean') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Parses, or says which field is wrong. */
export function parsePayload<T>(source: string, schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SreError(
    'ALERT_INVALID',
    `The ${source} payload is malformed at \`${issue?.path.join('.') || '(root)'}\`: ${issue?.message}.`,
    'Send the payload as the monitoring system wrote it; `sre-aiops normalise FILE` shows how it is read.',
    { cause: parsed.error },
  );
}

/** Lower-case letters and digits of a name: `ContainerName`, `container_name` and `container-name` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Labels that name the service, by their plain names, most direct first; the container's own name is often just `app`. */
const serviceLabels = [
  'service',
  'app',
  'application',
  'servicename',
  'appname',
  'appkubernetesioname',
  'labelapp',
  'labelappkubernetesioname',
  'destinationservicename',
  'destinationworkload',
  'slothservice',
  'workload',
  'workloadname',
  'deployment',
  'deploymentname',
  'statefulset',
  'daemonset',
  'controllername',
  'toplevelcontrollername',
  'horizontalpodautoscaler',
];
const podLabels = ['pod', 'podname'];
const lesserLabels = ['container', 'containername', 'component', 'job'];
const namespaceLabels = ['exportednamespace', 'namespace', 'namespacename', 'podnamespace', 'kubernetesnamespace'];
/** What watches services is not the service that fails. */
const watcher =
  /exporter|kube-state-metrics|cadvisor|kubelet|prometheus|alertmanager|pushgateway|otel-collector|synthetics?$|^blackbox/i;

/** The service that an alert's labels speak of: named, else by its pod, else by the URL that was probed, else its namespace. */
export function serviceIn(labels: Readonly<Record<string, string>>): string | undefined {
  const plain = new Map(Object.entries(labels).map(([name, value]) => [plainName(name), value.trim()]));
  const all = (names: readonly string[]) => names.flatMap((name) => plain.get(name) || []);
  const named = (names: readonly string[]) => all(names).find((value) => !watcher.test(value));
  return (
    named(serviceLabels) ??
    podOwner(named(podLabels)) ??
    named(lesserLabels) ??
    hostOf(labels.instance ?? labels.target) ??
    all(namespaceLabels).find((name) => !/^(?:monitoring|observability|kube-system|default)$/.test(name))
  );
}

/** `checkout-7f44d9c8-k2l9x` belongs to `checkout`, and so do `checkout-0` and `checkout-k2l9x`. */
function podOwner(pod: string | undefined): string | undefined {
  return pod?.replace(/(?:-[a-z0-9]{6,10})?-(?:[a-z0-9]{5}|\d+)$/, '') || undefined;
}

function hostOf(url: string | undefined): string | undefined {
  return /^https?:\/\/([\w.-]+)/.exec(url ?? '')?.[1];
}
