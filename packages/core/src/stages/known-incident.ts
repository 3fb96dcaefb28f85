import { type Alert, incidentId, incidentKey } from '../incident/index.ts';
import { recordRecovery } from '../knowledge/index.ts';
import type { CodeWriter, KnownIncident, Log, Marked } from '../ports/index.ts';
import { recoveryText, recurrenceText } from '../report/index.ts';

/** What an alert is to us before anybody thinks about it. */
export interface Recognised {
  /**
   * `new`: answer it. `unfinished`: an earlier run began to answer, finish it. `known`: its issue tells of it, nothing is
   * left to do. `resolved`: it is over, and the issue, if there is one, says so.
   */
  readonly verdict: 'new' | 'unfinished' | 'known' | 'resolved';
  /** The issue, where there is one. */
  readonly issue?: KnownIncident;
}

/** Two firings that began closer together than this count as one, in milliseconds. */
const sameFiringMs = 60_000;

/**
 * Recognises an alert by its key, with one request where nothing is to be written, so that a workflow can stop before
 * a model is asked. A firing that is new to the open issue is counted on it; an end is told, measured and learned. A
 * firing that a closed issue tells of is that issue's, however often it is delivered; a later one is new.
 */
export async function recogniseIncident(
  alert: Alert,
  { writer, log }: { readonly writer: CodeWriter; readonly log: Log },
): Promise<Recognised> {
  const mark = markOfAlert(alert);
  const issue = await writer.known(mark);
  if (alert.status === 'resolved') {
    if (!issue) return { verdict: 'resolved' };
    await recover(alert, mark, writer, log);
    return { verdict: 'resolved', issue };
  }
  if (!issue) return { verdict: 'new' };
  if (isToldBy(issue, alert)) return { verdict: 'known', issue };
  if (issue.state === 'closed') return { verdict: 'new' };
  if (isLater(issue, alert)) {
    const written = await writer.putRecurrence({ ...mark, firedAt: alert.firedAt, comment: recurrenceText(alert) });
    log.info(`Fired again: ${'skipped' in written ? written.skipped : written.location}`);
  }
  return { verdict: issue.answered ? 'known' : 'unfinished', issue };
}

/** What marks all that is published of an alert. */
export function markOfAlert(alert: Alert): Marked {
  return { key: incidentKey(alert), incidentId: incidentId(alert), service: alert.service };
}

/** Whether an issue tells of this firing, so that nothing is left to do. */
export function isToldBy(issue: KnownIncident, alert: Alert): boolean {
  return !isLater(issue, alert) && (issue.state === 'closed' || issue.answered);
}

function isLater({ lastFiredAt }: KnownIncident, { firedAt }: Alert): boolean {
  return Date.parse(firedAt) - Date.parse(lastFiredAt ?? firedAt) >= sameFiringMs;
}

async function recover(alert: Alert, mark: Marked, writer: CodeWriter, log: Log): Promise<void> {
  const { firedAt, resolvedAt } = alert;
  await writer.putRecovery({ ...mark, firedAt, ...(resolvedAt ? { resolvedAt } : {}), comment: recoveryText(alert) });
  if (!resolvedAt) return;
  const written = await writer.putKnowledge({
    ...mark,
    message: `docs(knowledge-base): ${mark.incidentId} is over`,
    learn: (files) => recordRecovery(files, { key: mark.key, firedAt, resolvedAt }),
  });
  log.info(`Recovery: ${'skipped' in written ? written.skipped : written.location}`);
}
