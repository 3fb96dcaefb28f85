import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TreeState, TrialTree } from '@sre-aiops/core';
import { makeHistory, type SampleCommit } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { type LocalProvingGround, provingGround } from './proving-ground.ts';

const scratch = mkdtempSync(join(tmpdir(), 'proving-ground-'));
const grounds: LocalProvingGround[] = [];
afterAll(async () => {
  await Promise.all(grounds.map((ground) => ground.close()));
  rmSync(scratch, { recursive: true, force: true });
});

/** A ground without a sandbox: what is in the copies is the same with one. */
function groundOn(repository: string) {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const log = { info: note, warning: note, section: <T>(_: string, work: () => Promise<T>) => work() };
  const ground = provingGround({ repository, clock: systemClock, log, sandboxes: [] });
  grounds.push(ground);
  return {
    lines,
    close: () => ground.close(),
    async open(state: TreeState): Promise<TrialTree> {
      const tree = await ground.open(state);
      if ('refused' in tree) throw new Error(tree.refused);
      return tree;
    },
    async refusal(state: TreeState): Promise<string> {
      const tree = await ground.open(state);
      return 'refused' in tree ? tree.refused : 'it was opened';
    },
  };
}

async function printed(tree: TrialTree, ...args: string[]): Promise<string> {
  return (await tree.run({ args })).output.trimEnd();
}

let count = 0;
/** A bare repository, its commits by name. */
function history(commits: readonly SampleCommit[]) {
  const folder = join(scratch, `history ${++count} "it's"`);
  const shas = makeHistory(folder, commits).toReversed();
  return { folder, shas, head: shas.at(-1)! };
}

function git(folder: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: '/dev/null' };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

function clone(from: string, name: string, ...options: string[]): string {
  git(scratch, 'clone', '--quiet', ...options, `file://${from.replaceAll(' ', '%20').replaceAll('"', '%22')}`, name);
  return join(scratch, name);
}

const numbers = Array.from({ length: 20 }, (_, line) => `${line + 1}\n`);
/** Twenty numbers, of which some lines are others. */
const list = (changes: Record<number, string> = {}) =>
  numbers.map((line, index) => (changes[index + 1] ? `${changes[index + 1]}\n` : line)).join('');

const shop = history([
  { message: 'feat: import', files: { 'list.txt': list(), 'run.sh': ['100755', '#!/bin/sh\necho ran\n'] } },
  { message: 'feat: three (#1)', files: { 'list.txt': list({ 3: 'three' }), 'docs/three.md': 'three\n' } },
  { message: 'feat: fifteen (#2)', files: { 'list.txt': list({ 3: 'three', 15: 'fifteen' }) } },
  { message: 'feat: drei (#3)', files: { 'list.txt': list({ 3: 'drei', 15: 'fifteen' }) } },
  {
    message: 'Merge pull request #4 from shop/side\n\nfeat: side',
    files: { 'side.txt': 'side\n', 'list.txt': list({ 3: 'drei', 10: 'ten', 15: 'fifteen' }) },
    merges: [{ message: 'wip', files: { 'side.txt': 'side\n' } }],
  },
  { message: 'chore: nothing', files: {} },
]);
const [, three, fifteen, , merge, nothing] = shop.shas;

describe('a copy', () => {
  test('holds the commit and shares nothing with the clone, its settings, or its work tree', async () => {
    const user = clone(shop.folder, 'usual');
    writeFileSync(join(user, 'list.txt'), 'not committed\n');
    writeFileSync(join(user, 'secret.env'), 'not committed\n');
    const tree = await groundOn(join(user, 'docs')).open({ sha: shop.head });
    expect(await printed(tree, 'cat', 'list.txt')).toBe(list({ 3: 'drei', 10: 'ten', 15: 'fifteen' }).trimEnd());
    expect((await printed(tree, 'ls', '-A')).split('\n').sort()).toEqual([
      '.git',
      'docs',
      'list.txt',
      'run.sh',
      'side.txt',
    ]);
    expect(await printed(tree, './run.sh')).toBe('ran');
    expect(await printed(tree, 'git', 'status', '--porcelain')).toBe('');
    expect(await printed(tree, 'git', 'rev-parse', 'HEAD')).toBe(shop.head);
    expect(await printed(tree, 'git', 'log', '--oneline')).toMatch(/^\w+ chore: nothing$/);
    expect(await printed(tree, 'git', 'remote')).toBe('');

    const folder = await printed(tree, 'pwd');
    expect(readdirSync(join(folder, '.git'))).not.toContain('hooks');
    expect(readFileSync(join(folder, '.git/config'), 'utf8')).not.toMatch(/remote|filter|hook|credential|include/);
    const files = readdirSync(join(folder, '../..'), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => lstatSync(join(file.parentPath, file.name)).nlink > 1)).toEqual([]);
    for (const file of files.filter(({ name }) => ['alternates', 'config', 'gitdir'].includes(name))) {
      expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(user);
    }
  });

  test('is one of many, each by itself', async () => {
    const ground = groundOn(shop.folder);
    const trees = await Promise.all([shop.head, three!, shop.head].map((sha) => ground.open({ sha })));
    await trees[0]!.run({ args: ['rm', '-rf', 'list.txt', '.git'] });
    expect(await printed(trees[1]!, 'sed', '-n', '3p', 'list.txt')).toBe('three');
    expect(await printed(trees[2]!, 'sed', '-n', '3p', 'list.txt')).toBe('drei');
    const folder = await printed(trees[1]!, 'pwd');
    await Promise.all([trees[1]!.close(), trees[1]!.close()]);
    expect(existsSync(folder)).toBe(false);
    expect(await trees[1]!.run({ args: ['ls'] })).toMatchObject({ outcome: 'not-started', output: /closed/ });
    expect(await printed(trees[2]!, 'git', 'status', '--porcelain')).toBe('');
  });

  test('runs no command that the clone names', async () => {
    const user = clone(shop.folder, 'hostile');
    const proof = join(scratch, 'proof');
    const command = join(scratch, 'command.sh');
    writeFileSync(command, `#!/bin/sh\necho "$0 $@" >> ${proof}\ncat\n`);
    chmodSync(command, 0o755);
    const keys = ['core.fsmonitor', 'filter.d.smudge', 'filter.d.clean', 'filter.d.process', 'merge.d.driver'];
    keys.push('uploadpack.packObjectsHook', 'remote.origin.uploadpack', 'core.sshCommand', 'diff.d.command');
    for (const key of keys) git(user, 'config', key, command);
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      symlinkSync(command, join(user, '.git/hooks', hook));
    }
    writeFileSync(join(user, '.git/info/attributes'), '* filter=d merge=d diff=d\n');
    const patch = 'diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n';
    const tree = await groundOn(user).open({ sha: shop.head, without: fifteen!, patch });
    expect(await printed(tree, 'cat', 'new')).toBe('new');
    expect(existsSync(proof)).toBe(false);
  });

  test('is made from a clone that may not be written to, and leaves no trace there', async () => {
    const user = clone(shop.folder, 'read-only');
    execFileSync('chmod', ['-R', 'a-w', user]);
    const state = () =>
      readdirSync(user, { recursive: true, encoding: 'utf8' }).map((path) => {
        const { mtimeMs, ctimeMs, size, mode } = statSync(join(user, path));
        return { path, mtimeMs, ctimeMs, size, mode };
      });
    const before = state();
    const tree = await groundOn(user).open({ sha: shop.head, without: fifteen! });
    expect(await printed(tree, 'sed', '-n', '15p', 'list.txt')).toBe('15');
    expect(state()).toEqual(before);
    execFileSync('chmod', ['-R', 'u+w', user]);
  });

  test('leaves submodules empty and files of Git LFS as they are stored, and says so', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
    const files = { '.gitattributes': '*.bin filter=lfs -text\n', 'a.bin': pointer, 'deep/b.bin': pointer };
    const { folder, head } = history([
      { message: 'feat: import', files: { ...files, lib: ['160000', 'ab'.repeat(20)] } },
    ]);
    const ground = groundOn(folder);
    const tree = await ground.open({ sha: head });
    expect(await printed(tree, 'cat', 'deep/b.bin')).toBe(pointer.trimEnd());
    expect(await printed(tree, 'ls', '-A', 'lib')).toBe('');
    expect(ground.lines.join('\n')).toMatch(
      /Submodules are left empty in the copy: 1\.\nFiles of Git LFS stay pointers in the copy: 2\./,
    );
  });

  test('is made from a linked work tree, and from a repository that names its objects by SHA-256', async () => {
    const user = clone(shop.folder, 'linked');
    git(user, 'worktree', 'add', '--quiet', '-b', 'linked', join(scratch, 'linked work tree'));
    expect(
      await printed(await groundOn(join(scratch, 'linked work tree')).open({ sha: shop.head }), 'cat', 'side.txt'),
    ).toBe('side');

    const modern = join(scratch, 'sha256');
    git(scratch, 'init', '--quiet', '--object-format=sha256', modern);
    writeFileSync(join(modern, 'a'), 'a\n');
    git(modern, 'add', 'a');
    git(modern, '-c', 'user.name=Shop', '-c', 'user.email=shop@shop.example', 'commit', '--quiet', '-m', 'feat: a');
    const sha = git(modern, 'rev-parse', 'HEAD');
    expect(await printed(await groundOn(modern).open({ sha }), 'cat', 'a')).toBe('a');
  });

  test('is refused for what is no commit of the clone', async () => {
    const ground = groundOn(shop.folder);
    for (const sha of ['0'.repeat(40), '--help', 'no such branch', '']) {
      expect(await ground.refusal({ sha }), sha).toMatch(/^The clone does not hold the commit .*fetch it/);
    }
  });

  test('is impossible where there is no clone, and the error says what to do', async () => {
    const ground = groundOn(scratch);
    for (const _ of [1, 2]) {
      await expect(ground.open({ sha: shop.head })).rejects.toMatchObject({
        code: 'REPOSITORY_UNREADABLE',
        remedy: /--repo/,
      });
    }
  });
});

describe('a change is taken out of a copy', () => {
  test('by its difference, where others came after it', async () => {
    const tree = await groundOn(shop.folder).open({ sha: shop.head, without: fifteen! });
    expect(await printed(tree, 'cat', 'list.txt')).toBe(list({ 3: 'drei', 10: 'ten' }).trimEnd());
    expect(await printed(tree, 'git', 'status', '--porcelain')).toBe('M  list.txt');
  });

  test('as a whole, where it is a merge', async () => {
    const tree = await groundOn(shop.folder).open({ sha: shop.head, without: merge! });
    expect(await printed(tree, 'cat', 'list.txt')).toBe(list({ 3: 'drei', 15: 'fifteen' }).trimEnd());
    expect(await printed(tree, 'ls')).not.toContain('side.txt');
  });

  test('unless later ones build on it, or nothing of it is left', async () => {
    const ground = groundOn(shop.folder);
    expect(await ground.refusal({ sha: shop.head, without: three! })).toMatch(
      /^\w{12} cannot be taken out alone.*: list\.txt/,
    );
    expect(await ground.refusal({ sha: shop.head, without: nothing! })).toMatch(/^Nothing of \w{12} is left/);
    expect(await ground.refusal({ sha: three!, without: fifteen! })).toMatch(/^Nothing of \w{12} is left/);
  });

  test('also the first one', async () => {
    const tree = await groundOn(shop.folder).open({ sha: shop.shas[0]!, without: shop.shas[0]! });
    expect(await printed(tree, 'ls', '-A')).toBe('.git');
  });

  test('together with all that came after it, as the commit before it', async () => {
    const tree = await groundOn(shop.folder).open({ sha: fifteen!, parent: true });
    expect(await printed(tree, 'git', 'rev-parse', 'HEAD')).toBe(git(shop.folder, 'rev-parse', `${fifteen}^`));
    expect(await groundOn(shop.folder).refusal({ sha: shop.shas[0]!, parent: true })).toMatch(
      /^The clone does not hold what was before/,
    );
  });

  test('unless the clone is too shallow to know what was before it', async () => {
    const ground = groundOn(clone(shop.folder, 'shallow', '--depth=2'));
    expect(await printed(await ground.open({ sha: shop.head }), 'cat', 'side.txt')).toBe('side');
    expect(await ground.refusal({ sha: shop.head, without: merge! })).toMatch(/shallow, fetch more history/);
    expect(await ground.refusal({ sha: shop.head, without: three! })).toMatch(/^The clone does not hold the commit/);
  });
});

describe('a patch', () => {
  const added = (path: string, mode = '100644') =>
    `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n`;
  const changed = '--- a/list.txt\n+++ b/list.txt\n@@ -13,5 +13,5 @@\n 13\n 14\n-15\n+XV\n 16\n 17\n';

  test('is applied after a change is taken out, and files are laid in last', async () => {
    const files = [
      { path: 'docs/new/note.md', content: Buffer.from([0xff, 0]) },
      { path: 'run.sh', content: Buffer.from('#!/bin/sh\necho new\n') },
    ];
    const tree = await groundOn(shop.folder).open({ sha: shop.head, without: fifteen!, patch: changed, files });
    expect(await printed(tree, 'cat', 'list.txt')).toBe(list({ 3: 'drei', 10: 'ten', 15: 'XV' }).trimEnd());
    expect(await printed(tree, 'od', '-An', '-tx1', 'docs/new/note.md')).toBe(' ff 00');
    expect(await printed(tree, './run.sh')).toBe('new');
  });

  test('is refused where it does not fit', async () => {
    expect(await groundOn(shop.folder).refusal({ sha: shop.head, patch: changed })).toMatch(
      /^The patch does not fit: .*list\.txt/,
    );
    expect(await groundOn(shop.folder).refusal({ sha: shop.head, patch: 'no patch' })).toMatch(
      /^The patch does not fit/,
    );
  });

  test("is refused where it writes outside of the tree or into what is git's", async () => {
    const ground = groundOn(shop.folder);
    for (const path of [
      '../outside',
      'docs/../../outside',
      '.git/hooks/x',
      '.GIT/config',
      'docs/.git/config',
      '/etc/outside',
    ]) {
      expect(await ground.refusal({ sha: shop.head, patch: added(path) }), path).toMatch(/^The patch does not fit/);
    }
  });

  test('is refused where it makes a link or a submodule, or writes through a link', async () => {
    const ground = groundOn(shop.folder);
    expect(await ground.refusal({ sha: shop.head, patch: added('out', '120000') })).toMatch(
      /^The patch makes a link or a submodule of out/,
    );
    expect(await ground.refusal({ sha: shop.head, patch: added('out', '120000') + added('out/file') })).toMatch(
      /^The patch/,
    );
    const submodule = `diff --git a/lib b/lib\nnew file mode 160000\n--- /dev/null\n+++ b/lib\n@@ -0,0 +1 @@\n+Subproject commit ${shop.head}\n`;
    expect(await ground.refusal({ sha: shop.head, patch: submodule })).toMatch(
      /^The patch makes a link or a submodule of lib/,
    );
  });
});

describe('a file', () => {
  const outside = join(scratch, 'outside');
  mkdirSync(outside);
  const linked = history([
    {
      message: 'feat: links',
      files: { out: ['120000', outside], 'here/file': 'here\n', 'alias.txt': ['120000', 'here/file'] },
    },
  ]);

  test("is not laid outside of the tree, into what is git's, through a link, or over something else", async () => {
    const ground = groundOn(linked.folder);
    const outer = ['../file', 'here/../../file', '/file', '', 'a//b', './a', 'a\0b'];
    const gits = ['.git/config', '.Git/config', 'here/.git/config', '.git. /x', 'git~1/x', '.g\u200cit/x'];
    for (const path of [...outer, ...gits, 'out/file', 'out', 'alias.txt', 'here', 'here/file/inner']) {
      const files = [{ path, content: Buffer.from('x') }];
      expect(await ground.refusal({ sha: linked.head, files }), path).toMatch(/cannot be laid into the copy/);
    }
    expect(readdirSync(outside)).toEqual([]);
  });
});

test('a folder is copied in, and what runs there does not reach where it came from', async () => {
  const packages = join(scratch, 'packages');
  mkdirSync(join(packages, 'inner'), { recursive: true });
  writeFileSync(join(packages, 'inner/file'), 'theirs');
  const ground = groundOn(shop.folder);
  const tree = await ground.open({ sha: shop.head, folders: [{ path: 'docs/packages', from: packages }] });
  expect(await printed(tree, 'cat', 'docs/packages/inner/file')).toBe('theirs');
  await printed(tree, 'rm', '-r', 'docs/packages');
  expect(readdirSync(join(packages, 'inner'))).toEqual(['file']);
  for (const folder of [
    { path: '../packages', from: packages },
    { path: 'docs', from: packages },
    { path: 'new', from: join(packages, 'missing') },
  ]) {
    expect(await ground.refusal({ sha: shop.head, folders: [folder] })).toMatch(/laid into the copy/);
  }
});

test('a closed ground leaves nothing behind and opens no copy', async () => {
  const ground = groundOn(shop.folder);
  const folder = await printed(await ground.open({ sha: shop.head }), 'pwd');
  await ground.refusal({ sha: shop.head, patch: 'no patch' });
  expect(readdirSync(join(folder, '../..')).sort()).toEqual(['1', 'objects']);
  await Promise.all([ground.close(), ground.close()]);
  expect(existsSync(join(folder, '../..'))).toBe(false);
  expect(await ground.refusal({ sha: shop.head })).toMatch(/closed/);
});
