import type { Gap } from '../incident/index.ts';
import { learn as learnFrom } from '../knowledge/index.ts';
import { markOf, type PublishDeps, recorded } from './publish.ts';
import { defineStage } from './stage.ts';

/** Writes the incident into the knowledge base; the same incident again updates its entry and counts the recurrence. */
export const learn = defineStage<PublishDeps, 'incident' | 'diagnosis' | 'remediation' | 'artifacts', 'publication'>({
  name: 'learn',
  title: 'Learn for the next incident',
  reads: ['incident', 'diagnosis', 'remediation', 'artifacts'],
  readsIfPresent: ['publication'],
  writes: 'publication',
  publishes: 'knowledge',

  async run({ incident, diagnosis, remediation, artifacts, publication }, deps) {
    let gaps: readonly Gap[] = [];
    const written = await deps.writer.putKnowledge({
      ...markOf(incident),
      message: `docs(knowledge-base): learn ${incident.id}`,
      learn(files) {
        const learned = learnFrom({ incident, diagnosis, remediation, artifacts, files });
        gaps = learned.gaps;
        return learned.files;
      },
    });
    for (const gap of gaps) deps.log.warning(`${gap.what}: ${gap.why} ${gap.remedy}`);
    return recorded(incident, publication, 'knowledge', written, deps);
  },
});
