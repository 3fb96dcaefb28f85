import type { Clock } from '@sre-aiops/core';

/** System time; the only clock of the command line. */
export const systemClock: Clock = { now: () => new Date().toISOString() };
