import { issueOf, markOf, type PublishDeps, recorded, withdrawn } from './publish.ts';
import { defineStage } from './stage.ts';

/** Asks for infrastructure work: a typed action of the closed list, bound to the hash of its plan. People approve it. */
export const dispatchInfra = defineStage<PublishDeps, 'incident' | 'remediation', 'publication'>({
  name: 'dispatch-infra',
  title: 'Ask for infrastructure work',
  reads: ['incident', 'remediation'],
  readsIfPresent: ['publication'],
  writes: 'publication',
  publishes: 'dispatch',

  async run({ incident, remediation, publication }, deps) {
    if (!remediation.infrastructure) {
      const why = `the remediation is ${remediation.type}, which needs no infrastructure work`;
      return withdrawn(incident, publication, 'dispatch', why, deps);
    }
    const written = await deps.writer.putDispatch({
      ...markOf(incident),
      ...issueOf(publication),
      infrastructure: remediation.infrastructure,
      patch: remediation.patch,
    });
    return recorded(incident, publication, 'dispatch', written, deps);
  },
});
