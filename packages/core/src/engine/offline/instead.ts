import type { EngineUsed } from '../../incident/index.ts';
import type { Engine } from '../types.ts';
import { offlineEngine } from './index.ts';

/** The offline engine where another one was wanted. @param fallback Why that one cannot answer, for the documents. */
export function offlineInstead(fallback: string): Engine {
  const told = <Document extends { readonly engine: EngineUsed }>(document: Document): Document => ({
    ...document,
    engine: { ...document.engine, fallback },
  });
  return {
    ...offlineEngine,
    used: { ...offlineEngine.used, fallback },
    diagnose: async (...asked) => told(await offlineEngine.diagnose(...asked)),
    remediate: async (...asked) => told(await offlineEngine.remediate(...asked)),
    writeArtifacts: async (...asked) => told(await offlineEngine.writeArtifacts(...asked)),
  };
}
