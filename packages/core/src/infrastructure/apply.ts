import { SreError } from '../errors/sre-error.ts';
import type { WorkStep } from './outlook.ts';
import { plannedWork, type WorkDeps, type WorkPlan } from './plan.ts';
import { shown, type ToolCommand, type ToolRun } from './tools.ts';
import type { InfrastructureWork, WorkRun } from './work.ts';

/** Characters of a command's output that are kept, from its end. */
const keptOutput = 4_000;

/**
 * Refuses a plan that is not the one that was approved.
 *
 * @throws {SreError} `PLAN_CHANGED`.
 */
export function assertApproved({ hash }: Pick<WorkPlan, 'hash'>, approved: string): void {
  if (hash === approved) return;
  throw new SreError(
    'PLAN_CHANGED',
    `The plan is ${hash.slice(0, 12)} now, and ${approved.slice(0, 12)} was approved: the plan, the commit or the cluster changed in between.`,
    'Run all jobs of this workflow again, and look at the new preview before you approve it.',
  );
}

/**
 * Applies an approved plan: every change, then its rollout; takes back what was changed when one of them fails, and watches
 * that too. What is told is what the tools answered.
 *
 * @throws {SreError} `PLAN_CHANGED`; nothing is applied then.
 */
export async function applyWork(plan: WorkPlan, approved: string, deps: WorkDeps): Promise<InfrastructureWork> {
  assertApproved(plan, approved);
  const { steps, rollout, readBack } = plan.outlook;
  const work = plannedWork(plan, deps);
  if (work.outcome === 'unchanged') return work;
  const runs: WorkRun[] = [];
  const run = runner(runs, deps);
  const begun: WorkStep[] = [];
  let failure: string | undefined;
  for (const step of steps) {
    const { outcome, exitCode } = await run('apply', step.apply);
    if (outcome === 'passed' || step.partial || exitCode === undefined) begun.push(step);
    if (outcome !== 'passed') failure = `\`${shown(step.apply)}\` ${ending({ outcome, exitCode })}.`;
    if (failure) break;
  }
  if (!failure) failure = await watched(rollout, run);
  if (!failure) {
    const unseen = await readBackOf(readBack, run);
    const why = 'Every change was accepted, and every command that watched its rollout ended with exit code 0.';
    return { ...work, outcome: 'applied', why: unseen ? `${why} ${unseen}` : why, runs, at: deps.clock.now() };
  }
  const ended = await takeBack(begun, rollout, run);
  await readBackOf(readBack, run);
  return { ...work, outcome: ended.outcome, why: `${deps.redact(failure)} ${ended.why}`, runs, at: deps.clock.now() };
}

type Run = (phase: WorkRun['phase'], command: ToolCommand) => Promise<ToolRun>;

function runner(runs: WorkRun[], { tools, redact }: WorkDeps): Run {
  return async (phase, command) => {
    const run = await tools.run(command);
    const { stdout, stderr, ...ended } = run;
    const output = redact(
      [stdout, stderr]
        .map((text) => text.trim())
        .filter(Boolean)
        .join('\n'),
    ).slice(-keptOutput);
    runs.push({ phase, ...ended, output });
    return run;
  };
}

/** Watches a rollout; answers what failed. */
async function watched(
  commands: readonly ToolCommand[],
  run: Run,
  phase: 'rollout' | 'undo' = 'rollout',
): Promise<string | undefined> {
  for (const command of commands) {
    const ended = await run(phase, command);
    if (ended.outcome !== 'passed') return `\`${shown(command)}\` ${ending(ended)}.`;
  }
  return undefined;
}

/** Reads what stands there; answers what could not be read. */
async function readBackOf(commands: readonly ToolCommand[], run: Run): Promise<string | undefined> {
  const failed: string[] = [];
  for (const command of commands) {
    if ((await run('read-back', command)).outcome !== 'passed') failed.push(`\`${shown(command)}\``);
  }
  return failed.length > 0 ? `But read back it was otherwise, or not at all: ${failed.join(', ')}.` : undefined;
}

/** Takes back what was begun, last first. */
async function takeBack(
  begun: readonly WorkStep[],
  rollout: readonly ToolCommand[],
  run: Run,
): Promise<{ readonly outcome: 'failed' | 'rolled-back' | 'rollback-failed'; readonly why: string }> {
  const undo = [...begun].reverse().flatMap((step) => step.undo);
  if (begun.length === 0) return { outcome: 'failed', why: 'No change was accepted before, so nothing is taken back.' };
  if (undo.length === 0) return { outcome: 'failed', why: 'Nothing was taken back.' };
  const failed = (await everyUndo(undo, run)) ?? (await watched(rollout, run, 'undo'));
  if (failed)
    return { outcome: 'rollback-failed', why: `Taking it back failed too: ${failed} A person has to look now.` };
  return {
    outcome: 'rolled-back',
    why: 'It was taken back, and every command that did so and watched it ended with exit code 0.',
  };
}

/** Runs all of them, whatever becomes of each; answers the first failure. */
async function everyUndo(commands: readonly ToolCommand[], run: Run): Promise<string | undefined> {
  let failed: string | undefined;
  for (const command of commands) {
    const now = await watched([command], run, 'undo');
    failed ??= now;
  }
  return failed;
}

function ending({ outcome, exitCode }: Pick<ToolRun, 'outcome'> & { readonly exitCode?: number | undefined }): string {
  if (exitCode !== undefined) return `ended with exit code ${exitCode}`;
  return (
    { 'timed-out': 'ran out of time', 'too-much-output': 'printed too much' }[outcome as string] ?? 'could not be run'
  );
}
