import { createHash } from 'node:crypto';
import type { InfrastructureAction } from '../incident/index.ts';

/**
 * sha256, in hex, of the action, its parameters in name order, and the patch: approval of one plan is approval of
 * nothing else.
 */
export function planHash(infrastructure: Omit<InfrastructureAction, 'planHash'>, patch: string): string {
  const parameters = Object.entries(infrastructure.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([infrastructure.action, parameters, patch]))
    .digest('hex');
}
