import { offlineEngine } from '../offline/index.ts';
import type { Engine } from '../types.ts';
import type { ModelDeps } from './conversation.ts';

export { incidentLimits, type ModelDeps } from './conversation.ts';
export { assertStandsIn } from './prompt.ts';

/**
 * The engine that asks a model. It always answers: each question that the model cannot answer is answered by the embedded engine,
 * and the document says so and why. What only one question needs is loaded when it is asked.
 */
export function modelEngine(deps: ModelDeps): Engine {
  return {
    used: { name: deps.model.provider, model: deps.model.id },
    async diagnose(incident, now) {
      const { diagnoseWithModel } = await import('./diagnose.ts');
      return diagnoseWithModel(incident, deps, now);
    },
    async remediate(incident, diagnosis, bench, now, failed) {
      const { remediateWithModel } = await import('./remediate.ts');
      return remediateWithModel(incident, diagnosis, bench, deps, now, failed);
    },
    async writeArtifacts(incident, diagnosis, remediation, now) {
      const { artifactsWithModel } = await import('./artifacts.ts');
      return artifactsWithModel(incident, diagnosis, remediation, deps, now);
    },
    async repair(red, bench) {
      const mechanical = await offlineEngine.repair(red, bench);
      if ('edits' in mechanical) return mechanical;
      const { repairWithModel } = await import('./repair.ts');
      return repairWithModel(red, bench, deps);
    },
  };
}
