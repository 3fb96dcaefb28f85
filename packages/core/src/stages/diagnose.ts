import { groundDiagnosis } from '../engine/grounding.ts';
import type { Engine } from '../engine/types.ts';
import type { Clock, Log } from '../ports/index.ts';
import { defineStage } from './stage.ts';

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
    const { fallback, usage } = diagnosis.engine;
    if (fallback) log.warning(`The model did not answer, the embedded engine did. ${fallback}`);
    if (usage)
      log.info(
        `Requests to a model: ${usage.requests}; tokens sent: ${usage.inputTokens}, answered: ${usage.outputTokens}.`,
      );
    log.info(
      `Diagnosis: ${diagnosis.summary} (confidence ${diagnosis.confidence.level}, ${diagnosis.confidence.score})`,
    );
    return diagnosis;
  },
});
