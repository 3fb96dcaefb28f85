import { createHash } from 'node:crypto';
import type { CommandRun, Incident, Proof, Remediation } from '../incident/index.ts';
import type { Clock, Command, Log, ProvingGround, TreeState } from '../ports/index.ts';
import { type ProofCommands, type Reproducer, testsRan } from './commands.ts';
import { allIn, inTree, notStarted, runAll, said, twice } from './runs.ts';
import { trySuspects } from './trials.ts';

/** What a proof is made with. */
export interface ProofDeps {
  readonly ground: ProvingGround;
  /** With what a fix is tried. */
  commandsFor(remediation: Remediation): Promise<ProofCommands>;
  /** What the reproducer came to on the head, where that is known already. */
  readonly before?: CommandRun | undefined;
  /** How many suspects are put on trial, the most suspicious first. 0: none. */
  readonly trials: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes secrets out of what commands print. */
  redact(text: string): string;
}

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
    trials:
      commands.reproducer && runs.before?.outcome === 'failed'
        ? await trySuspects(incident, remediation.baseSha, commands.reproducer, deps)
        : [],
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
  if (!reproducer)
    return onSuite(await runAll(suite, fix, 'the tests with the fix', deps), { sha: baseSha }, suite, deps);
  const before = deps.before ?? (await onHead(reproducer, baseSha, deps));
  const shows = before.outcome === 'failed';
  // The tests may need what the reproducer prepares, such as the same packages.
  const prepared = [...reproducer.prepare, ...suite];
  const withFix = await inTree({ ...fix, ...reproducer.laid }, 'the fix', deps, async (tree) => ({
    after: shows ? await twice(reproducer, tree, 'with the fix', deps) : undefined,
    suite: suite.length > 0 ? await allIn(tree, shows ? suite : prepared, 'the tests with the fix', deps) : undefined,
  }));
  if ('refused' in withFix) return { verdict: 'refuted', why: `The fix does not apply: ${withFix.refused}`, before };
  const { after, suite: tests } = withFix;
  const told = { before, ...(after ? { after } : {}) };
  const head = { sha: baseSha, ...(reproducer.laid.folders ? { folders: reproducer.laid.folders } : {}) };
  const tested = tests ? await onSuite(tests, head, prepared, deps) : undefined;
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
  head: TreeState,
  commands: readonly Command[],
  deps: ProofDeps,
): Promise<Verdict> {
  if (suite.outcome === 'passed') {
    return testsRan(suite.output) === false
      ? { verdict: 'none', why: 'There are no tests to run.', suite }
      : { verdict: 'checked', why: 'The tests are green with the fix; nothing reproduces the incident.', suite };
  }
  const suiteBefore = await runAll(commands, head, 'the tests without the fix', deps);
  if (suiteBefore.outcome === 'passed') {
    const why = `With the fix the test run ${said(suite)}; without it, it passes.`;
    return { verdict: 'refuted', why, suite, suiteBefore };
  }
  const why = `The test run ${said(suiteBefore)} without the fix too, so it says nothing about it.`;
  return { verdict: 'none', why, suite, suiteBefore };
}

async function onHead(reproducer: Reproducer, sha: string, deps: ProofDeps): Promise<CommandRun> {
  const run = await inTree({ sha, ...reproducer.laid }, 'the reproducer on the head', deps, (tree) =>
    twice(reproducer, tree, 'on the head', deps),
  );
  return 'refused' in run ? notStarted(reproducer.command, run.refused) : run;
}
