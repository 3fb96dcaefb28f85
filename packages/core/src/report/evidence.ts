import type { EvidenceId, Gap, Incident } from '../incident/index.ts';

/**
 * Whether an id names something that the incident really holds: a pattern, a change, a metric, a past incident, a
 * file, or an alert field that has a value (`A.service`; `A.labels.pod` and `A.pod` for a label).
 */
export function resolves(id: EvidenceId, incident: Incident): boolean {
  if (id.startsWith('A.')) return alertField(id.slice(2), incident);
  return evidenceOf(incident).some((piece) => piece.id === id);
}

/** The ids that name nothing in the incident, each once, in order. */
export function unresolved(ids: readonly EvidenceId[], incident: Incident): EvidenceId[] {
  return [...new Set(ids)].filter((id) => !resolves(id, incident));
}

/** The citation that follows a sentence: ` [L3] [C1]`; empty without ids. */
export function cite(ids: readonly EvidenceId[]): string {
  return [...new Set(ids)].map((id) => ` [${id}]`).join('');
}

/** Ids in the order of the report: alert, metrics, patterns, changes, files, past incidents. */
export function sortedIds(ids: Iterable<EvidenceId>): EvidenceId[] {
  const order = 'AMLCFK';
  return [...new Set(ids)].sort(
    (a, b) =>
      order.indexOf(a.charAt(0)) - order.indexOf(b.charAt(0)) ||
      Number(a.slice(1)) - Number(b.slice(1)) ||
      (a < b ? -1 : 1),
  );
}

/**
 * Strikes from every item the ids that do not resolve. An item left without any is dropped, and each drop is a gap:
 * a sentence that stands on nothing is not printed.
 */
export function grounded<T extends { readonly text: string; readonly evidence: readonly EvidenceId[] }>(
  items: readonly T[],
  incident: Incident,
): { readonly items: T[]; readonly gaps: Gap[] } {
  const kept: T[] = [];
  const gaps: Gap[] = [];
  for (const item of items) {
    const missing = unresolved(item.evidence, incident);
    const evidence = item.evidence.filter((id) => !missing.includes(id));
    if (evidence.length > 0) kept.push(missing.length > 0 ? { ...item, evidence } : item);
    if (missing.length > 0) gaps.push(struck(item.text, missing, evidence.length === 0));
  }
  return { items: kept, gaps };
}

function struck(text: string, missing: readonly EvidenceId[], dropped: boolean): Gap {
  return {
    what: dropped
      ? `A sentence was left out: "${text.slice(0, 120)}"`
      : `A citation was struck from "${text.slice(0, 120)}"`,
    why: `${missing.join(', ')} names no evidence of this incident.`,
    remedy: 'Run ingest again with the log or the repository that holds it.',
  };
}

function evidenceOf(incident: Incident): readonly { readonly id: EvidenceId }[] {
  return [
    ...incident.log.patterns,
    ...incident.suspects,
    ...incident.signals,
    ...incident.pastIncidents,
    ...incident.files,
  ];
}

function alertField(name: string, { alert }: Incident): boolean {
  const label = name.replace(/^labels?\./, '');
  if (Object.hasOwn(alert.labels, label)) return true;
  if (/^metrics?\./.test(name)) return alert.metrics.some((metric) => metric.name === name.replace(/^metrics?\./, ''));
  const value = Object.hasOwn(alert, name) ? (alert as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== '';
}
