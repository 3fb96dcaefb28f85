import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/demo.md'), 'utf8');

/** An act of the page: its commands, and the lines that it says one sees; `…` stands for what is left out. */
const acts = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n')[0]!,
    commands: block(section, 'sh'),
    seen: block(section, 'text').trimEnd().split('\n'),
  }));

test('the demo has eight acts, each with commands and what one sees', () => {
  expect(acts.map(({ title }) => Number.parseInt(title, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const { title, commands, seen } of acts) {
    expect(commands, title).toContain('npx sre-aiops ');
    expect(seen.join('').length, title).toBeGreaterThan(20);
  }
});

describe.runIf(process.env.SRE_AIOPS_LONG === '1')('run from a clone, in order', () => {
  const clone = mkdtempSync(join(tmpdir(), 'sre-aiops-demo-'));
  beforeAll(() => {
    const isSource = (path: string) => !/\/(?:node_modules|target|elsewhere)$/.test(path);
    for (const name of ['app', 'incidents', 'knowledge-base', 'package.json'])
      cpSync(join(root, name), join(clone, name), { recursive: true, filter: isSource });
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  // What an act promises, it must keep within two minutes.
  test.each(acts)(
    '$title',
    ({ commands, seen }) => {
      const env = { ...process.env, GITHUB_TOKEN: '', GH_TOKEN: '' };
      const { status, stdout, stderr } = spawnSync('bash', ['-euc', commands], { cwd: clone, env, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      for (const line of seen) expect(stdout).toMatch(shownAs(line));
    },
    120_000,
  );
});

function block(section: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(section)?.[1] ?? '';
}

function shownAs(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}
