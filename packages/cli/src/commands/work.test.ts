import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Remediation } from '@sre-aiops/core';
import { type TestCluster, testCluster } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git } from '../local/git.ts';

const bin = join(import.meta.dirname, '../../bin/sre-aiops.js');
const clone = mkdtempSync(join(tmpdir(), 'sre-aiops-work-'));
let cluster: TestCluster;
beforeAll(async () => {
  cluster = testCluster();
  await git(clone, ['init', '--quiet', '--template=']);
  const author = ['-c', 'user.name=A user', '-c', 'user.email=user@example.com'];
  await git(clone, [...author, 'commit', '--quiet', '--allow-empty', '--message', 'A commit']);
});
afterAll(() => {
  cluster.close();
  rmSync(clone, { recursive: true });
});

const remediation: Remediation = {
  schemaVersion: 1,
  incidentId: '20260412-shop-1f9e03ab',
  engine: { name: 'offline' },
  type: 'infrastructure_action',
  attempt: 0,
  title: 'Give api 1Gi of memory',
  summary: 'It is killed at its limit.',
  baseSha: '',
  edits: [],
  patch: '',
  evidence: [],
  risk: { level: 'medium', why: 'It is rolled out anew.', destructive: false },
  checks: [],
  proof: 'none',
  rollback: 'Set it back.',
  verification: ['It runs.'],
  infrastructure: {
    action: 'scale_k8s',
    parameters: { namespace: 'shop', kind: 'Deployment', name: 'api', container: 'api', memoryLimit: '1Gi' },
    planHash: 'ab'.repeat(32),
  },
  alternatives: [],
  plannedAt: '2026-04-12T10:04:00.000Z',
};

function run(...args: string[]) {
  const env = { ...process.env, PATH: `${cluster.bin}:${process.env.PATH}` };
  return spawnSync(process.execPath, [bin, 'dispatch-infra', clone, ...args], { cwd: clone, env, encoding: 'utf8' });
}

test('a person previews infrastructure work and applies it by its hash', () => {
  expect(run('--step', 'preview').stderr).toContain('asks for no infrastructure work');
  writeFileSync(join(clone, 'remediation.json'), JSON.stringify(remediation));
  const previewed = run('--step', 'preview');
  expect(previewed.status, previewed.stderr).toBe(0);
  expect(previewed.stdout).toContain('limits.memory: 512Mi → 1Gi');
  const [, hash = ''] = /^hash ([0-9a-f]{64})$/m.exec(previewed.stdout) ?? [];
  expect(run('--step', 'apply', '--approved', 'f'.repeat(64))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('PLAN_CHANGED'),
  });
  expect(cluster.changes()).toEqual([]);
  expect(run('--step', 'apply', '--approved', hash)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^applied: /),
  });
  expect(cluster.changes()).toHaveLength(1);
});
