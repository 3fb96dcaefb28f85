import { type Diagnosis, type Incident, type Remediation, slug } from '../incident/index.ts';
import { markOf, type PublishDeps, recorded } from './publish.ts';
import { defineStage } from './stage.ts';

/** Publishes the issue text that `sre-artifacts` wrote; a re-delivery finds its issue again. */
export const createIssue = defineStage<PublishDeps, 'incident' | 'diagnosis' | 'artifacts', 'publication'>({
  name: 'create-issue',
  title: 'Report the incident',
  reads: ['incident', 'diagnosis', 'artifacts'],
  readsIfPresent: ['remediation', 'publication'],
  writes: 'publication',
  publishes: 'issue',

  async run({ incident, diagnosis, remediation, artifacts, publication }, deps) {
    const issue = artifacts.files.find(({ kind }) => kind === 'issue');
    if (!issue) return recorded(incident, publication, 'issue', { skipped: 'the artefacts hold no issue text' }, deps);
    const written = await deps.writer.putIssue({
      ...markOf(incident),
      firedAt: incident.alert.firedAt,
      paths: pathsOf(incident, diagnosis, remediation),
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

/** What the incident is about: the files of the fix, else those of the change that did it. */
function pathsOf(incident: Incident, diagnosis: Diagnosis, remediation: Remediation | undefined): string[] {
  const edited = (remediation?.edits ?? []).map(({ path }) => path);
  if (edited.length > 0) return edited;
  const culprit = incident.suspects.find(({ id }) => id === diagnosis.culprit?.change);
  return (culprit?.files ?? []).map(({ path }) => path);
}
