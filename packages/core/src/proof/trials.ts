import type { CommandRun, Incident, SuspectTrial } from '../incident/index.ts';
import type { TreeState } from '../ports/index.ts';
import { type Reproducer, testsRan } from './commands.ts';
import type { ProofDeps } from './prove.ts';
import { allIn, inTree, said } from './runs.ts';

type Seen = Pick<SuspectTrial, 'outcome' | 'why' | 'state'>;

/**
 * Puts suspects on trial, the most suspicious first: does the reproducer pass on the head without that change? One that
 * cannot be taken out, since later changes build on it, is judged as a bisection would: the reproducer passes on the
 * commit before it, and fails on its own.
 */
export async function trySuspects(
  { suspects }: Incident,
  baseSha: string,
  reproducer: Reproducer,
  deps: ProofDeps,
): Promise<SuspectTrial[]> {
  const trials: SuspectTrial[] = [];
  for (const { id, number, sha } of suspects.slice(0, deps.trials)) {
    const name = number === undefined ? id : `#${number}`;
    const runOn = (state: TreeState, where: string) =>
      judged(reproducer, state, `the reproducer ${where} ${name}`, deps);
    const without = await runOn({ sha: baseSha, without: sha }, 'without');
    const seen = 'refused' in without ? await aroundIt(sha, without.refused, runOn) : withoutIt(without);
    trials.push({ change: id, ...(number === undefined ? {} : { number }), ...seen });
  }
  return trials;
}

type Judged = CommandRun | { readonly refused: string };

async function judged(reproducer: Reproducer, state: TreeState, what: string, deps: ProofDeps): Promise<Judged> {
  const commands = [...reproducer.prepare, reproducer.command];
  return inTree({ ...state, ...reproducer.laid }, what, deps, (tree) =>
    allIn(tree, commands, what, deps, reproducer.says),
  );
}

function withoutIt(run: CommandRun): Seen {
  const state = 'without';
  if (isGreen(run)) return { outcome: 'green', why: 'Without it the reproducer passes.', state };
  if (isRed(run)) return { outcome: 'red', why: 'Without it the reproducer fails as before.', state };
  return { outcome: 'unclear', why: unclear('Without it', run), state };
}

async function aroundIt(
  sha: string,
  refused: string,
  runOn: (state: TreeState, where: string) => Promise<Judged>,
): Promise<Seen> {
  const before = await runOn({ sha, parent: true }, 'before');
  if ('refused' in before) return { outcome: 'unclear', why: refused, state: 'without' };
  const state = 'before';
  if (isRed(before)) return { outcome: 'red', why: 'The reproducer fails before it too.', state };
  if (!isGreen(before)) return { outcome: 'unclear', why: `${refused} ${unclear('Before it', before)}`, state };
  const at = await runOn({ sha }, 'with');
  if ('refused' in at) return { outcome: 'unclear', why: `${refused} ${at.refused}`, state };
  if (isRed(at)) return { outcome: 'green', why: 'Before it the reproducer passes, with it it fails.', state };
  if (isGreen(at))
    return { outcome: 'red', why: 'With it the reproducer still passes: what broke it came later.', state };
  return { outcome: 'unclear', why: `${refused} ${unclear('With it', at)}`, state };
}

const isGreen = (run: CommandRun) => run.outcome === 'passed' && testsRan(run.output) !== false;
const isRed = (run: CommandRun) => run.outcome === 'failed' && testsRan(run.output) !== false;

const unclear = (where: string, run: CommandRun) => `${where} the reproducer ${said(run)}.`;
