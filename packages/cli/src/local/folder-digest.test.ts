import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertFolderIs, folderSha256 } from './folder-digest.ts';

let scratch: string;
let folder: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-digest-'));
  folder = make('one', { 'incident.json': '{}', 'artifacts/issue.md': '# It broke' });
});
afterEach(() => rmSync(scratch, { recursive: true }));

function make(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(scratch, name, path, '..'), { recursive: true });
    writeFileSync(join(scratch, name, path), text);
  }
  return join(scratch, name);
}

test('a copy has the digest of the folder, whatever the order it was written in', async () => {
  const copy = make('two', { 'artifacts/issue.md': '# It broke', 'incident.json': '{}' });
  mkdirSync(join(copy, 'empty'));
  await assertFolderIs(copy, await folderSha256(folder));
});

test.each<[string, (folder: string) => void]>([
  ['another text of the same size', (at) => writeFileSync(join(at, 'incident.json'), '[]')],
  ['one file more', (at) => writeFileSync(join(at, '.hidden'), '')],
  ['one file less', (at) => rmSync(join(at, 'artifacts/issue.md'))],
  ['a file of another name', (at) => renameSync(join(at, 'incident.json'), join(at, 'incident.jso'))],
  ['a file that moved', (at) => renameSync(join(at, 'artifacts/issue.md'), join(at, 'issue.md'))],
])('a folder with %s is refused, and it is said what to do', async (_, change) => {
  const before = await folderSha256(folder);
  change(folder);
  await expect(assertFolderIs(folder, before)).rejects.toMatchObject({
    code: 'FOLDER_ALTERED',
    remedy: expect.stringContaining('Run the whole response again'),
  });
});

test.each<[string, (folder: string) => void]>([
  ['a link to a file', (at) => symlinkSync('/etc/hostname', join(at, 'incident.md'))],
  ['a link to a folder', (at) => symlinkSync('/etc', join(at, 'more'))],
  [
    'a file that is too large',
    (at) => {
      writeFileSync(join(at, 'big'), '');
      truncateSync(join(at, 'big'), 2 ** 26 + 1);
    },
  ],
  [
    'too many files',
    (at) => {
      for (let i = 0; i < 2_000; i++) writeFileSync(join(at, String(i)), '');
    },
  ],
])('%s is refused', async (_, change) => {
  change(folder);
  await expect(folderSha256(folder)).rejects.toMatchObject({ code: 'FOLDER_INVALID' });
});

test('a socket is refused', async () => {
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise((listening) => server.once('listening', listening));
  await expect(folderSha256(folder)).rejects.toMatchObject({ code: 'FOLDER_INVALID' });
  server.close();
});

test('a link in place of the folder is refused', async () => {
  symlinkSync(folder, join(scratch, 'link'));
  await expect(folderSha256(join(scratch, 'link'))).rejects.toMatchObject({ code: 'FOLDER_INVALID' });
});
