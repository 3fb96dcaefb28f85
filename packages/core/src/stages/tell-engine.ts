import type { EngineUsed } from '../incident/index.ts';
import type { Log } from '../ports/index.ts';

/** Says in the log who thought instead of a model, and what asking one took. */
export function tellEngine({ fallback, usage }: EngineUsed, log: Log): void {
  if (fallback) log.warning(`The model did not answer, the embedded engine did. ${fallback}`);
  if (!usage) return;
  log.info(
    `Requests to a model: ${usage.requests}; tokens sent: ${usage.inputTokens}, answered: ${usage.outputTokens}.`,
  );
}
