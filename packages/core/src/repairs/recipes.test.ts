import { describe, expect, test } from 'vitest';
import type { Diagnosis, Remediation } from '../incident/index.ts';
import type { Change, CodeReader } from '../ports/index.ts';
import { mendedFix } from './mended-fix.ts';
import { ontoHead } from './onto-head.ts';
import { mendByRecipe } from './registry.ts';
import type { RedFix } from './types.ts';

type Files = Readonly<Record<string, string>>;
type Edit = Remediation['edits'][number];

const edit = (path: string, content: string, action: Edit['action'] = 'update'): Edit => ({ path, action, content });

/** A repository of two commits: what the fix was made for, and the head. */
function repository(base: Files, head: Files = base, earlier: Files = {}): CodeReader {
  const at: Readonly<Record<string, Files>> = { base, head, earlier };
  const change = { sha: 'base', parentSha: 'earlier', files: Object.keys(earlier).map((path) => ({ path })) };
  return {
    head: async () => ({ repository: 'shop/checkout', branch: 'main', sha: 'head', shallow: false }),
    mergedChanges: async () => (Object.keys(earlier).length > 0 ? [change as unknown as Change] : []),
    change: async () => undefined,
    listFiles: async (sha) => Object.keys(at[sha]!).sort(),
    readFile: async (path, sha) => at[sha]?.[path],
  };
}

async function mended(code: CodeReader, edits: readonly Edit[], ...excerpt: string[]) {
  const remediation = { edits, baseSha: 'base', plannedAt: '2026-04-12T10:00:00.000Z' } as unknown as Remediation;
  const head = await code.head();
  const onto = await ontoHead(remediation, head, code);
  const files = onto.edits.flatMap(({ path, content: text }) =>
    text === undefined ? [] : [{ path, text, ours: true }],
  );
  const { conflicts, moved } = onto;
  const red: RedFix = { excerpt, why: excerpt[0] ?? '', remediation, head, files, conflicts, moved };
  const mend = await mendByRecipe(red, code);
  return 'declined' in mend
    ? mend.declined
    : Object.fromEntries(mend.edits.map(({ path, content }) => [path, content]));
}

describe('flyway-version', () => {
  const folder = 'src/main/resources/db/migration';
  const clash = 'FlywayException: Found more than one migration with version 5';
  const fix = [edit(`${folder}/V5__drop_old.sql`, 'SELECT 1;\n', 'create')];

  test.each([
    ['the next number', ['V4__a.sql', 'V5__b.sql'], 'V6__drop_old.sql'],
    ['the number behind the last', ['V5__b.sql', 'V9__c.sql'], 'V10__drop_old.sql'],
  ])('gives a migration whose version was taken %s', async (_, there, name) => {
    const head = Object.fromEntries(there.map((file) => [`${folder}/${file}`, 'x']));
    expect(await mended(repository({}, head), fix, clash)).toEqual({
      [`${folder}/V5__drop_old.sql`]: undefined,
      [`${folder}/${name}`]: 'SELECT 1;\n',
    });
  });

  test('leaves a clash of migrations that are none of the fix', async () => {
    expect(await mended(repository({}, { 'a.txt': '' }), [edit('a.txt', 'b')], clash)).toContain('does not bring');
  });
});

describe('missing-import', () => {
  const java = ['import a.Clock;', 'import b.Store;', '', 'class Till { Clock clock; Store store; }', ''];
  const ts = [
    "import { add, take } from './sum';",
    "import { z } from 'zod';",
    '',
    'export const x = add(take(z));',
    '',
  ];

  test.each([
    ['Till.java', java, java.filter((line) => !line.includes('b.Store')), '  symbol:   class Store'],
    ['Till.java', java, java.filter((line) => !line.includes('a.Clock')), 'error: cannot find symbol class Clock'],
    [
      'x.ts',
      ts,
      [ts[0]!.replace('add, take', 'take'), ...ts.slice(1)],
      "x.ts(4,18): error TS2304: Cannot find name 'add'.",
    ],
    ['x.ts', ts, ts.slice(1), 'ReferenceError: add is not defined'],
    ['x.py', ['import os', 'from d import f', 'f(os)'], ['import os', 'f(os)'], "NameError: name 'f' is not defined"],
    [
      'x.go',
      ['import "strings"', 'func f() { strings.Fields("") }'],
      ['func f() { strings.Fields("") }'],
      './x.go:1:12: undefined: strings',
    ],
    ['x.kt', ['import a.Till', 'val t = Till()'], ['val t = Till()'], "e: x.kt:1:9 Unresolved reference 'Till'."],
  ])('brings back what %s still needs', async (path, before, after, line) => {
    const changed = after.map((one) => one.replace('class Till', 'final class Till'));
    const wanted = before.map((one) => one.replace('class Till', 'final class Till')).join('\n');
    const code = repository({ [path]: before.join('\n') });
    expect(await mended(code, [edit(path, changed.join('\n'))], line)).toEqual({ [path]: wanted });
  });

  test('invents no import that was not there before', async () => {
    const code = repository({ 'x.py': 'f()' });
    expect(await mended(code, [edit('x.py', 'g()')], "NameError: name 'g' is not defined")).toMatch(/^No mechanical/);
  });
});

describe('lock-file', () => {
  const sync = 'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.';

  test('takes that of the commit that the manifest is of again', async () => {
    const base = { 'package.json': '{"a":2}', 'package-lock.json': '{"lock":2}' };
    const code = repository(base, base, { 'package.json': '{"a":1}', 'package-lock.json': '{"lock":1}' });
    expect(await mended(code, [edit('package.json', '{"a":1}')], sync)).toEqual({ 'package-lock.json': '{"lock":1}' });
  });

  test('names the command where no commit has such a manifest', async () => {
    const base = { 'app/package.json': '{"a":2}', 'yarn.lock': '2' };
    const line = 'error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.';
    expect(await mended(repository(base), [edit('app/package.json', '{"a":3}')], line)).toContain('yarn install');
  });
});

describe('formatting', () => {
  test.each([
    [
      'spotless',
      ['spotless: format violations', '     -····int··a;', '     +····int·a;'],
      'class A {\n    int  a;\n}\n',
      'class A {\n    int a;\n}\n',
    ],
    ['gofmt', ['gofmt -d', '-func f(){ }', '+func f() { }'], 'func f(){ }\n', 'func f() { }\n'],
    ['a rule', ['a.py:1:8: W291 trailing whitespace'], 'x = 1   \ny = 2', 'x = 1\ny = 2\n'],
  ])('sets white space as %s prints it', async (_, log, text, wanted) => {
    expect(await mended(repository({ a: 'old\n' }), [edit('a', text)], ...log)).toEqual({ a: wanted });
  });

  test('takes nothing else than white space from a log', async () => {
    const log = ['would reformat a', '-x = 1', '+x = 1; import os; os.system("id")'];
    expect(await mended(repository({ a: '' }), [edit('a', 'x = 1\n')], ...log)).toContain('`black .`');
  });

  test.each([
    ['a statement out of its condition', 'a.py', '    grant()', 'grant()', 'if ok:\n    grant()\n'],
    ['a key out of its object', 'a.yaml', '  admin: false', 'admin: false', 'root:\n  admin: false\n'],
    ['the space out of a string', 'a.js', 'run("a b")', 'run("ab")', 'run("a b")\n'],
    ['two words to one', 'a.js', 'new Order()', 'newOrder()', 'new Order()\n'],
  ])('moves not %s, whatever a log prints', async (_, path, old, wanted, text) => {
    const log = [`would reformat ${path}`, `-${old}`, `+${wanted}`];
    expect(await mended(repository({ [path]: '' }), [edit(path, text)], ...log)).toContain('`black .`');
  });

  test('sets white space in a line of Python', async () => {
    const log = ['would reformat a.py', '-    x=1', '+    x = 1'];
    const made = await mended(repository({ 'a.py': '' }), [edit('a.py', 'if ok:\n    x=1\n')], ...log);
    expect(made).toEqual({ 'a.py': 'if ok:\n    x = 1\n' });
  });
});

describe('merge-conflict', () => {
  const lines = ['one', 'two', 'three', 'four', 'five', ''];
  const base = { a: lines.join('\n') };
  const fix = [edit('a', lines.map((line) => (line === 'two' ? 'TWO' : line)).join('\n'))];
  const conflict = 'CONFLICT (content): Merge conflict in a';

  test('puts the edits on top of the newer text', async () => {
    const code = repository(base, { a: ['zero', ...lines].join('\n') });
    expect(await mended(code, fix, conflict)).toEqual({});
    const onto = await ontoHead({ edits: fix, baseSha: 'base' }, await code.head(), code);
    expect(onto.edits).toEqual([{ path: 'a', content: 'zero\none\nTWO\nthree\nfour\nfive\n' }]);
  });

  test('is not for it where both changed the same line', async () => {
    const code = repository(base, { a: lines.map((line) => (line === 'two' ? 'zwei' : line)).join('\n') });
    expect(await mended(code, fix, conflict)).toContain('changed the same lines');
  });

  test('a mend that was made without those lines does not take them back', async () => {
    const code = repository(base, { a: lines.map((line) => (line === 'two' ? 'zwei' : line)).join('\n') });
    const remediation = {
      edits: fix,
      baseSha: 'base',
      risk: {},
      engine: { name: 'offline' },
    } as unknown as Remediation;
    const head = await code.head();
    const mend = { edits: [{ path: 'a', content: `${fix[0]!.content}six\n` }], explanation: '' };
    const onto = await ontoHead(remediation, head, code);
    const made = await mendedFix({ remediation, head }, onto, mend, {} as Diagnosis, { code, workspace: undefined });
    expect(made).toEqual({ declined: 'The default branch changed the same lines of a.' });
  });
});
