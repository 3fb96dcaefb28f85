import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { copilotVersion, installCopilot } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-install-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const lock = JSON.parse(readFileSync(new URL('copilot.package-lock.json', import.meta.url), 'utf8'));
let folder: string;
let bin: string;
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'temp-'));
  bin = mkdtempSync(join(scratch, 'bin-'));
});

/** A program that stands in for npm: notes how it was started and what lay there, then does as the script says. */
function npm(script: string): Record<string, string> {
  const note = `const fs = require('node:fs');
const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
fs.appendFileSync(${JSON.stringify(join(bin, 'notes'))}, JSON.stringify({ args: process.argv.slice(2), env: process.env, lock, own: JSON.parse(fs.readFileSync('package.json', 'utf8')) }) + '\\n');`;
  writeFileSync(join(bin, 'npm'), `#!${process.execPath}\n${note}\n${script}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  return { PATH: bin, COPILOT_GITHUB_TOKEN: 't', GITHUB_TOKEN: 't', npm_config_cache: '/somewhere' };
}

const notes = () =>
  readFileSync(join(bin, 'notes'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const installs =
  "fs.mkdirSync('node_modules/.bin', { recursive: true }); fs.writeFileSync('node_modules/.bin/copilot', '');";

test('every package of the lock file is held to its hash, at the pinned version', () => {
  const { '': root, ...packages } = lock.packages;
  const wanted = Object.entries<{ version: string; integrity?: string }>(packages);

  expect(root.dependencies).toEqual({ '@github/copilot': copilotVersion });
  expect(wanted.length).toBeGreaterThan(8);
  expect(wanted.filter(([, { integrity = '' }]) => !/^sha512-.{80}/.test(integrity))).toEqual([]);
  const own = wanted.filter(([name]) => name.includes('@github/'));
  expect(own.filter(([, { version }]) => version !== copilotVersion)).toEqual([]);
});

describe('installCopilot', () => {
  test('lets npm fetch what the lock file names, runs no script of it and shows it no token; once', async () => {
    const env = npm(installs);
    const program = await installCopilot({ folder, env });

    expect(existsSync(program)).toBe(true);
    expect(await installCopilot({ folder, env })).toBe(program);
    const [note, ...more] = notes();
    expect(more).toEqual([]);
    expect(note.args.slice(0, 2)).toEqual(['ci', '--ignore-scripts']);
    expect(note.lock).toEqual(lock);
    expect(note.own.dependencies).toEqual({ '@github/copilot': copilotVersion });
    expect(note.env).toMatchObject({ npm_config_cache: '/somewhere' });
    expect(JSON.stringify(note.env)).not.toContain('TOKEN');
    expect(readdirSync(folder)).toEqual([`sre-aiops-copilot-${copilotVersion}`]);
  });

  test.each([
    [
      'npm fails',
      "process.stderr.write('npm error code EINTEGRITY\\n'); process.exit(1);",
      /npm says npm error code EINTEGRITY/,
    ],
    ['npm does not end', 'setInterval(() => {}, 1000);', /npm did not end within 2 s/],
  ])('says why there is none where %s, and leaves nothing', async (_, script, why) => {
    await expect(installCopilot({ folder, env: npm(script), timeoutMs: 2_000 })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(why),
      remedy: expect.stringContaining('`copilot-path`'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says so where there is no npm, or no folder', async () => {
    mkdirSync(join(folder, 'empty'));
    const env = { PATH: join(folder, 'empty') };

    await expect(installCopilot({ folder, env })).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    await expect(installCopilot({ folder: join(folder, 'nowhere'), env })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
    });
  });
});
