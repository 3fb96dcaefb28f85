import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGit } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../../scripts/check-change.ts');
const migrations = 'src/main/resources/db/migration';
const repo = mkdtempSync(join(tmpdir(), 'sre-aiops-change-'));
const at = '2026-04-12T09:00:00Z';

function commit(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  runGit(repo, ['add', '.'], at);
  runGit(repo, ['commit', '--quiet', '--message', 'a change'], at);
}

beforeAll(() => {
  runGit(repo, ['init', '--quiet', '--initial-branch=main'], at);
  commit({
    [`${migrations}/V1__book.sql`]: 'CREATE TABLE book (id int);\n',
    [`${migrations}/V2__price.sql`]: 'SELECT 1;\n',
  });
});
afterAll(() => rmSync(repo, { recursive: true }));

test.each([
  ['after all others', 'V3__genre.sql', 'ALTER TABLE book ADD genre text;\n', 0, '0 checks failed'],
  ['of a version that is there', 'V2__genre.sql', 'SELECT 2;\n', 1, 'V2__price.sql has the same version.'],
])('a migration %s ends with its verdict', (_, file, text, status, said) => {
  runGit(repo, ['checkout', '--quiet', '-B', 'fix', 'main'], at);
  commit({ [`${migrations}/${file}`]: text });
  const run = spawnSync(process.execPath, [script, 'main', '--repo', repo], { encoding: 'utf8' });
  expect([run.status, run.stdout], run.stderr).toEqual([status, expect.stringContaining(said)]);
});
