import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { disguise } from './disguise.ts';

const root = join(import.meta.dirname, '../../..');

test('the disguise is the same wherever the tree lies, also in a folder with the name of a method', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-disguise-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  symlinkSync(root, join(scratch, 'columns'), 'junction');
  const there = disguise(join(scratch, 'columns'), join(scratch, 'there'));
  const here = disguise(root, join(scratch, 'here'));

  expect(textsBelow(there.app)).toEqual(textsBelow(here.app));
});

/** What each file says, by its path; packages that are linked are left out. */
function textsBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
