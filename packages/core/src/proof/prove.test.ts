import { expect, test } from 'vitest';
import type { CommandRun, Incident, Remediation, SuspectTrial } from '../incident/index.ts';
import type { Command, ProvingGround, TreeState } from '../ports/index.ts';
import { sampleAnswer } from '../report/sample-answer.ts';
import type { ProofCommands } from './commands.ts';
import { type ProofDeps, patchHash, proveFix } from './prove.ts';
import { provenFix } from './rethink.ts';
import { withProof } from './with-proof.ts';

const { incident: sample, diagnosis, remediation: planned } = sampleAnswer();
const remediation: Remediation = { ...planned, patch: 'the fix', alternatives: [] };
const suspect = (id: string, number: number) => ({
  ...sample.suspects[0]!,
  id,
  number,
  sha: String(number).repeat(20),
});
const incident: Incident = { ...sample, suspects: [suspect('C1', 52), suspect('C2', 50), suspect('C3', 49)] };
const reproduce: Command = { args: ['reproduce'] };
const suite: Command = { args: ['suite'] };

type Answer = CommandRun['outcome'] | readonly CommandRun['outcome'][];

/** A ground on which each command answers by the state of its tree; a list is answered in turn. */
function ground(answers: (command: string, state: TreeState) => Answer, output = 'Tests run: 3') {
  const opened: TreeState[] = [];
  const stage: ProvingGround = {
    async open(state) {
      opened.push(state);
      const turn = new Map<string, number>();
      return {
        async run({ args }) {
          const [name = ''] = args;
          const answer = [answers(name, state)].flat();
          const at = turn.get(name) ?? 0;
          turn.set(name, at + 1);
          const outcome = answer[Math.min(at, answer.length - 1)]!;
          return { command: [...args], outcome, exitCode: outcome === 'passed' ? 0 : 1, seconds: 1, output };
        },
        close: async () => {},
      };
    },
  };
  return { stage, opened };
}

const both: ProofCommands = { reproducer: { prepare: [], command: reproduce, laid: {} }, suite: [suite] };

function depsOn(
  stage: ProvingGround,
  { trials = 0, commands = both }: { readonly trials?: number; readonly commands?: ProofCommands } = {},
): ProofDeps {
  return {
    ground: stage,
    commandsFor: async () => commands,
    trials,
    clock: { now: () => '2026-03-04T10:50:00.000Z' },
    log: { info: () => {}, warning: () => {}, section: (_, work) => work() },
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
  };
}

/** Red on the head, green with the fix. */
const healed = (command: string, { patch }: TreeState): Answer =>
  command === 'suite' || patch !== undefined ? 'passed' : 'failed';

test('a fix is proved when the reproducer was red and is green and the tests are green', async () => {
  const proof = await proveFix(incident, remediation, depsOn(ground(healed).stage));

  expect(proof).toMatchObject({
    verdict: 'proved',
    patchSha256: patchHash(remediation),
    before: { outcome: 'failed' },
    after: { outcome: 'passed' },
    suite: { outcome: 'passed' },
  });
});

test.each<[string, (command: string, state: TreeState) => Answer, string, RegExp]>([
  ['heals nothing', (command) => (command === 'suite' ? 'passed' : 'failed'), 'refuted', /still fails/],
  [
    'breaks the tests',
    (command, state) => (command === 'suite' && state.patch ? 'failed' : healed(command, state)),
    'refuted',
    /without it, it passes/,
  ],
  [
    'hangs the tests',
    (command, state) => (command === 'suite' && state.patch ? 'timed-out' : healed(command, state)),
    'refuted',
    /run out|runs out of time/,
  ],
  [
    'meets tests that were red before',
    (command, state) => (command === 'suite' ? 'failed' : healed(command, state)),
    'checked',
    /without the fix too/,
  ],
  [
    'is tried with a flaky reproducer',
    (command, state) => (command === 'reproduce' && state.patch ? ['passed', 'failed'] : healed(command, state)),
    'checked',
    /flaky/,
  ],
  [
    'is tried with a reproducer that is flaky on the head',
    (command, state) => (command === 'reproduce' && !state.patch ? ['failed', 'passed'] : healed(command, state)),
    'checked',
    /flaky/,
  ],
  ['is tried with a reproducer that is green', () => 'passed', 'checked', /does not show this incident/],
  [
    'is tried with a reproducer that cannot start',
    (command) => (command === 'suite' ? 'passed' : 'not-started'),
    'checked',
    /could not be run/,
  ],
])('a fix that %s is not proved', async (_, answers, verdict, why) => {
  const proof = await proveFix(incident, remediation, depsOn(ground(answers).stage));

  expect([proof.verdict, proof.why]).toEqual([verdict, expect.stringMatching(why)]);
});

test('a run without tests proves nothing', async () => {
  const { stage } = ground(healed, 'Tests run: 0, Failures: 0');

  expect(await proveFix(incident, remediation, depsOn(stage))).toMatchObject({
    verdict: 'refuted',
    why: 'With the fix the reproducer passes because it tests nothing.',
  });
});

test('without a reproducer the tests can only check a fix, and without either nothing is tried', async () => {
  const checked = await proveFix(incident, remediation, depsOn(ground(healed).stage, { commands: { suite: [suite] } }));
  const { stage, opened } = ground(healed);
  const none = await proveFix(incident, remediation, depsOn(stage, { commands: { suite: [] } }));

  expect([checked.verdict, none.verdict, opened.length]).toEqual(['checked', 'none', 0]);
});

test('the tests without the fix are given the packages and preparations that those with it had', async () => {
  const folders = [{ path: 'node_modules', from: '/installed' }];
  const { stage, opened } = ground((command, state) => {
    if (command === 'suite') return state.patch === undefined && state.folders === folders ? 'passed' : 'failed';
    return command === 'install' ? 'passed' : healed(command, state);
  });
  const reproducer = { prepare: [{ args: ['install'] }], command: reproduce, laid: { files: [], folders } };

  expect(
    await proveFix(incident, remediation, depsOn(stage, { commands: { reproducer, suite: [suite] } })),
  ).toMatchObject({
    verdict: 'refuted',
    suiteBefore: { outcome: 'passed' },
  });
  expect(opened.at(-1)).not.toHaveProperty('files');
});

test('what only prepares and fails is no verdict', async () => {
  const { stage } = ground((command, state) => (command === 'install' ? 'failed' : healed(command, state)));
  const reproducer = { prepare: [{ args: ['install'] }], command: reproduce, laid: {} };

  expect(await proveFix(incident, remediation, depsOn(stage, { commands: { reproducer, suite: [] } }))).toMatchObject({
    verdict: 'none',
    before: { command: ['install'], outcome: 'not-started' },
  });
});

test('a run that is red for another reason is no red', async () => {
  const { stage } = ground(healed, 'Could not resolve dependencies');
  const reproducer = { prepare: [], command: reproduce, laid: {}, says: 'NullPointerException' };

  expect(await proveFix(incident, remediation, depsOn(stage, { commands: { reproducer, suite: [] } }))).toMatchObject({
    verdict: 'none',
    why: 'The reproducer could not be run on the head, so it shows nothing.',
  });
});

test('suspects are put on trial: taken out one at a time', async () => {
  const { stage, opened } = ground((command, state) =>
    state.without === incident.suspects[0]!.sha ? 'passed' : healed(command, state),
  );
  const { trials } = await proveFix(incident, remediation, depsOn(stage, { trials: 2 }));

  expect(trials.map(({ change, outcome }) => [change, outcome])).toEqual([
    ['C1', 'green'],
    ['C2', 'red'],
  ]);
  expect(opened.flatMap(({ without }) => without ?? [])).toEqual(incident.suspects.slice(0, 2).map(({ sha }) => sha));
});

test.each<[string, (command: string, state: TreeState) => Answer, Partial<SuspectTrial>]>([
  [
    'it passes before it and fails with it',
    (command, state) => (state.parent ? 'passed' : healed(command, state)),
    { outcome: 'green', state: 'before' },
  ],
  ['it failed before it', healed, { outcome: 'red', state: 'before' }],
  [
    'it passes with it too',
    (command, state) => (state.sha === incident.suspects[0]!.sha ? 'passed' : healed(command, state)),
    { outcome: 'red', state: 'before' },
  ],
  [
    'it hangs before it',
    (command, state) => (state.parent ? 'timed-out' : healed(command, state)),
    {
      outcome: 'unclear',
      state: 'before',
      why: 'Later changes build on it. Before it the reproducer runs out of time.',
    },
  ],
])('a suspect that later changes build on is judged around its commit: %s', async (_, answers, seen) => {
  const { stage } = ground(answers);
  const refusing: ProvingGround = {
    open: async (state) => (state.without ? { refused: 'Later changes build on it.' } : stage.open(state)),
  };
  const { trials } = await proveFix(incident, remediation, depsOn(refusing, { trials: 1 }));

  expect(trials).toMatchObject([{ change: 'C1', number: 52, ...seen }]);
});

test('a suspect of which nothing is there is not judged', async () => {
  const { stage } = ground(healed);
  const shallow: ProvingGround = {
    open: async (state) => (state.without || state.parent ? { refused: 'It is not here.' } : stage.open(state)),
  };
  const { trials } = await proveFix(incident, remediation, depsOn(shallow, { trials: 1 }));

  expect(trials).toMatchObject([{ outcome: 'unclear', why: 'It is not here.', state: 'without' }]);
});

test('no secret that a command prints is kept, and only the end of its output', async () => {
  const { stage } = ground(healed, `${'line\n'.repeat(2_000)}Tests run: 1 hunter2`);
  const { after } = await proveFix(incident, remediation, depsOn(stage));

  expect(after!.output).toMatch(/^line\n[\s\S]*Tests run: 1 \[secret\]$/);
  expect(after!.output.length).toBeLessThanOrEqual(4_000);
});

test('a refuted fix is planned again, once; then a person is asked', async () => {
  const { stage } = ground((command) => (command === 'suite' ? 'passed' : 'failed'));
  const asked: (readonly string[])[] = [];
  const fix = await provenFix(
    incident,
    { ...diagnosis, remediationTypes: ['code_fix', 'pr_rollback', 'escalation'] },
    async (failed) => {
      asked.push(failed?.exclude ?? []);
      if (!failed) return { ...remediation, type: 'code_fix' };
      const isLast = failed.exclude.length > 1;
      return isLast
        ? { ...remediation, type: 'escalation', patch: '' }
        : { ...remediation, type: 'pr_rollback', alternatives: [{ type: 'code_fix', why: failed.why }] };
    },
    depsOn(stage),
  );

  expect(asked).toEqual([[], ['code_fix'], ['code_fix', 'pr_rollback']]);
  expect(fix.type).toBe('escalation');
});

test('the second fix can be the proved one', async () => {
  const { stage } = ground((command, { patch }) => (command === 'suite' || patch === 'better' ? 'passed' : 'failed'));
  const fix = await provenFix(
    incident,
    diagnosis,
    async (failed) => ({ ...remediation, patch: failed ? 'better' : 'the fix' }),
    depsOn(stage),
  );

  expect([fix.proof, fix.proofRun?.verdict]).toEqual(['proved', 'proved']);
});

test('a proof of another patch is refused', async () => {
  const proof = await proveFix(incident, remediation, depsOn(ground(healed).stage));

  expect(withProof(remediation, proof).proof).toBe('proved');
  expect(() => withProof({ ...remediation, patch: 'swapped' }, proof)).toThrow('about another fix');
  expect(withProof(remediation, { ...proof, verdict: 'refuted' }).proof).toBe('none');
});
