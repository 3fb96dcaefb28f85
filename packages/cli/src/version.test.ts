import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { version } from './version.ts';

test('the command line knows its version', () => {
  expect(version).toBe(JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version);
});

test('an old Node is told apart, not met by a stack trace', () => {
  const old = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
  const bin = join(import.meta.dirname, '../bin/sre-aiops.js');
  const { status, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${old}`, bin], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: sre-aiops needs Node 22 .+ and this is 20\./)]);
});
