import type { Alert } from '../incident/index.ts';

/** Longest texts that are kept, in characters, and most entries of a list. An alert is a page for a person, not a data set. */
const limits = { name: 300, prose: 10_000, label: 2_000, labels: 100, metrics: 20, links: 20, url: 2_000 };

/**
 * The alert with harmless text: no control characters, terminal sequences or reordering of what is read, no half characters, nothing longer than a
 * person would read, and passed through `redact`.
 */
export function cleanAlert(alert: Alert, redact: (text: string) => string): Alert {
  const name = (text: string) => redact(cut(oneLine(text.slice(0, limits.name * 4)), limits.name)) || 'unknown';
  const labels = Object.entries(alert.labels).slice(0, limits.labels);
  return {
    ...alert,
    id: name(alert.id),
    rule: name(alert.rule),
    title: name(alert.title),
    service: name(alert.service),
    ...(alert.environment === undefined ? {} : { environment: name(alert.environment) }),
    ...(alert.resource === undefined ? {} : { resource: name(alert.resource) }),
    description: redact(cut(printable(alert.description.slice(0, limits.prose * 2)), limits.prose)),
    metrics: alert.metrics
      .slice(0, limits.metrics)
      .map((metric) => ({ ...metric, name: name(metric.name), unit: name(metric.unit) })),
    labels: Object.fromEntries(labels.map(([key, value]) => cleanLabel(key, value, redact))),
    links: alert.links
      .filter(({ url }) => url.length <= limits.url)
      .slice(0, limits.links)
      .map(({ title, url }) => ({ title: name(title), url: redact(url) })),
  };
}

/** A label's name and value; the name may tell that the value is a secret, as in `db_password`. */
function cleanLabel(key: string, value: string, redact: (text: string) => string): [string, string] {
  const name = redact(cut(oneLine(key), limits.name));
  const text = redact(cut(printable(value.slice(0, limits.label * 2)), limits.label));
  const quote = /["\\]/.test(text) ? '' : '"';
  const lead = `${quote}${name}${quote}: ${quote}`;
  const both = redact(`${lead}${text}${quote}`);
  return [name, both.startsWith(lead) ? both.slice(lead.length, both.length - quote.length) : text];
}

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const terminalSequence = new RegExp(`${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}]{0,200}${bell}?)`, 'g');

/** Line feeds and tabs stay. */
function printable(text: string): string {
  return text
    .replaceAll(terminalSequence, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD');
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

/** Cuts between characters, never inside one. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
