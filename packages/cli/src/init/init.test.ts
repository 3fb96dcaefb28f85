import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicy, parsePolicy } from '@sre-aiops/core';
import { afterAll, expect, test } from 'vitest';
import { install, repositoryRoot } from './install.ts';
import { sourceFrom, templates } from './templates.ts';

const bin = join(import.meta.dirname, '../../bin/sre-aiops.js');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-init-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const files = templates();
const policy = files.find(({ path }) => path === '.github/sre-aiops.yml')!.text;

function repository(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  expect(spawnSync('git', ['init', '--quiet', folder]).status).toBe(0);
  return folder;
}

function init(cwd: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [bin, 'init', ...args], { cwd, encoding: 'utf8' });
}

function outcomes(stdout: string): Record<string, string> {
  const { files } = JSON.parse(stdout) as { files: { path: string; outcome: string }[] };
  return Object.fromEntries(files.map(({ path, outcome }) => [path, outcome]));
}

const all = (outcome: string) => Object.fromEntries(files.map(({ path }) => [path, outcome]));

test('writes callers, policy and chat prompts into the root of the repository, and the same again changes nothing', () => {
  const repo = repository('fresh');
  mkdirSync(join(repo, 'src'));
  const first = init(join(repo, 'src'), '--json');
  expect(first.status, first.stderr).toBe(0);
  expect(outcomes(first.stdout)).toEqual(all('created'));
  for (const { path, text } of files) expect(readFileSync(join(repo, path), 'utf8')).toBe(text);
  expect(readdirSync(repo).sort()).toEqual(['.git', '.github', '.vscode', 'src']);
  const again = init(scratch, '--repo-dir', repo, '--json');
  expect(outcomes(again.stdout)).toEqual(all('unchanged'));
  expect(init(repo).stdout).not.toContain('Next:');
});

test('leaves what differs, says how to compare it, and overwrites it only by force', () => {
  const repo = repository('edited');
  init(repo);
  const path = '.github/workflows/sre-aiops.yml';
  writeFileSync(join(repo, path), 'on: push\n');
  writeFileSync(
    join(repo, '.vscode/mcp.json'),
    files.find((file) => file.path === '.vscode/mcp.json')!.text.replaceAll('\n', '\r\n'),
  );
  const kept = init(repo);
  expect(kept.status).toBe(0);
  expect(kept.stdout).toContain(`kept       ${path}\n`);
  expect(kept.stdout).toContain(`sre-aiops init --print ${path} | diff ${path} -`);
  expect(readFileSync(join(repo, path), 'utf8')).toBe('on: push\n');
  expect(kept.stdout).toContain('unchanged  .vscode/mcp.json');

  const printed = init(repo, '--print', path).stdout;
  expect(outcomes(init(repo, '--force', '--json').stdout)).toEqual({ ...all('unchanged'), [path]: 'updated' });
  expect(readFileSync(join(repo, path), 'utf8')).toBe(printed);
});

test('calls the workflows of a mirror at a commit', () => {
  const ref = '0123456789abcdef0123456789abcdef01234567';
  const called = templates(sourceFrom(`platform/aiops@${ref}`)).map(({ text }) => text);
  expect(called.join('').match(/uses: .*/g)).toEqual([
    `uses: platform/aiops/.github/workflows/infra-remediation.yml@${ref}`,
    `uses: platform/aiops/.github/workflows/repair-fix.yml@${ref}`,
    `uses: platform/aiops/.github/workflows/incident-response.yml@${ref}`,
  ]);
});

test.each([
  ['a folder', '.github', 'linked'],
  ['a folder inside', '.github/workflows', 'linked-inside'],
  ['a file', '.github/sre-aiops.yml', 'linked-file'],
])('writes nothing at all where %s leads out of the repository', async (_, path, name) => {
  const repo = repository(name);
  const outside = join(scratch, `${name}-outside`);
  mkdirSync(outside);
  if (path !== '.github') mkdirSync(join(repo, '.github'));
  const target = path.endsWith('.yml') ? join(outside, 'policy.yml') : outside;
  symlinkSync(target, join(repo, path));
  await expect(install(repo, files, { force: true })).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: expect.stringContaining('is a link; nothing was written.'),
  });
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(repo, '.vscode'))).toBe(false);
});

test('refuses a place that is no clone, and a file where a folder must be', async () => {
  const bare = join(scratch, 'no-clone');
  mkdirSync(bare);
  expect(init(bare)).toMatchObject({ status: 1, stderr: expect.stringContaining('is in no git repository') });
  expect(readdirSync(bare)).toEqual([]);
  await expect(repositoryRoot(join(bare, 'not-there'))).rejects.toThrow('does not exist');
  const repo = repository('occupied');
  writeFileSync(join(repo, '.github'), '');
  await expect(install(repo, files)).rejects.toThrow('is no folder');
});

test('prints only what it writes, and calls only what is named `owner/name@ref`', () => {
  expect(init(scratch, '--print', '../secrets')).toMatchObject({ status: 2, stdout: '' });
  for (const name of ['org/sre-aiops', 'org/sre-aiops@v1 # x', 'org/../sre-aiops@v1', 'a/b@v1\n', 'a/b@../v1'])
    expect(() => sourceFrom(name), name).toThrow('is not `owner/name@ref`');
});

test('the policy is the default but for the name of the infrastructure workflow, and every key in it can be enabled', () => {
  const { infrastructure, ...rest } = defaultPolicy;
  const expected = { ...rest, infrastructure: { ...infrastructure, workflow: 'sre-aiops-infra.yml' } };
  expect(parsePolicy(policy)).toEqual(expected);
  const enabled = policy.replaceAll(/^#(?=[\w ] *[\w-]+:)(?! )|^#(?= {2}[\w-]+:)/gm, '');
  expect(enabled).toMatch(/^pull-request:\n {2}draft: true\n/m);
  expect(parsePolicy(enabled)).toEqual(expected);
  expect(enabled.match(/^ *[\w-]+:/gm)!.length).toBeGreaterThan(18);
});
