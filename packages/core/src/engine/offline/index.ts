import type { EngineUsed } from '../../incident/index.ts';
import type { Engine } from '../types.ts';
import { artifactsOffline } from './artifacts.ts';
import { diagnoseOffline } from './diagnose.ts';
import { remediateOffline } from './remediate.ts';

const used: EngineUsed = { name: 'offline' };

/**
 * The engine that always answers: failure-mode catalogue, suspect ranking, recall and recipes.
 * Deterministic: the same incident at the same time gives the same bytes. No network, no token.
 */
export const offlineEngine: Engine = {
  used,
  diagnose: async (incident, now) => diagnoseOffline(incident, used, now),
  remediate: (incident, diagnosis, bench, now, failed) =>
    remediateOffline({ incident, diagnosis, bench, used, now, failed }),
  writeArtifacts: async (incident, diagnosis, remediation, now) =>
    artifactsOffline({ incident, diagnosis, remediation, used, now }),
};
