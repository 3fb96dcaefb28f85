import { SreError } from '../errors/sre-error.ts';
import type { Policy } from '../policy/policy.ts';
import { alertSources, unwrappedPayload } from './registry.ts';

/**
 * The payload with what the user's JSONPath expressions (RFC 9535) find in it under the names that are read, first things
 * first. Payloads of known vendors stay as they are, and so do those in which no expression finds anything.
 *
 * @throws {SreError} `POLICY_INVALID` when an expression is none.
 */
export async function mapPayload(payload: unknown, fields: Policy['alerts']['fields']): Promise<unknown> {
  const paths = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const sent = unwrappedPayload(payload);
  if (paths.length === 0 || alertSources.some(({ id, recognises }) => id !== 'generic' && recognises(sent)))
    return payload;
  const { query } = await import('jsonpath-rfc9535');
  const found = paths.flatMap(([field, path]): [string, string | number][] => {
    try {
      const value = query(sent as Parameters<typeof query>[0], path).find(isWord);
      return value === undefined ? [] : [[field, value]];
    } catch (cause) {
      throw new SreError(
        'POLICY_INVALID',
        `alerts.fields.${field} is no JSONPath: ${path}.`,
        'Write it as RFC 9535 has it, such as `$.incident.service.name`.',
        { cause },
      );
    }
  });
  return found.length === 0 ? payload : { ...Object.fromEntries(found), payload: sent };
}

function isWord(value: unknown): value is string | number {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}
