import { expect, test } from 'vitest';
import { refusedEdits } from './edits.ts';

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
