import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, publishingWorld, sampleLog } from '@sre-aiops/testkit';
import { withArrivedProof } from 'sre-aiops';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Given, runAction } from '../test/run-action.ts';
import { type ActionName, inputs } from './inputs.ts';

/** What one job hands on to the next: a folder that is known by its digest, and a proof that nobody trusts. */
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-handed-on-'));
const hex = /^[0-9a-f]{64}$/;
let world: PublishingWorld;
let made: string;
let sha: string;
let proof: object;
let count = 0;

const run = (name: ActionName, given: Given) => runAction(world, scratch, name, given);
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

beforeAll(async () => {
  world = await publishingWorld();
  const logs = join(scratch, 'app.log');
  writeFileSync(logs, sampleLog);
  const steps = [await run('ingest', { logs })];
  made = steps[0]!.outputs.folder!;
  for (const name of ['diagnose', 'remediate', 'sre-artifacts'] as const) {
    steps.push(await run(name, { folder: made, 'folder-sha256': steps.at(-1)!.outputs['folder-sha256']! }));
  }
  for (const { status, log, outputs } of steps) {
    expect(status, log).toBe(0);
    expect(outputs['folder-sha256']).toMatch(hex);
  }
  expect(new Set(steps.map(({ outputs }) => outputs['folder-sha256'])).size).toBe(steps.length);
  sha = steps.at(-1)!.outputs['folder-sha256']!;
  const proving = arrived();
  const command = { 'verify-command': 'node --version', clone: world.clone, minutes: '1' };
  const proved = await run('remediate', { folder: proving, 'folder-sha256': sha, step: 'prove', ...command });
  expect([proved.status, proved.outputs['proof-verdict']], proved.log).toEqual([0, 'checked']);
  proof = json(join(proving, 'proof.json'));
});
afterAll(async () => {
  expect(world.proxy.violations).toEqual([]);
  await world.close();
  rmSync(scratch, { recursive: true });
});

/** A copy of the folder, as the next job downloads it. */
function arrived(): string {
  const folder = join(scratch, `arrived-${++count}`);
  cpSync(made, folder, { recursive: true });
  return folder;
}

/** What the job that ran the fix said, with some of it otherwise. */
function proofWith(change: object = {}): string {
  const file = join(scratch, `proof-${++count}.json`);
  writeFileSync(file, JSON.stringify({ ...proof, ...change }));
  return file;
}

const refuted = { verdict: 'refuted', why: 'With the fix the test run fails with exit code 1; without it, it passes.' };

test('every action that takes a folder takes its digest', () => {
  const taking = Object.entries(inputs).filter(([, { shape }]) => 'folder' in shape);
  expect(taking).toHaveLength(8);
  expect(taking.filter(([, { shape }]) => !('folder-sha256' in shape)).map(([name]) => name)).toEqual([]);
});

test.each(['create-issue', 'remediate', 'diagnose'] as const)(
  '%s refuses a folder that is not the one that was made',
  async (name) => {
    const folder = arrived();
    const file = join(folder, 'remediation.json');
    writeFileSync(file, JSON.stringify({ ...json(file), title: 'Another plan' }));
    const asked = world.proxy.calls.length;
    const { status, log } = await run(name, { folder, 'folder-sha256': sha });
    expect(status).toBe(1);
    expect(log).toMatch(/^::error::.*\(FOLDER_ALTERED\)/m);
    expect(world.proxy.calls.length).toBe(asked);
  },
);

test('a link in the folder is refused, without a digest too', async () => {
  const folder = arrived();
  rmSync(join(folder, 'artifacts/issue.md'));
  symlinkSync('/etc/hostname', join(folder, 'artifacts/issue.md'));
  const { status, log } = await run('create-issue', { folder });
  expect([status, /\(FOLDER_INVALID\)/.test(log)]).toEqual([1, true]);
});

test('a digest that is none is refused', async () => {
  const { status, log } = await run('create-pr', { folder: arrived(), 'folder-sha256': 'abc' });
  expect([status, log]).toEqual([1, expect.stringContaining('`folder-sha256` must be 64 hex digits')]);
});

test.each([
  ['about another patch', { patchSha256: '0'.repeat(64) }],
  ['about another incident', { incidentId: '20260101-other-00000000' }],
  ['about another base', { baseSha: 'f'.repeat(40) }],
  ['with a verdict of its own', { verdict: 'perfect' }],
  ['of 300 KiB', { why: 'x'.repeat(300 * 1024) }],
])('a proof %s is refused', async (_, change) => {
  await expect(withArrivedProof(made, proofWith(change))).rejects.toMatchObject({ code: 'PROOF_INVALID' });
});

test('a link in place of a proof is refused before anything is written', async () => {
  const link = join(scratch, 'proof-link.json');
  symlinkSync(proofWith(), link);
  const asked = world.proxy.calls.length;
  for (const name of ['create-pr', 'remediate'] as const) {
    const { status, log } = await run(name, { folder: arrived(), proof: link });
    expect([status, /\(PROOF_INVALID\)/.test(log)]).toEqual([1, true]);
  }
  expect(world.proxy.calls.length).toBe(asked);
});

test('a refuted fix is planned again without what failed; any other proof changes nothing', async () => {
  const folder = arrived();
  const same = await run('remediate', { folder, 'folder-sha256': sha, proof: proofWith() });
  expect([same.status, same.outputs['folder-sha256']], same.log).toEqual([0, sha]);

  const again = await run('remediate', { folder, 'folder-sha256': sha, proof: proofWith(refuted) });
  expect(again.status, again.log).toBe(0);
  const [first, next] = [json(join(made, 'remediation.json')), json(join(folder, 'remediation.json'))];
  expect(first.type).toBe('code_fix');
  expect(next.type).not.toBe('code_fix');
  expect(next.alternatives).toContainEqual({ type: 'code_fix', why: refuted.why });
  expect(next.proofRun).toBeUndefined();
});

test('what the proof says stands in the issue and the pull request', async () => {
  const folder = arrived();
  const given = { folder, proof: proofWith({ why: 'Seen by the job that proves.' }) };
  const issue = await run('create-issue', { ...given, 'folder-sha256': sha });
  expect(issue.status, issue.log).toBe(0);
  const pull = await run('create-pr', { ...given, 'folder-sha256': issue.outputs['folder-sha256']! });
  expect(pull.status, pull.log).toBe(0);
  const { issues, pulls } = world.github.state();
  expect(issues[0]!.body).toContain('Seen by the job that proves.');
  expect(pulls[0]!.body).toContain('Seen by the job that proves.');
});

test('a refuted fix is not proposed, and the issue says why', async () => {
  const folder = arrived();
  const given = { folder, proof: proofWith(refuted) };
  const issue = await run('create-issue', { ...given, 'folder-sha256': sha });
  const pull = await run('create-pr', given);
  expect([issue.status, pull.status], issue.log + pull.log).toEqual([0, 0]);
  expect(pull.log).toContain('does not heal');
  const { body } = world.github.state().issues[0]!;
  expect(body).toContain('A person decides what to try next.');
  expect(body).toContain(refuted.why);
});

test('a clone is read in place of GitHub, to ingest and to plan', async () => {
  const asked = world.proxy.calls.length;
  const logs = join(scratch, 'app.log');
  const { outputs, log } = await run('ingest', { logs, clone: world.clone });
  const { folder = '' } = outputs;
  await run('diagnose', { folder });
  const planned = await run('remediate', { folder, clone: world.clone });
  expect(planned.outputs['remediation-type'], log + planned.log).toBe('code_fix');
  expect(json(join(folder, 'remediation.json')).edits).toEqual(json(join(made, 'remediation.json')).edits);
  expect(world.proxy.calls.length).toBe(asked);
});
