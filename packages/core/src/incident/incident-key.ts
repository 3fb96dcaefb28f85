import { createHash } from 'node:crypto';
import type { Alert } from './alert.ts';

/**
 * The key by which re-deliveries and recurrences of one alert are recognised.
 *
 * Two alerts share a key when source, rule, service, environment and resource agree; time and measured
 * values are left out on purpose, and so is the part of a pod's name that every restart changes. The key is safe to show in an issue: it holds no personal data.
 *
 * @example
 * incidentKey(alert); // "azure-monitor/HTTP 5xx above 5%/bookshop-srv/-/-"
 */
export function incidentKey(alert: Pick<Alert, 'source' | 'rule' | 'service' | 'environment' | 'resource'>): string {
  return [alert.source, alert.rule, alert.service, alert.environment ?? '-', stableName(alert.resource ?? '-')].join(
    '/',
  );
}

/** `checkout-7f44d9c8-k2l9x` without its replica set and pod suffixes; other names as they are. */
export function stableName(resource: string): string {
  return resource.replace(/-[a-f0-9]{6,10}-[a-z0-9]{5}$/, '');
}

/**
 * The folder name of one occurrence: day it fired, service, and eight hex digits of the key.
 * The same delivery always gets the same id, so a re-run finds its own folder.
 *
 * @example
 * incidentId(alert); // "20260412-bookshop-srv-1f9e03ab"
 */
export function incidentId(alert: Alert): string {
  const day = alert.firedAt.slice(0, 10).replaceAll('-', '');
  const hash = createHash('sha256').update(incidentKey(alert)).digest('hex').slice(0, 8);
  return [day, slug(alert.service), hash].filter(Boolean).join('-');
}

/** Lower-case letters, digits and single dashes, at most 40 characters: safe in paths, branches and anchors. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
}
