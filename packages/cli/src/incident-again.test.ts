import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeSampleService, runGit, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = join(import.meta.dirname, '../bin/sre-aiops.js');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-again-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const repo = join(scratch, 'service');
const payload = join(scratch, 'alert.json');
const logs = join(scratch, 'app.log');
beforeAll(() => {
  makeSampleService(repo);
  writeFileSync(payload, JSON.stringify(sampleAlert));
  writeFileSync(logs, sampleLog);
});

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, ...args], { cwd: scratch, encoding: 'utf8' });
}

/** Answers the sample incident into a folder of its own, and gives that of the incident. */
function answered(out: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(
    'respond',
    payload,
    '--logs',
    logs,
    '--repo',
    repo,
    '--out',
    out,
    '--json',
    ...args,
  );
  expect(status, stderr).toBe(0);
  return join(scratch, JSON.parse(stdout).folder);
}

test('a fix is never planned in a clone that the incident was not read from', () => {
  const folder = answered('wrong-clone');
  const other = join(scratch, 'other');
  mkdirSync(other);
  runGit(other, ['init', '--quiet'], '2026-04-12T09:31:00Z');
  runGit(other, ['commit', '--quiet', '--allow-empty', '-m', 'feat: another service'], '2026-04-12T09:31:00Z');
  for (const args of [
    ['remediate', folder, '--repo', other],
    ['repair', folder, '--repo', other, '--ci-log', logs],
    ['remediate', folder],
  ]) {
    const { status, stderr } = run(...args);
    expect(stderr).toMatch(/REPOSITORY_UNREADABLE/);
    expect(stderr).toContain('Give a clone of service');
    expect(status).toBe(1);
  }
  const moved = join(scratch, 'moved');
  spawnSync('git', ['clone', '--quiet', repo, moved]);
  runGit(moved, ['commit', '--quiet', '--allow-empty', '-m', 'chore: next'], '2026-04-12T11:00:00Z');
  const { status, stderr } = run('remediate', folder, '--repo', moved);
  expect(stderr).toContain('moved on');
  expect(status).toBe(0);
});

test('a stage that says something new names the documents that are of the old', () => {
  const folder = answered('outdated');
  expect(run('diagnose', folder).stderr).not.toContain('Run again');
  const file = join(folder, 'diagnosis.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"summary": "', '"summary": "Edited: '));
  const { stderr } = run('diagnose', folder);
  expect(stderr).toContain(
    'diagnosis.json changed; remediation.json, artifacts.json, publication.json are of the older',
  );
  expect(stderr).toContain('Run again: remediate, sre-artifacts, create-issue, create-pr, dispatch-infra, learn.');
  writeFileSync(file, '{"summary": ');
  expect(run('diagnose', folder)).toMatchObject({ status: 0, stderr: expect.stringContaining('Run again: remediate') });
});

test('an answer without a fix leaves no proposal of an earlier one behind', () => {
  const folder = answered('withdrawn');
  const proposals = () => readdirSync(join(folder, 'published')).filter((name) => name.startsWith('pull-request'));
  expect(proposals()).toEqual(['pull-request', 'pull-request.md', 'pull-request.patch']);
  const again = run('respond', payload, '--logs', logs, '--out', 'withdrawn');
  expect(again.status, again.stderr).toBe(0);
  expect(again.stderr).toContain('withdrawn');
  expect(proposals()).toEqual([]);
});

test('what was learnt with --learn is recalled by the next, different incident, and only then', () => {
  const other = join(scratch, 'other-alert.json');
  writeFileSync(other, JSON.stringify({ ...sampleAlert, title: 'Orders fail', firedAt: '2026-04-12T10:20:00Z' }));
  const knowledge = ['--knowledge', join(scratch, 'knowledge')];
  const recalled = (...args: string[]) => {
    const { stdout, stderr } = run(
      'respond',
      other,
      '--logs',
      logs,
      '--repo',
      repo,
      '--out',
      'next',
      '--json',
      ...args,
    );
    expect(stderr).not.toContain('error:');
    return JSON.parse(stdout).incident.pastIncidents.map(({ entry }: { entry: string }) => entry);
  };
  const first = answered('first');
  expect(readdirSync(scratch)).not.toContain('knowledge-base');
  expect(recalled()).toEqual([]);

  const learnt = run('learn', first, '--learn', ...knowledge);
  expect(learnt.status, learnt.stderr).toBe(0);
  expect(recalled(...knowledge, '--learn')).toEqual([expect.stringContaining(basename(first))]);
  const entries = () => readdirSync(join(scratch, 'knowledge/incidents')).length;
  expect(entries()).toBe(2);
  answered('first', '--learn', ...knowledge);
  expect(entries()).toBe(2);
});
