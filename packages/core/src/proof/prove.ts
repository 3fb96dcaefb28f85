import { createHash } from 'node:crypto';
import type { CommandRun, Incident, Proof, Remediation, SuspectTrial } from '../incident/index.ts';
import { stripAnsi } from '../logs/index.ts';
import type { Clock, Command, Log, ProvingGround, TreeState, TrialTree } from '../ports/index.ts';
import { type ProofCommands, type Reproducer, testsRan } from './commands.ts';

/** What a proof is made with. */
export interface ProofDeps {
  readonly ground: ProvingGround;
  /** With what a fix is tried. */
  commandsFor(remediation: Remediation): Promise<ProofCommands>;
  /** How many suspects are put on trial, the most suspicious first. 0: none. */
  readonly trials: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes secrets out of what commands print. */
  redact(text: string): string;
}

/** Characters of a command's output that a proof keeps, from its end. */
const keptOutput = 4_000;

type Verdict = Pick<Proof, 'verdict' | 'why'> & Partial<Pick<Proof, 'before' | 'after' | 'suite' | 'suiteBefore'>>;

/**
 * Runs a fix: the reproducer on the head, which must be red, and with the fix, which must be green; then the tests of the
 * repository with the reproducer among them, which must be green too. A reproducer that changes its mind is flaky and
 * proves nothing. Then suspects are put on trial: which change, taken out of the head, turns the reproducer green?
 */
export async function proveFix(incident: Incident, remediation: Remediation, deps: ProofDeps): Promise<Proof> {
  const commands = await deps.commandsFor(remediation);
  const { verdict, why, ...runs } = await verdictOn(remediation, commands, deps);
  return {
    schemaVersion: 1,
    incidentId: incident.id,
    patchSha256: patchHash(remediation),
    baseSha: remediation.baseSha,
    verdict,
    why,
    ...runs,
    trials: runs.before?.outcome === 'failed' ? await trySuspects(incident, remediation.baseSha, commands, deps) : [],
    provedAt: deps.clock.now(),
  };
}

/** Binds a proof to its patch. */
export function patchHash({ patch }: Pick<Remediation, 'patch'>): string {
  return createHash('sha256').update(patch).digest('hex');
}

async function verdictOn({ patch, baseSha }: Remediation, commands: ProofCommands, deps: ProofDeps): Promise<Verdict> {
  const { reproducer, suite } = commands;
  if (patch === '') return { verdict: 'none', why: 'There is no patch to run.' };
  if (!reproducer && suite.length === 0) {
    return { verdict: 'none', why: 'Nothing is known that could be run: no reproducer, and no tests of a known kind.' };
  }
  const fix = { sha: baseSha, patch };
  if (!reproducer) return onSuite(await runAll(suite, fix, 'the tests with the fix', deps), baseSha, suite, deps);
  const before = await onHead(reproducer, baseSha, deps);
  const shows = before.outcome === 'failed';
  const withFix = await inTree({ ...fix, ...reproducer.laid }, 'the fix', deps, async (tree) => ({
    after: shows ? await twice(reproducer, tree, 'with the fix', deps) : undefined,
    suite: suite.length > 0 ? await allIn(tree, suite, 'the tests with the fix', deps) : undefined,
  }));
  if ('refused' in withFix) return { verdict: 'refuted', why: `The fix does not apply: ${withFix.refused}`, before };
  const { after, suite: tests } = withFix;
  const told = { before, ...(after ? { after } : {}) };
  const tested = tests ? await onSuite(tests, baseSha, suite, deps) : undefined;
  const seen = reproduced(before, after);
  if (seen.outcome === 'refuted') return { ...tested, verdict: 'refuted', why: seen.why, ...told };
  if (tested?.verdict === 'refuted') return { ...tested, ...told };
  if (seen.outcome === 'unclear') {
    return {
      ...tested,
      verdict: tested?.verdict ?? 'none',
      why: [seen.why, tested?.why].filter(Boolean).join(' '),
      ...told,
    };
  }
  if (!tested || tested.suite?.outcome === 'passed') {
    return { ...tested, verdict: 'proved', why: tested ? `${seen.why} The tests are green.` : seen.why, ...told };
  }
  return { ...tested, verdict: 'checked', why: `${seen.why} ${tested.why}`, ...told };
}

/** What the reproducer says, before and after. */
function reproduced(
  before: CommandRun,
  after: CommandRun | undefined,
): { readonly outcome: 'healed' | 'refuted' | 'unclear'; readonly why: string } {
  if (!after) {
    const why =
      before.outcome === 'passed'
        ? 'The reproducer passes on the head, so it does not show this incident.'
        : `The reproducer ${said(before)} on the head, so it shows nothing.`;
    return { outcome: 'unclear', why };
  }
  if (after.outcome === 'flaky') return { outcome: 'unclear', why: `With the fix the reproducer ${said(after)}.` };
  if (after.outcome !== 'passed')
    return { outcome: 'refuted', why: `With the fix the reproducer still ${said(after)}.` };
  if (testsRan(after.output) === false)
    return { outcome: 'refuted', why: 'With the fix the reproducer passes because it tests nothing.' };
  return { outcome: 'healed', why: 'The reproducer was red and is green.' };
}

/** What the tests of the repository say about the fix: a failure that was there before is none of its doing. */
async function onSuite(
  suite: CommandRun,
  baseSha: string,
  commands: readonly Command[],
  deps: ProofDeps,
): Promise<Verdict> {
  if (suite.outcome === 'passed') {
    return testsRan(suite.output) === false
      ? { verdict: 'none', why: 'There are no tests to run.', suite }
      : { verdict: 'checked', why: 'The tests are green with the fix; nothing reproduces the incident.', suite };
  }
  const suiteBefore = await runAll(commands, { sha: baseSha }, 'the tests without the fix', deps);
  if (suiteBefore.outcome === 'passed') {
    const why = `With the fix the test run ${said(suite)}; without it, it passes.`;
    return { verdict: 'refuted', why, suite, suiteBefore };
  }
  const why = `The test run ${said(suiteBefore)} without the fix too, so it says nothing about it.`;
  return { verdict: 'none', why, suite, suiteBefore };
}

async function trySuspects(
  { suspects }: Incident,
  baseSha: string,
  { reproducer }: ProofCommands,
  deps: ProofDeps,
): Promise<SuspectTrial[]> {
  const trials: SuspectTrial[] = [];
  if (!reproducer) return trials;
  for (const { id, number, sha } of suspects.slice(0, deps.trials)) {
    const state = { sha: baseSha, without: sha, ...reproducer.laid };
    const commands = [...reproducer.prepare, reproducer.command];
    const run = await runAll(commands, state, `the reproducer without ${nameOf(id, number)}`, deps, reproducer.says);
    trials.push({ change: id, ...(number === undefined ? {} : { number }), ...outcomeOf(run) });
  }
  return trials;
}

function outcomeOf(run: CommandRun): Pick<SuspectTrial, 'outcome' | 'why'> {
  const tested = testsRan(run.output) !== false;
  if (tested && run.outcome === 'passed') return { outcome: 'green', why: 'Without it the reproducer passes.' };
  if (tested && run.outcome === 'failed') return { outcome: 'red', why: 'Without it the reproducer fails as before.' };
  return {
    outcome: 'unclear',
    why: run.outcome === 'not-started' && run.output !== '' ? run.output : `Without it the reproducer ${said(run)}.`,
  };
}

async function onHead(reproducer: Reproducer, sha: string, deps: ProofDeps): Promise<CommandRun> {
  const run = await inTree({ sha, ...reproducer.laid }, 'the reproducer on the head', deps, (tree) =>
    twice(reproducer, tree, 'on the head', deps),
  );
  return 'refused' in run ? notStarted(reproducer.command, run.refused) : run;
}

/** Runs a reproducer two times in one tree: one that changes its mind is flaky, and no verdict. */
async function twice(reproducer: Reproducer, tree: TrialTree, where: string, deps: ProofDeps): Promise<CommandRun> {
  const { prepare, command, says } = reproducer;
  const first = await allIn(tree, [...prepare, command], `the reproducer ${where}`, deps, says);
  if (first.outcome !== 'passed' && first.outcome !== 'failed') return first;
  const second = await allIn(tree, [command], `the reproducer ${where}, again`, deps, says);
  if (first.outcome === second.outcome) return first;
  return { ...second, outcome: 'flaky' };
}

async function runAll(
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
async function inTree<Result>(
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
async function allIn(
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

function notStarted({ args }: Command, why: string): CommandRun {
  return { command: [...args], outcome: 'not-started', seconds: 0, output: why };
}

function shown(run: CommandRun, { redact }: ProofDeps): CommandRun {
  const text = redact(stripAnsi(run.output));
  const cut = text.length > keptOutput ? text.slice(text.indexOf('\n', text.length - keptOutput) + 1) : text;
  return { ...run, output: cut };
}

/** "fails with exit code 1", "runs out of time": completes a sentence. */
function said({ outcome, exitCode }: CommandRun): string {
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

function nameOf(id: string, number: number | undefined): string {
  return number === undefined ? id : `#${number}`;
}
