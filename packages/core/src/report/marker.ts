import { createHash } from 'node:crypto';

/**
 * The hidden line by which a published text is found again. It holds a hash of the incident key and the id of the
 * occurrence, both harmless in a comment.
 *
 * @example
 * marker('generic/…', '20260412-bookshop-srv-1f9e03ab'); // "<!-- sre-aiops:key=<32 hex> incident=20260412-… -->"
 */
export function marker(key: string, incidentId: string): string {
  return `<!-- ${markerKey(key)} incident=${incidentId.replaceAll(/[^A-Za-z0-9._-]|-{2,}/g, '-')} -->`;
}

/** The part of the marker that every occurrence of one incident shares, for searching. */
export function markerKey(key: string): string {
  return `sre-aiops:key=${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}
