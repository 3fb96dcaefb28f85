import { slug } from '../incident/index.ts';
import { type PublishDeps, recorded } from './publish.ts';
import { defineStage } from './stage.ts';

/** Publishes the issue text that `sre-artifacts` wrote; a re-delivery finds its issue again. */
export const createIssue = defineStage<PublishDeps, 'incident' | 'diagnosis' | 'artifacts', 'publication'>({
  name: 'create-issue',
  title: 'Report the incident',
  reads: ['incident', 'diagnosis', 'artifacts'],
  readsIfPresent: ['publication'],
  writes: 'publication',

  async run({ incident, diagnosis, artifacts, publication }, deps) {
    const issue = artifacts.files.find(({ kind }) => kind === 'issue');
    if (!issue) return recorded(incident, publication, 'issue', { skipped: 'the artefacts hold no issue text' }, deps);
    const written = await deps.writer.putIssue({
      key: incident.key,
      incidentId: incident.id,
      title: issue.title,
      body: issue.content,
      labels: [
        'incident',
        'aiops-generated',
        incident.alert.severity,
        `service/${slug(incident.alert.service)}`,
        ...(diagnosis.category === 'infrastructure' ? ['infrastructure'] : []),
      ],
    });
    return recorded(incident, publication, 'issue', written, deps);
  },
});
