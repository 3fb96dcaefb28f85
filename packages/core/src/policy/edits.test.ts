import { expect, test } from 'vitest';
import { maxRollbackFiles, refusedEdits } from './edits.ts';

test.each([
  ['/etc/passwd', 'absolute'],
  ['C:/x', 'absolute'],
  ['../x', 'leaves its folder'],
  ['a/../../x', 'leaves its folder'],
  ['a\\b', 'characters'],
  ['a\nb', 'characters'],
  ['.github/workflows/x.yml', 'people only'],
  ['docs/CODEOWNERS', 'people only'],
  ['sub/.git/config', 'inside git'],
  ['.gitmodules', 'people only'],
  ['', 'names no file'],
])('refuses the path %j', (path, why) => {
  expect(refusedEdits([{ path, content: 'x' }]).join()).toContain(why);
});

test('refuses too many files, a file that is too large, conflict markers, binary text and one path twice', () => {
  const many = Array.from({ length: 31 }, (_, at) => ({ path: `f${at}`, content: 'x' }));

  expect(refusedEdits(many).join()).toContain('31 files');
  expect(refusedEdits([{ path: 'a', content: 'é'.repeat(600_000) }]).join()).toContain('1 MiB');
  expect(refusedEdits([{ path: 'a', content: '<<<<<<< ours\n=======\n>>>>>>> theirs\n' }]).join()).toContain(
    'conflict markers',
  );
  expect(refusedEdits([{ path: 'a', content: 'a\0b' }]).join()).toContain('not be text');
  expect(
    refusedEdits([
      { path: 'a', content: 'a' },
      { path: 'a', content: 'b' },
    ]).join(),
  ).toContain('twice');
});

test('lets ordinary edits and deletions through', () => {
  expect(
    refusedEdits([
      { path: 'src/a b/c.ts', content: '' },
      { path: 'old.txt', content: undefined },
    ]),
  ).toEqual([]);
});

test('searches what is added for secrets only where the text before is known', () => {
  const content = `a\npassword: "Winter2024!xx"\n`;

  expect(refusedEdits([{ path: 'a.yml', content }])).toEqual([]);
  expect(refusedEdits([{ path: 'a.yml', content, before: content.replace('a\n', '') }])).toEqual([]);
  expect(refusedEdits([{ path: 'a.yml', content, before: 'a\n' }]).join()).toContain('a secret that was not there');
  expect(refusedEdits([{ path: 'a.yml', content, before: null }]).join()).toContain('(password)');
});

test('refuses sealed files, a Secret more, and keeps hidden characters of a path out of its words', () => {
  expect(refusedEdits([{ path: 'a.yml', content: 'sops:\n  mac: ENC[x]\n' }]).join()).toContain('sealed by SOPS');
  expect(refusedEdits([{ path: 'a.yml', content: 'kind: Secret\n', before: '' }]).join()).toContain('one more');
  expect(refusedEdits([{ path: 'a\n::error::b\u202e', content: '' }]).join()).toMatch(
    /^a\uFFFD::error::b\uFFFD may not/,
  );
});

test('holds a fix to the limits of the policy, and a rollback to ten times the bytes', () => {
  const policy = { paths: { allow: [], deny: [] }, limits: { files: 1, kilobytes: 1 } };
  const edits = [{ path: 'a', content: 'x'.repeat(2_000) }];

  expect(refusedEdits([...edits, { path: 'b', content: '' }], undefined, policy).join()).toContain('than the 1 that');
  expect(refusedEdits(edits, undefined, policy).join()).toContain('than the 1 KiB');
  expect(refusedEdits(edits, maxRollbackFiles, policy)).toEqual([]);
});
