import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { treeId } from './git-tree.ts';
import { type TarEntry, tarEntries } from './tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bounds = { maxKept: 1024 * 1024, maxTotal: 64 * 1024 * 1024 };
const who = ['-c', 'user.name=Shop team', '-c', 'user.email=shop@shop.example'];
const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const git = (...args: string[]) =>
  execFileSync('git', [...who, ...args], { cwd: folder, env, maxBuffer: bounds.maxTotal });

const files: Readonly<Record<string, string | Buffer>> = {
  'a.txt': 'a\n',
  'a/b.txt': 'b\n',
  'a-b.txt': 'sorts between a and a/\n',
  'empty.txt': '',
  'with space /ends with space ': 'x\n',
  'grüße/日本語.md': '# grüße\n',
  [`${'folder/'.repeat(20)}${'n'.repeat(60)}.java`]: 'class A {}\n',
  [`long/${'x'.repeat(180)}/${'y'.repeat(150)}.txt`]: 'a path that no header holds\n',
  [`long/${'ü'.repeat(100)}.txt`]: 'more bytes than letters\n',
  'large.bin': Buffer.alloc(1024 * 1024 + 1, 7),
  'block.txt': 'b'.repeat(512),
  'binary.png': Buffer.from([0, 1, 2, 255]),
};

/** An archive as GitHub makes it, in pieces of a size. */
async function* archive(pieceSize: number): AsyncGenerator<Uint8Array> {
  const bytes = git('archive', '--format=tar', '--prefix=shop-app-0123456/', 'HEAD');
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}

git('init', '--quiet', '--initial-branch=main');
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
chmodSync(join(folder, 'a.txt'), 0o755);
symlinkSync('a/b.txt', join(folder, 'link'));
symlinkSync(`../${'z'.repeat(150)}`, join(folder, 'long-link'));
git('add', '--all');
git('commit', '--quiet', '-m', 'feat: names');

test.each([100_000, 512, 333])('reads what git archives, in pieces of %i bytes, to the very tree', async (size) => {
  const entries = new Map<string, TarEntry>();
  for await (const entry of tarEntries(archive(size), bounds)) entries.set(entry.path.replace(/^[^/]*\//, ''), entry);
  const named = (path: string) => entries.get(Buffer.from(path).toString('latin1'));
  expect(treeId(entries)).toBe(git('rev-parse', 'HEAD^{tree}').toString().trim());
  expect([...entries].length).toBe(Object.keys(files).length + 2);
  for (const [path, content] of Object.entries(files)) {
    expect(named(path)?.content, path).toEqual(path === 'large.bin' ? undefined : Buffer.from(content));
  }
  expect(named('a.txt')?.mode).toBe('100755');
  expect(named('a/b.txt')?.mode).toBe('100644');
  expect([named('link')?.mode, named('long-link')?.mode]).toEqual(['120000', '120000']);
});

test('refuses an archive that is cut, too large or broken', async () => {
  const read = async (bytes: AsyncIterable<Uint8Array>, maxTotal = bounds.maxTotal) => {
    let count = 0;
    for await (const _ of tarEntries(bytes, { ...bounds, maxTotal })) count += 1;
    return count;
  };
  const cut = async function* () {
    yield git('archive', '--format=tar', 'HEAD').subarray(0, 3000);
  };
  await expect(read(cut())).rejects.toThrow('ends early');
  await expect(read(archive(512), 4096)).rejects.toThrow('too large');
  const noise = async function* () {
    yield Buffer.alloc(2048, 'not an archive ');
  };
  await expect(read(noise())).rejects.toThrow();
});

test('has no file in an empty archive, whose tree is the empty one', async () => {
  const none = async function* () {
    yield Buffer.alloc(1024);
  };
  for await (const _ of tarEntries(none(), bounds)) expect.unreachable();
  expect(treeId(new Map())).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
});
