import type { EngineUsed } from '../../incident/index.ts';
import type { Engine } from '../types.ts';

const used: EngineUsed = { name: 'offline' };

/**
 * The engine that always answers: failure-mode catalogue, suspect ranking, recall and recipes.
 * Deterministic: the same incident at the same time gives the same bytes. No network, no token.
 * What only one question needs, such as the recipes and their parsers, is loaded when it is asked.
 */
export const offlineEngine: Engine = {
  used,
  async diagnose(incident, now) {
    const { diagnoseOffline } = await import('./diagnose.ts');
    return diagnoseOffline(incident, used, now);
  },
  async remediate(incident, diagnosis, bench, now, failed) {
    const { remediateOffline } = await import('./remediate.ts');
    return remediateOffline({ incident, diagnosis, bench, used, now, failed });
  },
  async repair(red, { code }) {
    const { mendByRecipe } = await import('../../repairs/registry.ts');
    return mendByRecipe(red, code);
  },
  async writeArtifacts(incident, diagnosis, remediation, now) {
    const { artifactsOffline } = await import('./artifacts.ts');
    return artifactsOffline({ incident, diagnosis, remediation, used, now });
  },
};
