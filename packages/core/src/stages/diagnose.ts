import { groundDiagnosis } from '../engine/grounding.ts';
import type { Engine } from '../engine/types.ts';
import type { Clock, Log } from '../ports/index.ts';
import { defineStage } from './stage.ts';
import { tellEngine } from './tell-engine.ts';

/** What `diagnose` needs. */
export interface DiagnoseDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

/** Names the most likely root cause. Claims whose citations do not resolve are struck, whoever made them. */
export const diagnose = defineStage<DiagnoseDeps, 'incident', 'diagnosis'>({
  name: 'diagnose',
  title: 'Name the cause',
  reads: ['incident'],
  readsIfPresent: [],
  writes: 'diagnosis',

  async run({ incident }, { engine, clock, log }) {
    const diagnosis = groundDiagnosis(await engine.diagnose(incident, clock.now()), incident);
    tellEngine(diagnosis.engine, log);
    log.info(
      `Diagnosis: ${diagnosis.summary} (confidence ${diagnosis.confidence.level}, ${diagnosis.confidence.score})`,
    );
    return diagnosis;
  },
});
