import { learn as learnFrom } from '../knowledge/index.ts';
import type { KnowledgeReader } from '../ports/index.ts';
import { type PublishDeps, recorded } from './publish.ts';
import { defineStage } from './stage.ts';

/** What `learn` needs. */
export interface LearnDeps extends PublishDeps {
  readonly knowledge: KnowledgeReader;
}

/** Writes the incident into the knowledge base; the same incident again updates its entry and counts the recurrence. */
export const learn = defineStage<LearnDeps, 'incident' | 'diagnosis' | 'remediation' | 'artifacts', 'publication'>({
  name: 'learn',
  title: 'Learn for the next incident',
  reads: ['incident', 'diagnosis', 'remediation', 'artifacts'],
  readsIfPresent: ['publication'],
  writes: 'publication',

  async run({ incident, diagnosis, remediation, artifacts, publication }, deps) {
    const { files, gaps } = learnFrom({
      incident,
      diagnosis,
      remediation,
      artifacts,
      files: await deps.knowledge.files(),
    });
    for (const gap of gaps) deps.log.warning(`${gap.what}: ${gap.why} ${gap.remedy}`);
    const written = await deps.writer.putKnowledge({
      key: incident.key,
      incidentId: incident.id,
      message: `docs(knowledge-base): learn ${incident.id}`,
      files,
    });
    return recorded(incident, publication, 'knowledge', written, deps);
  },
});
