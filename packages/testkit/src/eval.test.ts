import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

test('eval prints its JSON and nothing else on standard output, the build before it too', { timeout: 120_000 }, () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [build, script] = scripts.eval.split(' && ');
  expect(build).toMatch(/ >&2$/);
  const args = [...script.split(' ').slice(1), '--json', '--only', 'scenario-2-500'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const { incidents } = JSON.parse(stdout);
  expect(incidents, stderr).toEqual([expect.objectContaining({ id: 'scenario-2-500-schema-drift', culprit: true })]);
});
