import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, published, publishingWorld, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/sre-aiops.js');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-command-line-'));
const alert = join(scratch, 'alert.json');
const logs = join(scratch, 'app.log');
writeFileSync(alert, JSON.stringify(sampleAlert));
writeFileSync(logs, sampleLog);

let world: PublishingWorld;
beforeAll(async () => {
  world = await publishingWorld({ '.github/workflows/ci.yml': 'on: push\njobs: {}\n' });
});
afterAll(async () => {
  await world.close();
  rmSync(scratch, { recursive: true });
});

/** Runs the command line as a process of its own; the server answers meanwhile. */
function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url };
  const child = spawn(process.execPath, [bin, ...args], { cwd: scratch, env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

test('stage by stage, each in a process of its own, the same is published as at once', async () => {
  const { name } = world.github;
  const ingested = await run('ingest', alert, '--logs', logs, '--repo', name);
  expect(ingested.status, ingested.stderr).toBe(0);
  const folder = join(ingested.stdout.trim(), '..');
  const stages = [
    ['diagnose'],
    ['remediate', '--repo', name],
    ['sre-artifacts'],
    ...['create-issue', 'create-pr', 'dispatch-infra', 'learn'].map((stage) => [stage, '--repo', name, '--publish']),
  ];
  for (const [stage = '', ...options] of stages) {
    const { status, stderr } = await run(stage, folder, ...options);
    expect(status, stderr).toBe(0);
  }
  const [issue] = world.github.state().issues;
  expect(issue!.body).toMatch(/Published: fix #\d+, lesson #\d+\./);
  const left = published(world);

  const known = await run('respond', alert, '--logs', logs, '--repo', name, '--publish');
  expect(known.stdout).toMatch(/^Known {4} http.*\/issues\/\d+\n.*`--again` answers it anew\n$/);
  expect(known.status).toBe(0);
  const json = await run('respond', alert, '--repo', name, '--publish', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'known', issue: { number: issue!.number, answered: true } });
  expect(published(world)).toEqual(left);
});

test('the log of a red run is read where it lies', async () => {
  const { name, act } = world.github;
  const jobs = [{ name: 'test', log: 'FAILED test_checkout.py::test_total\nE   NameError in checkout.py: total\n' }];
  const folder = join((await run('ingest', alert, '--logs', logs, '--repo', name)).stdout.trim(), '..');
  const stages = [['diagnose'], ['remediate', '--repo', name], ['create-pr', '--repo', name, '--publish']];
  for (const [stage = '', ...options] of stages) await run(stage, folder, ...options);
  const { head: branch } = world.github.state().pulls.find(({ head }) => !head.includes('/knowledge-'))!;
  const runId = await act.addRun({ workflow: 'ci.yml', branch, conclusion: 'failure', jobs, by: 'actions' });
  const { status, stdout, stderr } = await run('repair', folder, '--repo', name, '--ci-run', String(runId), '--json');
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ repair: { verdict: 'person', run: runId } });
  expect(stderr).toContain('FAILED test_checkout.py::test_total');
});

test.each([
  ['publishing to a clone', ['respond', alert, '--repo', '.', '--publish'], 1],
  ['publishing to nowhere', ['respond', alert, '--publish'], 2],
  ['publishing and learning', ['respond', alert, '--publish', '--learn', '--repo', 'shop/checkout'], 2],
  ['an issue that is no number', ['respond', alert, '--publish', '--issue', 'x', '--repo', 'shop/checkout'], 2],
  ['a repair that is not told why', ['repair', scratch], 2],
])('wrong usage ends with what to do: %s', async (_, args, expected) => {
  const { status, stderr } = await run(...args);
  expect(stderr).toMatch(/error:|clone/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(expected);
});
