import { describe, expect, test } from 'vitest';
import { parsePatch } from './patch.ts';

describe('parsePatch', () => {
  test('numbers added lines in the new file and removed lines in the old one', () => {
    const [file] = parsePatch(
      'diff --git a/a b.py b/a b.py\n--- a/a b.py\n+++ b/a b.py\n@@ -7,3 +9,3 @@ def total():\n x\n-old\n+new\n--- sql comment\n y\n',
    );

    expect(file).toMatchObject({ path: 'a b.py', status: 'modified' });
    expect(file!.hunks[0]).toMatchObject({
      heading: 'def total():',
      added: [{ line: 10, text: 'new' }],
      removed: [
        { line: 8, text: 'old' },
        { line: 9, text: '-- sql comment' },
      ],
    });
  });

  test('knows new, deleted and renamed files', () => {
    const files = parsePatch(
      [
        'diff --git a/n b/n\nnew file mode 100644\n@@ -0,0 +1 @@\n+x',
        'diff --git a/d b/d\ndeleted file mode 100644\n@@ -1 +0,0 @@\n-x',
        'diff --git a/old/r b/new/r\nsimilarity index 100%\nrename from old/r\nrename to new/r',
      ].join('\n'),
    );

    expect(files.map(({ path, previousPath, status }) => [path, previousPath, status])).toEqual([
      ['n', 'n', 'added'],
      ['d', 'd', 'deleted'],
      ['new/r', 'old/r', 'modified'],
    ]);
  });

  test.each([
    '',
    'not a diff',
    'diff --git a/x b/x\n@@ -1 +1',
    'From: someone\n\ndiff --git a/x b/x\n@@ -1,9 +1,9 @@\n+cut',
  ])('reads what it can of %j', (text) => expect(() => parsePatch(text)).not.toThrow());
});
