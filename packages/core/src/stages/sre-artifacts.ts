import type { Engine } from '../engine/types.ts';
import type { Clock, Log } from '../ports/index.ts';
import { defineStage } from './stage.ts';
import { tellEngine } from './tell-engine.ts';

/** What `sre-artifacts` needs. */
export interface SreArtifactsDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes the six artefacts: issue text, runbook, alert rules, capacity, disaster recovery, performance. */
export const sreArtifacts = defineStage<SreArtifactsDeps, 'incident' | 'diagnosis' | 'remediation', 'artifacts'>({
  name: 'sre-artifacts',
  title: 'Write the six artefacts',
  reads: ['incident', 'diagnosis', 'remediation'],
  readsIfPresent: [],
  writes: 'artifacts',

  async run({ incident, diagnosis, remediation }, { engine, clock, log }) {
    const artifacts = await engine.writeArtifacts(incident, diagnosis, remediation, clock.now());
    tellEngine(artifacts.engine, log);
    log.info(`Artefacts: ${artifacts.files.map(({ kind }) => kind).join(', ')}`);
    return artifacts;
  },
});
