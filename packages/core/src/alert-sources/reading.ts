import type { Gap, Link, Metric, Severity } from '../incident/index.ts';
import { gradeIn, instantOf, serviceIn } from './fields.ts';
import type { NormalisedAlert } from './types.ts';

/** What a plug-in found in a payload. What is left out is filled in, or named as a gap. */
export interface Reading {
  /** The vendor's id of the trouble, the same when it fires again and when it is over. Default: rule and service. */
  readonly id?: string | undefined;
  /** Default: the title. */
  readonly rule?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  /** Default: the grade in title or description, as people write one where their system has none. */
  readonly severity?: Severity | undefined;
  readonly resolved?: boolean | undefined;
  /** Default: the one that the labels speak of. */
  readonly service?: string | undefined;
  /** Default: the one that the labels name. */
  readonly environment?: string | undefined;
  readonly resource?: string | undefined;
  /** Times as the vendor writes them, see `instantOf`. */
  readonly firedAt?: unknown;
  readonly resolvedAt?: unknown;
  readonly metrics?: readonly Metric[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly links?: readonly Link[];
}

/**
 * The alert of a reading, with a gap for each thing that the payload does not say: severity (P2 is assumed), service, time
 * (that of receipt is taken; of an alert that is over, its end).
 */
export function alertOf(source: string, reading: Reading, receivedAt: string): NormalisedAlert {
  const { title, description = '', resolved, labels = {}, metrics = [], links = [] } = reading;
  const severity = reading.severity ?? gradeIn(title) ?? gradeIn(description);
  const rule = reading.rule || title;
  const service = reading.service || serviceIn(labels);
  const environment = reading.environment || environmentIn(labels);
  const resolvedAt = resolved ? instantOf(reading.resolvedAt) : undefined;
  const firedAt = instantOf(reading.firedAt) ?? resolvedAt;
  return {
    alert: {
      schemaVersion: 1,
      id: reading.id || `${rule}/${service ?? 'unknown'}`,
      source,
      rule,
      title,
      description,
      severity: severity ?? 'P2',
      status: resolved ? 'resolved' : 'firing',
      service: service ?? 'unknown',
      ...(environment ? { environment } : {}),
      ...(reading.resource ? { resource: reading.resource } : {}),
      firedAt: firedAt ?? receivedAt,
      ...(resolvedAt ? { resolvedAt } : {}),
      metrics: [...metrics],
      labels: { ...labels },
      links: [...links],
    },
    gaps: [
      ...(severity ? [] : [unsaid('severity', 'P2 was assumed')]),
      ...(service ? [] : [unsaid('service', 'the search is not narrowed to one')]),
      ...(firedAt ? [] : [unsaid('time', 'the time of receipt was taken')]),
    ],
  };
}

/** Where an alert's labels say that it fired. */
export function environmentIn(labels: Readonly<Record<string, string>>): string | undefined {
  return ['environment', 'env', 'stage', 'cluster'].map((name) => labels[name]?.trim()).find(Boolean);
}

/** Labels from `name:value` tags, in a list or in one text with commas. Tags without a value are kept under `tags`. */
export function tagLabels(tags: unknown): Record<string, string> {
  const all = (Array.isArray(tags) ? tags : typeof tags === 'string' ? tags.split(',') : [])
    .filter((tag) => typeof tag === 'string')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const pairs = all.flatMap((tag) => {
    const at = tag.search(/[:=]/);
    return at > 0 ? [[tag.slice(0, at), tag.slice(at + 1)] as const] : [];
  });
  const bare = all.filter((tag) => tag.search(/[:=]/) < 1).join(', ');
  return { ...Object.fromEntries(pairs), ...(bare ? { tags: bare } : {}) };
}

function unsaid(what: string, so: string): Gap {
  return {
    what: `The alert's ${what}`,
    why: `The payload names none that we know, so ${so}.`,
    remedy: `Let the rule send it, for example as a label or tag named \`${what === 'time' ? 'firedAt' : what}\`.`,
  };
}
