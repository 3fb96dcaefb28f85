import { expect, test } from 'vitest';
import { refusedModes } from './modes.ts';

const base = new Map([
  ['README.md', '100644'],
  ['src', '040000'],
  ['src/a.ts', '100644'],
  ['bin/run', '100755'],
  ['link', '120000'],
  ['vendor/lib', '160000'],
  ['both/Case/a', '100644'],
  ['both/case/b', '100644'],
]);

function write(path: string) {
  return { path, content: 'x' };
}

test.each([
  ['link', 'it is a symbolic link'],
  ['link/a', 'link is a symbolic link'],
  ['vendor/lib', 'it is a submodule'],
  ['vendor/lib/x/y', 'vendor/lib is a submodule'],
  ['src', 'it is a folder'],
  ['vendor', 'it is a folder'],
  ['README.md/a', 'README.md is a file'],
  ['readme.md', 'it differs from README.md only'],
  ['SRC/new.ts', 'it differs from src only'],
  ['src/A.ts', 'it differs from src/a.ts only'],
  ['LINK', 'it differs from link only'],
  ['src/a.ts\u200b', 'it differs from src/a.ts only'],
])('refuses to write %j', (path, why) => {
  expect(refusedModes([write(path)], base).join()).toContain(why);
});

test.each(['README.md', 'src/a.ts', 'bin/run', 'src/b.ts', 'new/folder/x', 'both/case/c', 'both/Case/c'])(
  'lets %s be written',
  (path) => {
    expect(refusedModes([write(path)], base)).toEqual([]);
  },
);

test('refuses to delete a link, and lets a file be deleted', () => {
  expect(refusedModes([{ path: 'link', content: undefined }], base)).toHaveLength(1);
  expect(refusedModes([{ path: 'src/a.ts', content: undefined }], base)).toEqual([]);
});

test('lets a file change the case of its name when the old name goes', () => {
  expect(refusedModes([{ path: 'README.md', content: undefined }, write('Readme.md')], base)).toEqual([]);
});

test('refuses two new files that differ only in case', () => {
  expect(refusedModes([write('n/A'), write('n/a')], base)).toHaveLength(1);
});

test('looks at a large tree once', () => {
  const large = new Map(Array.from({ length: 100_000 }, (_, at) => [`d${at % 500}/f${at}.ts`, '100644']));

  refusedModes(
    Array.from({ length: 300 }, (_, at) => write(`d${at}/new.ts`)),
    large,
  );
});
