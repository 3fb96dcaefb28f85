import type { CommandRun } from '../incident/index.ts';
import { stripAnsi } from '../logs/index.ts';
import type { Command, TreeState, TrialTree } from '../ports/index.ts';
import type { Reproducer } from './commands.ts';
import type { ProofDeps } from './prove.ts';

/** Characters of a command's output that a proof keeps, from its end. */
const keptOutput = 4_000;

/**
 * Runs a reproducer two times in one tree: one that changes its mind is flaky, and no verdict. A red run that says what it
 * is known to say needs no second one.
 */
export async function twice(
  reproducer: Reproducer,
  tree: TrialTree,
  where: string,
  deps: ProofDeps,
): Promise<CommandRun> {
  const { prepare, command, says } = reproducer;
  const first = await allIn(tree, [...prepare, command], `the reproducer ${where}`, deps, says);
  const isSure = first.outcome === 'failed' && says !== undefined;
  if (isSure || (first.outcome !== 'passed' && first.outcome !== 'failed')) return first;
  const second = await allIn(tree, [command], `the reproducer ${where}, again`, deps, says);
  if (first.outcome === second.outcome) return first;
  return { ...second, outcome: 'flaky' };
}

/** Opens a tree and runs commands in it, the last of which is the verdict. */
export async function runAll(
  commands: readonly Command[],
  state: TreeState,
  what: string,
  deps: ProofDeps,
  says?: string,
): Promise<CommandRun> {
  const run = await inTree(state, what, deps, (tree) => allIn(tree, commands, what, deps, says));
  return 'refused' in run ? notStarted(commands.at(-1)!, run.refused) : run;
}

/** Opens a tree for some work and closes it whatever comes. */
export async function inTree<Result>(
  state: TreeState,
  what: string,
  { ground, log }: ProofDeps,
  work: (tree: TrialTree) => Promise<Result>,
): Promise<Result | { readonly refused: string }> {
  const tree = await ground.open(state);
  if ('refused' in tree) {
    log.info(`Proof: ${what} could not be tried: ${tree.refused}`);
    return tree;
  }
  try {
    return await work(tree);
  } finally {
    await tree.close();
  }
}

/**
 * Runs commands one after the other until one does not pass. All but the last only prepare: their failure is no verdict, and
 * neither is one that does not say what it is known to say.
 *
 * @param says What a red run prints when it is red for the right reason.
 */
export async function allIn(
  tree: TrialTree,
  commands: readonly Command[],
  what: string,
  deps: ProofDeps,
  says?: string,
): Promise<CommandRun> {
  let seconds = 0;
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const run = await tree.run(command);
    seconds += run.seconds;
    if (!isLast && run.outcome === 'passed') continue;
    const isVerdict = isLast && (says === undefined || run.output.includes(says));
    const told = shown(isVerdict || run.outcome !== 'failed' ? run : { ...run, outcome: 'not-started' }, deps);
    deps.log.info(`Proof: ${what}: ${told.outcome} after ${Math.round(seconds)} s`);
    return { ...told, seconds };
  }
  throw new Error('A list of commands has a last one.');
}

/** A run of a command whose tree could not be made. */
export function notStarted({ args }: Command, why: string): CommandRun {
  return { command: [...args], outcome: 'not-started', seconds: 0, output: why };
}

function shown(run: CommandRun, { redact }: ProofDeps): CommandRun {
  const text = redact(stripAnsi(run.output));
  const cut = text.length > keptOutput ? text.slice(text.indexOf('\n', text.length - keptOutput) + 1) : text;
  return { ...run, output: cut };
}

/** "fails with exit code 1", "runs out of time": completes a sentence. */
export function said({ outcome, exitCode }: CommandRun): string {
  switch (outcome) {
    case 'passed':
      return 'passes';
    case 'failed':
      return exitCode === undefined ? 'is ended by a signal' : `fails with exit code ${exitCode}`;
    case 'flaky':
      return 'is flaky: it fails one time and passes another';
    case 'timed-out':
      return 'runs out of time';
    case 'too-much-output':
      return 'prints without end';
    case 'not-started':
      return 'could not be run';
  }
}
