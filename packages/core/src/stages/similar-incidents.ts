import type { PastCulprit } from '../changes/index.ts';
import type { ModeMatch } from '../failure-modes/index.ts';
import { type Alert, type Gap, incidentKey, type PastIncident } from '../incident/index.ts';
import { readEntries, recall, TELLING_LIKENESS } from '../knowledge/index.ts';
import type { KnowledgeReader } from '../ports/index.ts';

/** Past incidents like this one; an entry that knows nothing but this very occurrence is not past. */
export async function similarIncidents(
  knowledge: KnowledgeReader,
  text: string,
  match: ModeMatch | undefined,
  alert: Alert,
): Promise<{ incidents: PastIncident[]; culprits: PastCulprit[]; gaps: Gap[] }> {
  const { entries: known, gaps } = readEntries(await knowledge.files());
  const entries = known.filter(
    ({ key, occurrences }) => key !== incidentKey(alert) || occurrences.some((at) => at < alert.firedAt),
  );
  const failureMode = match && match.hits.length > 0 ? { failureMode: match.mode.id } : {};
  const hits = recall({ text, service: alert.service, ...failureMode }, entries)
    .filter(({ score }) => score >= TELLING_LIKENESS)
    .slice(0, 3);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const incidents = hits.flatMap(({ id, score, why }, index): PastIncident[] => {
    const entry = byId.get(id);
    if (!entry) return [];
    return [
      {
        id: `K${index + 1}`,
        entry: `incidents/${entry.id}.md`,
        title: entry.title,
        score,
        why,
        failureMode: entry.failureMode,
        remediationType: entry.remediationType,
        resolution: entry.resolution,
        ...(entry.mttrMinutes === undefined ? {} : { mttrMinutes: entry.mttrMinutes }),
        outcome: entry.outcome,
      },
    ];
  });
  const culprits = hits.flatMap(({ id, score }, index): PastCulprit[] => {
    const culprit = byId.get(id)?.culprit;
    if (!culprit) return [];
    const { number, title } = culprit;
    return [{ id: `K${index + 1}`, title, likeness: score, ...(number === undefined ? {} : { number }) }];
  });
  return { incidents, culprits, gaps };
}
