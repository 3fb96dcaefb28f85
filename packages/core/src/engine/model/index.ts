import { offlineEngine } from '../offline/index.ts';
import type { Engine } from '../types.ts';
import type { ModelDeps } from './diagnose.ts';

export type { ModelDeps } from './diagnose.ts';

/**
 * The engine that asks a model about the cause. Fixes and texts are those of the offline engine, and their documents say so.
 * It always answers: where the model cannot, the computed diagnosis says why.
 */
export function modelEngine(deps: ModelDeps): Engine {
  return {
    ...offlineEngine,
    used: { name: deps.model.provider, model: deps.model.id },
    async diagnose(incident, now) {
      const { diagnoseWithModel } = await import('./diagnose.ts');
      return diagnoseWithModel(incident, deps, now);
    },
  };
}
