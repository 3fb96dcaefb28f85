import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { memoryRepository } from '../../../testkit/src/memory-repository.ts';
import { selectPlan, toFileEdits } from './select.ts';
import { contextFor } from './test-context.ts';
import type { PlannedEdit } from './types.ts';

const head = {
  'src/a.js': Array.from({ length: 40 }, (_, at) => `line(${at});\n`).join(''),
  'src/crlf.cs': 'one\r\ntwo\r\nthree\r\n',
  'src/no end.txt': 'first\nlast',
  'gone.py': 'x = 1\n',
  'empty.txt': '',
  'same.md': 'same\n',
};
const edits: readonly PlannedEdit[] = [
  {
    path: 'src/a.js',
    content: head['src/a.js'].replace('line(3)', 'three()').replace('line(35);\n', '').replace('line(20)', 'twenty()'),
  },
  { path: 'src/crlf.cs', content: 'one\r\n2\r\nthree\r\n' },
  { path: 'src/no end.txt', content: 'first\nlast line' },
  { path: 'gone.py', content: undefined },
  { path: 'empty.txt', content: 'now\nfull' },
  { path: 'new/file "q".yaml', content: 'a: 1\n' },
  { path: 'same.md', content: 'same\n' },
];

/** A git work tree with some files staged, and a way to run git in it. */
function gitFolder(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'patch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (words: readonly string[], input = '') =>
    execFileSync('git', ['-c', 'core.autocrlf=false', ...words], {
      cwd: folder,
      encoding: 'utf8',
      input,
      stdio: 'pipe',
    });
  git(['init', '-q']);
  git(['add', '-A']);
  return git;
}

test('writes a patch that git applies to the very content of the edits, with the blob ids that git has', async () => {
  const code = memoryRepository({ files: head });

  const resolved = await toFileEdits({ edits }, await code.head(), code);

  const git = gitFolder(head);
  const blobs = Object.fromEntries(resolved.edits.map(({ path, baseBlob }) => [path, baseBlob]));
  expect(blobs['src/a.js']).toBe(git(['rev-parse', ':src/a.js']).trim());
  git(['apply', '--check', '-'], resolved.patch);
  git(['apply', '--index', '-'], resolved.patch);
  for (const { path, content } of edits) {
    expect(git(['ls-files', '-z']).split('\0').includes(path)).toBe(content !== undefined);
    if (content !== undefined) expect(git(['show', `:${path}`])).toBe(content);
  }
  expect(resolved.edits.map(({ path }) => path)).not.toContain('same.md');
});

const culprit = {
  number: 2,
  title: 'Break it (#2)',
  mergedAt: '2026-03-03T09:00:00Z',
  files: { 'a.py': 'def f(x):\n    return x.y\n' },
};

test('takes the first type that has a plan and says why the ones before were left', async () => {
  const code = memoryRepository({ files: { 'a.py': 'def f(x):\n    return x\n' }, changes: [culprit] });
  const context = await contextFor(code, {
    mode: 'code-defect',
    log: ["AttributeError: 'int' object has no attribute 'y'"],
    culprit: code.numbered(2),
  });

  const selected = await selectPlan(context, [
    'flyway_migration',
    'config_fix',
    'code_fix',
    'pr_rollback',
    'escalation',
  ]);

  expect(selected.type).toBe('code_fix');
  expect(selected.alternatives.map(({ type }) => type)).toEqual(['flyway_migration', 'config_fix']);
  expect(selected.checks).toContainEqual(expect.objectContaining({ name: 'policy', outcome: 'passed' }));
});

test('leaves a plan that would touch a protected path, and ends at escalation', async () => {
  const code = memoryRepository({
    files: { '.github/workflows/deploy.yml': 'a: 1\n' },
    changes: [{ ...culprit, files: { '.github/workflows/deploy.yml': 'a: 2\n' } }],
  });
  const context = await contextFor(code, { mode: 'unknown', culprit: code.numbered(2) });

  const selected = await selectPlan(context, ['pr_rollback']);

  expect(selected.type).toBe('escalation');
  expect(selected.alternatives[0]?.why).toContain('changed by people only');
  expect(selected.plan.escalation?.handOver.join('\n')).toContain('Not done, pr_rollback');
});

test('leaves a plan whose files would no longer parse', async () => {
  const code = memoryRepository({
    files: { 'a.json': '{ "a": \n' },
    changes: [{ ...culprit, files: { 'a.json': '{ "a": 1 }\n' } }],
  });
  const context = await contextFor(code, { mode: 'unknown', culprit: code.numbered(2) });

  const selected = await selectPlan(context, ['pr_rollback']);

  expect(selected.alternatives[0]?.why).toContain('JSON: a.json failed');
});

test('a rollback may take the tests of the change with it', async () => {
  const feature = { 'a.py': 'def f(x):\n    return x.y\n', 'test_a.py': 'def test_f():\n    assert f(1)\n' };
  const code = memoryRepository({
    files: { 'a.py': 'def f(x):\n    return x\n' },
    changes: [{ ...culprit, files: feature }],
  });
  const context = await contextFor(code, { mode: 'unknown', culprit: code.numbered(2) });

  const selected = await selectPlan(context, ['pr_rollback']);

  expect(selected.type).toBe('pr_rollback');
  expect(selected.plan.edits).toContainEqual({ path: 'test_a.py', content: undefined });
});
