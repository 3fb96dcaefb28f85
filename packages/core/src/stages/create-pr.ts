import { slug } from '../incident/index.ts';
import { pullRequestText } from '../report/index.ts';
import { issueOf, markOf, type PublishDeps, recorded, withdrawn } from './publish.ts';
import { defineStage } from './stage.ts';

/** Opens the pull request of the fix, or updates the one it opened before. Nothing to change means nothing opened, and an earlier one withdrawn. */
export const createPr = defineStage<PublishDeps, 'incident' | 'diagnosis' | 'remediation', 'publication'>({
  name: 'create-pr',
  title: 'Propose the fix',
  reads: ['incident', 'diagnosis', 'remediation'],
  readsIfPresent: ['publication'],
  writes: 'publication',
  publishes: 'pull-request',

  async run({ incident, diagnosis, remediation, publication }, deps) {
    if (remediation.edits.length === 0) {
      const why = `the remediation is ${remediation.type} and changes no file`;
      return withdrawn(incident, publication, 'pull-request', why, deps);
    }
    if (remediation.proofRun?.verdict === 'refuted') {
      const why = `the fix was run and does not heal: ${remediation.proofRun.why}`;
      return withdrawn(incident, publication, 'pull-request', why, deps);
    }
    const { title, body } = pullRequestText(incident, diagnosis, remediation, issueOf(publication));
    const written = await deps.writer.putPullRequest({
      ...markOf(incident),
      branch: `sre-aiops/${incident.id}-${slug(remediation.title)}`,
      baseSha: remediation.baseSha,
      title,
      body,
      labels: ['aiops-generated', ...(remediation.risk.destructive ? ['destructive'] : [])],
      edits: remediation.edits,
      patch: remediation.patch,
      rollback: remediation.type === 'pr_rollback',
    });
    return recorded(incident, publication, 'pull-request', written, deps);
  },
});
