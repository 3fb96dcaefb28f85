import { expect, test } from 'vitest';
import type { CommandRun, Proof, SuspectTrial } from '../incident/index.ts';
import { issueText } from './issue.ts';
import { pullRequestText } from './pull-request.ts';
import { sampleAnswer } from './sample-answer.ts';
import { summaryText } from './summary.ts';
import { trialSentence } from './trial.ts';

const { incident, diagnosis, remediation } = sampleAnswer();
const trial = (
  change: string,
  number: number,
  outcome: SuspectTrial['outcome'],
  state: SuspectTrial['state'] = 'without',
): SuspectTrial => ({
  change,
  number,
  outcome,
  state,
  why: 'It was seen.',
});
const run = (outcome: CommandRun['outcome'], output: string): CommandRun => ({
  command: ['mvn', 'test'],
  outcome,
  seconds: 12,
  output,
});
const proofRun: Proof = {
  schemaVersion: 1,
  incidentId: incident.id,
  patchSha256: 'a'.repeat(64),
  baseSha: 'b'.repeat(40),
  verdict: 'proved',
  why: 'The reproducer was red and is green. The tests are green.',
  before: run('failed', 'expected 1 but was 2'),
  after: run('passed', 'Tests run: 1\n```\n</details>@everyone <img src=x>\n::error::forged'),
  trials: [trial('C1', 52, 'green'), trial('C2', 50, 'red'), trial('C3', 49, 'red')],
  provedAt: '2026-03-04T11:00:00Z',
};
const proved = { ...remediation, proof: 'proved' as const, proofRun };

test('the trial is told in one sentence', () => {
  expect(trialSentence(proved)).toBe(
    'On trial: without #52 the reproducer passes, without #50 and #49 it still fails.',
  );
  expect(trialSentence(remediation)).toBe('');
  const trials = [trial('C1', 52, 'green', 'before'), trial('C2', 50, 'red', 'before'), trial('C3', 49, 'unclear')];
  expect(trialSentence({ proofRun: { ...proofRun, trials } })).toBe(
    'On trial: before #52 the reproducer passes and with it fails, it does not begin to fail with #50, ' +
      'without #49 nothing could be seen.',
  );
});

test('issue, pull request and terminal say that the fix was run, and what came of the suspects', () => {
  const said = [
    issueText(incident, diagnosis, proved).body,
    pullRequestText(incident, diagnosis, proved).body,
    summaryText({ incident, diagnosis, remediation: proved, folder: 'x' }),
  ];
  for (const text of said) expect(text).toMatch(/On trial: without (?:PR |#)52 the reproducer passes/);
  expect(said[0]).toContain('proved. The reproducer was red and is green. The tests are green.');
  expect(said[1]).not.toContain('was tried on a running system');
});

test('what untrusted code prints stays in its fence', () => {
  const { body } = pullRequestText(incident, diagnosis, proved);
  const shown = body.slice(body.indexOf('The reproducer with the fix: passed'));
  const [, opening = ''] = /\n(`{3,})/.exec(shown) ?? [];

  expect(opening.length).toBeGreaterThan(3);
  expect(shown.indexOf('</details>@everyone')).toBeLessThan(
    shown.indexOf(`\n${opening}\n`, shown.indexOf(opening) + 5),
  );
});
