import * as actions from '@actions/core';
import { Mode, SreError, stricterMode } from '@sre-aiops/core';
import { plain } from 'sre-aiops';
import { type ActionName, type Given, inputs, readInputs } from './inputs.ts';
import { actionsLog } from './log.ts';

/** A job that is cancelled tells its steps so, and kills them seconds later. */
const signals = { SIGINT: 2, SIGTERM: 15 } as const;

const secrets = ['github-token', 'notify-webhook', 'model-key', 'copilot-token'] as const;

/**
 * Runs one stage, or the whole response, as a GitHub Action: reads the step's inputs, works on the incident's folder, sets the outputs,
 * writes the job's summary, and turns a failure into an annotation people can act on.
 *
 * Only what this takes is loaded at the start. The work itself is heavier, and follows once it is known that there is any.
 */
export async function runAction(name: ActionName): Promise<void> {
  // What listens for `exit` takes away the scratch folders; a second signal does not end that.
  for (const [signal, number] of Object.entries(signals)) process.on(signal, () => process.exit(128 + number));
  try {
    const order = switchIn(process.env.SRE_AIOPS);
    // Before the inputs are judged: a step that is off hands on no folder, and the next one shall not fail for it.
    if (order === 'off' || actions.getInput('mode') === 'off') {
      actions.notice(`${name} did nothing: sre-aiops is switched off.`);
      return;
    }
    const given = readInputs(inputs[name]) as Given;
    for (const name of secrets) if (given[name]) actions.setSecret(given[name]);
    const mode = stricterMode(given.mode, order);
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
  if (mode.success) return mode.data;
  // A switch that cannot be read was meant to stop something.
  actions.warning(
    `The variable \`SRE_AIOPS\` is "${plain(value)}", which stops everything: it must be on, report or off.`,
  );
  return 'off';
}

/** Expected failures say what to do next. Anything else is our bug and asks for a report. */
function reportFailure(stageName: string, error: unknown): void {
  if (error instanceof SreError) {
    const lines = `${stageName}: ${error.message}\n${error.remedy} (${error.code})`.split('\n');
    actions.setFailed(lines.map(plain).join('\n'));
    return;
  }
  actions.setFailed(`${stageName}: unexpected failure, please report it: ${String(error)}`);
  if (error instanceof Error && error.stack) actions.debug(error.stack);
}
