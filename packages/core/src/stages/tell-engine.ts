import type { EngineUsed } from '../incident/index.ts';
import type { Log } from '../ports/index.ts';

/** Says in the log who thought instead of a model, and what asking one took. To have had nothing to ask is no warning. */
export function tellEngine({ fallback, unasked, usage }: EngineUsed, log: Log): void {
  if (fallback) log.warning(`The model did not answer, the embedded engine did. ${fallback}`);
  if (unasked) log.info(`The model was not asked, the embedded engine answered. ${unasked}`);
  if (!usage) return;
  const { requests, inputTokens, outputTokens, waitedMs } = usage;
  const waited = waitedMs === undefined ? '' : `; seconds waited: ${Math.ceil(waitedMs / 1000)}`;
  log.info(`Requests to a model: ${requests}; tokens sent: ${inputTokens}, answered: ${outputTokens}${waited}.`);
}
