import type { EvidenceId } from '../incident/index.ts';
import type { Change } from '../ports/index.ts';
import type { PlanContext } from './types.ts';

/** At most 72 characters, cut at a word where one is near. */
export function title(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= 72) return line;
  const cut = line.slice(0, 71);
  const space = cut.lastIndexOf(' ');
  return `${(space > 50 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** How a change is called in a sentence: `#52 "Keep a history of prices"`. */
export function nameOf(change: Pick<Change, 'number' | 'sha' | 'title'>): string {
  const subject = change.title.replace(/\s*\(#\d+\)\s*$/, '').replaceAll('"', "'");
  return `${change.number === undefined ? change.sha.slice(0, 10) : `#${change.number}`} "${subject}"`;
}

/** `#52`, or the short commit id of a direct push. */
export function shortNameOf(change: Pick<Change, 'number' | 'sha'>): string {
  return change.number === undefined ? change.sha.slice(0, 10) : `#${change.number}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "one file", "3 files". */
export function counted(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

/** Evidence behind every plan: the suspect, what the failure mode's signs met, and what the caller adds. */
export function evidenceOf(
  { incident, diagnosis, match }: Pick<PlanContext, 'incident' | 'diagnosis' | 'match'>,
  more: readonly EvidenceId[] = [],
): EvidenceId[] {
  const suspect = diagnosis.culprit?.change;
  const ids = [...(suspect ? [suspect] : []), ...match.hits.flatMap(({ evidence }) => evidence), ...more];
  if (ids.length === 0) ids.push(...incident.log.patterns.slice(0, 3).map(({ id }) => id));
  return [...new Set(ids)].slice(0, 12);
}

/** What a person watches after the fix is live: the alert's own measure, then the leading log pattern. */
export function recoverySigns({ incident }: Pick<PlanContext, 'incident'>): string[] {
  const { alert, log, signals } = incident;
  const measure = signals.find(({ threshold }) => threshold !== undefined) ?? signals[0];
  const goal = measure && (measure.baseline ?? measure.threshold);
  const leading = log.patterns[0];
  return [
    measure && goal !== undefined
      ? `${measure.name} of ${alert.service} returns from ${amount(measure.value, measure.unit)} to ${measure.baseline === undefined ? 'the good side of ' : 'about '}${amount(goal, measure.unit)}.`
      : `The alert "${alert.title}" resolves and stays resolved.`,
    ...(leading ? [`No new log event of the pattern ${leading.id} (${clipped(leading.template, 90)}).`] : []),
  ];
}

/** A value with its unit as people write it. */
export function amount(value: number, unit: string): string {
  return unit === '1' ? String(value) : unit === '%' ? `${value} %` : `${value} ${unit}`;
}

/** One line of a text, cut. */
export function clipped(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
