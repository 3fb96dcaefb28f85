import { plainName } from '../fields.ts';

/** A value of the payload under its plain name (`firedAt`, `fired_at` and `fired-at` are all `firedat`). */
export interface Field {
  readonly name: string;
  readonly value: unknown;
}

/** Objects whose entries are labels wherever they stand. */
const labelHolders = new Set([
  'labels',
  'commonlabels',
  'tags',
  'annotations',
  'commonannotations',
  'dimensions',
  'attributes',
  'facets',
]);
const maxDepth = 6;
const maxFields = 5_000;

/** All fields of a payload, outer ones first: an alert's own words stand nearer to the root than what is attached to it. */
export function fieldsOf(payload: unknown): Field[] {
  const fields: Field[] = [];
  let level: unknown[] = [payload];
  for (let depth = 0; depth < maxDepth && level.length > 0 && fields.length < maxFields; depth += 1) {
    const objects = level.flatMap((value) => (Array.isArray(value) ? value.slice(0, 20) : [value])).filter(isRecord);
    const entries = objects.flatMap((object) =>
      Object.entries(object).map(([name, value]) => ({ name: plainName(name), value: unwrapped(value) })),
    );
    fields.push(...entries.slice(0, maxFields - fields.length));
    level = entries.filter(({ name }) => !labelHolders.has(name)).map(({ value }) => value);
  }
  return fields;
}

/** An object that travels as text inside another, as SNS carries CloudWatch's alarms; other values as they are. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{/.test(value) || value.length > 1_000_000) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The outermost text under the first of the names that has one; an object speaks through its `name`, `summary` or `title`. */
export function textOf(fields: readonly Field[], names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const field of fields) {
      const text = field.name === name ? spoken(field.value) : undefined;
      if (text) return text;
    }
  }
  return undefined;
}

function spoken(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number') return String(value);
  if (!isRecord(value)) return undefined;
  const own = [value.name, value.summary, value.title, value.displayName].find((text) => typeof text === 'string');
  return typeof own === 'string' ? own.trim() || undefined : undefined;
}

/** Labels of all label holders; the outermost holder wins. A list of `key:value` texts counts as well. */
export function labelsOf(fields: readonly Field[]): Record<string, string> {
  const holders = fields.filter(({ name }) => labelHolders.has(name)).map(({ value }) => value);
  const pairs = holders.flatMap((holder): [string, unknown][] =>
    Array.isArray(holder) ? holder.flatMap(pairOf) : isRecord(holder) ? Object.entries(holder) : [],
  );
  const scalars = pairs.filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(scalars.toReversed().map(([name, value]) => [name, String(value)]));
}

function pairOf(tag: unknown): [string, unknown][] {
  if (typeof tag === 'string' && tag.includes(':'))
    return [[tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)]];
  if (isRecord(tag) && typeof tag.name === 'string') return [[tag.name, tag.value]];
  return [];
}

/** True for objects that are no arrays. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
