import type { Alert } from '../incident/index.ts';
import { at, minutes, quantity } from './quantity.ts';
import { inline } from './sanitise.ts';

/** One line for the open issue when its alert fires again. */
export function recurrenceText(alert: Alert): string {
  const values = alert.metrics.slice(0, 3).map(({ name, value, unit, threshold }) => {
    const limit = threshold === undefined ? '' : `, threshold ${quantity(threshold, unit)}`;
    return `${inline(name, { max: 80 })} ${quantity(value, unit)}${limit}`;
  });
  const measured = values.length > 0 ? ` (${values.join('; ')})` : '';
  return `Fired again at ${at(alert.firedAt)}, ${alert.severity}${measured}. Nothing new was opened; the counter above goes on.`;
}

/** One line for the open issue when its alert is over. */
export function recoveryText(alert: Alert): string {
  if (!alert.resolvedAt) return 'The monitoring system says that the alert is over. It did not say since when.';
  const took = (Date.parse(alert.resolvedAt) - Date.parse(alert.firedAt)) / 60_000;
  const measured = took >= 0 ? `, ${minutes(took)} after it fired (measured, not estimated)` : '';
  return `The alert is over since ${at(alert.resolvedAt)}${measured}. Whether the cause is mended, the pull request and the runbook tell.`;
}
