import type { Metric } from '../../incident/index.ts';
import { metricOf, plainName } from '../fields.ts';
import { type Field, isRecord } from './fields.ts';

/** Names under which senders list what they measured. */
const holders = new Set([
  'metrics',
  'metric',
  'measurements',
  'measure',
  'measures',
  'values',
  'evalmatches',
  'datapoints',
  'check',
  'checks',
  'conditions',
  'trigger',
  'details',
]);
/** Names of the measured number itself, and of its companions. */
const valueNames = [
  'value',
  'current',
  'currentvalue',
  'observed',
  'observedvalue',
  'actual',
  'measured',
  'metricvalue',
];
const thresholdNames = ['threshold', 'limit', 'expected', 'thresholdvalue', 'warningthreshold', 'criticalthreshold'];
const baselineNames = ['baseline', 'normal', 'usual', 'previous', 'average'];
const ownNames = ['name', 'metric', 'metricname', 'query', 'title'];
const maxMetrics = 20;

/** What the payload says was measured: lists and records of metrics, or one bare value. */
export function metricsOf(fields: readonly Field[]): Metric[] {
  const listed = fields.filter(({ name }) => holders.has(name)).flatMap(({ value }) => fromHolder(value));
  const found =
    listed.length > 0
      ? listed
      : fromRecord(Object.fromEntries(fields.map(({ name, value }) => [name, value])), 'value');
  const distinct = new Map(found.map((metric) => [metric.name, metric]));
  return [...distinct.values()].slice(0, maxMetrics);
}

function fromHolder(value: unknown): Metric[] {
  if (Array.isArray(value)) return value.flatMap((entry) => (isRecord(entry) ? fromRecord(entry, '') : []));
  if (!isRecord(value)) return [];
  const own = fromRecord(value, '');
  if (own.length > 0) return own;
  return Object.entries(value).flatMap(([name, inner]) =>
    isRecord(inner) ? fromRecord(inner, name) : typeof inner === 'number' ? metricOf(name, inner) : [],
  );
}

/** A metric from an object that has a value; its name is its own or the one it stands under. */
function fromRecord(record: Readonly<Record<string, unknown>>, fallback: string): Metric[] {
  const plain = Object.fromEntries(Object.entries(record).map(([name, value]) => [plainName(name), value]));
  const first = (names: readonly string[]) =>
    names.map((name) => plain[name]).find((value) => typeof value === 'number' || typeof value === 'string');
  const name = first(ownNames) ?? fallback;
  const unit = plain.unit;
  return metricOf(
    String(name),
    first(valueNames),
    typeof unit === 'string' ? unit : undefined,
    bound(first(thresholdNames)),
    first(baselineNames),
  );
}

/** `>20` and `<= 5 %` mean the number. */
function bound(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^[<>=!\s]+/, '').replace(/\s*%$/, '') : value;
}
