import * as actions from '@actions/core';
import { Mode, SreError, stricterMode } from '@sre-aiops/core';
import { type ActionName, type Given, inputs, readInputs } from './inputs.ts';
import { actionsLog } from './log.ts';

/**
 * Runs one stage, or the whole response, as a GitHub Action: reads the step's inputs, works on the incident's folder, sets the outputs,
 * writes the job's summary, and turns a failure into an annotation people can act on.
 *
 * Only what this takes is loaded at the start. The work itself is heavier, and follows once it is known that there is any.
 */
export async function runAction(name: ActionName): Promise<void> {
  try {
    const given = readInputs(inputs[name]) as Given;
    actions.setSecret(given['github-token']);
    const mode = stricterMode(given.mode, switchIn(process.env.SRE_AIOPS));
    if (mode === 'off') {
      actions.notice(`${name} did nothing: sre-aiops is switched off.`);
      return;
    }
    actionsLog.info(`${name} for ${given.repository}, mode ${mode}`);
    const { run } = await import('./run-action.ts');
    await run(name, given, mode);
  } catch (error) {
    reportFailure(name, error);
  }
}

/** What the repository variable says, where the workflow hands it on as the variable `SRE_AIOPS`. */
function switchIn(value = ''): Mode {
  if (value.trim() === '') return 'on';
  const mode = Mode.safeParse(value.trim().toLowerCase());
  // A switch that cannot be read was meant to stop something.
  return mode.success ? mode.data : 'off';
}

/** Expected failures say what to do next. Anything else is our bug and asks for a report. */
function reportFailure(stageName: string, error: unknown): void {
  if (error instanceof SreError) {
    actions.setFailed(`${stageName}: ${error.message}\n${error.remedy} (${error.code})`);
    return;
  }
  actions.setFailed(`${stageName}: unexpected failure, please report it: ${String(error)}`);
  if (error instanceof Error && error.stack) actions.debug(error.stack);
}
