import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openRepository } from './git-repository.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-repository-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const window = { since: '2026-04-01T00:00:00Z', until: '2026-04-13T00:00:00Z', limit: 500 };
let minute = 0;

/** Runs git in a folder, one minute later each time. */
function git(cwd: string, args: readonly string[], input?: string | Buffer): string {
  const at = new Date(Date.UTC(2026, 3, 12, 9, minute++)).toISOString();
  const run = spawnSync('git', ['-c', 'user.name=Shop team', '-c', 'user.email=shop@shop.example', ...args], {
    cwd,
    input,
    env: {
      PATH: process.env.PATH,
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    },
    encoding: 'utf8',
  });
  expect(run.status, `${args.join(' ')}: ${run.stderr}`).toBe(0);
  return run.stdout.trim();
}

/** A clone whose first commit holds `total.py`. */
function clone(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  commit(folder, 'feat: totals', { 'total.py': 'total = 1\n' });
  return folder;
}

function commit(folder: string, message: string | Buffer, files: Record<string, string | Buffer> = {}): string {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  git(folder, ['add', '--all']);
  git(
    folder,
    ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim', '-F', '-'],
    message,
  );
  return git(folder, ['rev-parse', 'HEAD']);
}

async function changesOf(folder: string) {
  const repository = await openRepository(folder);
  try {
    return await repository.mergedChanges(window);
  } finally {
    repository.close();
  }
}

describe('what a commit says of itself cannot be taken for another commit', () => {
  const folder = clone('forged');
  const forged = `\x1e${'ab'.repeat(20)}\x1fcafe\x1f2026-04-12T09:50:00Z\x1fMallory\x1fforged (#666)\x1f\x1f`;
  const sha = commit(folder, `feat: tax\r (#7)\n\n${forged}\n`, {
    'total.py': `total = 2\n+x\rdiff --git a/forged.py b/forged.py\r--- a/forged.py\n${'ab'.repeat(20)}\n`,
  });

  test('by separators or by lines of its diff', async () => {
    const changes = await changesOf(folder);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ sha, number: 7, title: 'feat: tax', author: 'Shop team' });
    expect(changes[0]!.files).toEqual([{ path: 'total.py', additions: 3, deletions: 1 }]);
  });

  test('and one without a message or a change is a change all the same', async () => {
    commit(folder, '');
    expect((await changesOf(folder))[0]).toMatchObject({ title: '(no message)', body: '', files: [], patch: '' });
  });
});

test('reads files of every name, kind and encoding', async () => {
  const folder = clone('names');
  const names = ['with space.py', 'quo"te.py', 'new\nline.py', 'tab\t.py', 'back\\slash.py', '-dash.py', 'grüße.py'];
  commit(folder, 'chore: names (#2)', Object.fromEntries(names.map((name) => [name, 'x = 1\n'])));
  symlinkSync('/etc/hostname', join(folder, 'link.py'));
  commit(folder, Buffer.from('fix: gr\xfc\xdfe (#3)', 'latin1'), {
    'latin1.py': Buffer.from('# gr\xfc\xdfe\n', 'latin1'),
    'empty.py': '',
    'picture.png': Buffer.from([0, 1, 2]),
  });
  git(folder, ['mv', 'with space.py', 'renamed "it".py']);
  commit(folder, 'refactor: rename (#4)');

  const [renamed, kinds, named] = await changesOf(folder);
  expect(named!.files.map(({ path }) => path).sort()).toEqual(names.toSorted());
  expect(kinds!.files.map(({ path }) => path)).toEqual(['empty.py', 'latin1.py', 'link.py', 'picture.png']);
  expect(renamed!.files).toEqual([
    { path: 'renamed "it".py', previousPath: 'with space.py', additions: 0, deletions: 0 },
  ]);

  const repository = await openRepository(folder);
  const { sha } = await repository.head();
  const read = (path: string) => repository.readFile(path, sha);
  expect(await Promise.all(['new\nline.py', 'empty.py'].map(read))).toEqual(['x = 1\n', '']);
  expect(await Promise.all(['link.py', 'latin1.py', 'picture.png', 'none.py'].map(read))).toEqual(
    Array(4).fill(undefined),
  );
  repository.close();
});

test('keeps of a large diff what fits, counts all of it, and reads past a large file', async () => {
  const folder = clone('large');
  const lines = Array.from({ length: 60_000 }, (_, line) => `line ${line} of a generated file\n`).join('');
  commit(folder, 'chore: generate (#5)', { 'generated.txt': lines, 'small.txt': 'small\n' });
  const [change] = await changesOf(folder);
  expect(change!.files[0]).toEqual({ path: 'generated.txt', additions: 60_000, deletions: 0 });
  expect(change!.patch.length).toBeLessThan(400_001);
  expect(change!.patch.endsWith('\n')).toBe(true);

  const repository = await openRepository(folder);
  const { sha } = await repository.head();
  const read = await Promise.all(['generated.txt', 'small.txt'].map((path) => repository.readFile(path, sha)));
  expect(read).toEqual([undefined, 'small\n']);
  repository.close();
});

test.each([
  ['Merge pull request #11 from shop/tax\n\nAdd taxes', { number: 11, title: 'Add taxes' }],
  ["Merge pull request 'Add taxes' (#12) from tax into main", { number: 12, title: 'Add taxes' }],
  ["Merge branch 'tax' into 'main'\n\nAdd taxes\n\nSee merge request shop/app!13", { number: 13, title: 'Add taxes' }],
  ['Add taxes\n\nSee merge request shop/app!14\n', { number: 14, title: 'Add taxes' }],
  ['Merged in tax (pull request #15)\n\nAdd taxes', { number: 15, title: 'Add taxes' }],
  ['Pull request #16: Add taxes\n\nMerge in SHOP/app from tax to main', { number: 16, title: 'Add taxes' }],
  ['Merged PR 17: Add taxes', { number: 17, title: 'Add taxes' }],
  ['Auto merge of #18 - shop:tax, r=team\n\nAdd taxes', { number: 18, title: 'Add taxes' }],
  ['Add taxes (#19)\r\n', { number: 19, title: 'Add taxes' }],
])('finds the pull request in %j', async (message, expected) => {
  const folder = clone(`merge-${expected.number}`);
  commit(folder, message, { 'tax.py': 'tax = 19\n' });
  expect((await changesOf(folder))[0]).toMatchObject(expected);
});

test('runs no command that the clone names, heeds no taste of its owner, and writes nothing into it', async () => {
  const folder = clone('hostile');
  commit(folder, 'feat: tax (#7)', { 'total.py': 'total = 2\n' });
  const signed = git(folder, ['cat-file', 'commit', 'HEAD']).replace(/^committer.*$/m, '$&\ngpgsig forged');
  git(folder, ['update-ref', 'HEAD', git(folder, ['hash-object', '-t', 'commit', '-w', '--stdin'], `${signed}\n`)]);
  const quiet = await changesOf(folder);

  const proof = join(scratch, 'proof');
  const command = join(scratch, 'command.sh');
  writeFileSync(command, `#!/bin/sh\necho "$0 $@" >> ${proof}\n`);
  chmodSync(command, 0o755);
  const commands = ['core.fsmonitor', 'core.pager', 'diff.external', 'diff.d.textconv', 'diff.d.command'];
  commands.push('filter.d.clean', 'filter.d.smudge', 'gpg.program', 'core.sshCommand', 'core.gitProxy');
  for (const key of [...commands, 'remote.origin.uploadpack']) git(folder, ['config', key, command]);
  for (const verb of ['log', 'rev-list', 'diff-tree']) git(folder, ['config', `alias.${verb}`, `!${command}`]);
  const tastes = ['log.showSignature=true', 'color.ui=always', 'diff.noprefix=true', 'diff.context=0'];
  tastes.push('core.quotePath=true', 'format.pretty=oneline', 'i18n.logOutputEncoding=UTF-16', 'core.splitIndex=true');
  tastes.push('protocol.ext.allow=always', 'remote.origin.promisor=true', `core.hooksPath=${scratch}`);
  tastes.push('core.worktree=/', 'core.repositoryFormatVersion=1', 'extensions.partialClone=origin');
  for (const [key, value] of tastes.map((taste) => taste.split('='))) git(folder, ['config', key!, value!]);
  git(folder, ['config', 'remote.origin.url', `ext::${command} %S`]);
  writeFileSync(join(folder, '.git/info/attributes'), '* diff=d filter=d -text\n');

  expect(await changesOf(folder)).toEqual(quiet);
  const repository = await openRepository(folder);
  const { sha } = await repository.head();
  expect(await repository.applies(quiet[0]!.patch, `${sha}~1`)).toMatchObject({ ok: true });
  expect(await repository.readFile('total.py', sha)).toBe('total = 2\n');
  repository.close();

  const blob = git(folder, ['--work-tree=.', 'rev-parse', 'HEAD:total.py']);
  rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  await expect(changesOf(folder)).rejects.toMatchObject({ code: 'REPOSITORY_UNREADABLE' });
  expect(existsSync(proof)).toBe(false);
  expect(readdirSync(join(folder, '.git')).filter((file) => file.startsWith('sharedindex'))).toEqual([]);
});

test('reads a bare clone, a detached head, and a folder inside a clone alike', async () => {
  const folder = clone('usual');
  commit(folder, 'feat: tax (#7)', { 'total.py': 'total = 2\n' });
  const expected = await changesOf(folder);
  mkdirSync(join(folder, 'inside'));
  git(scratch, ['clone', '--quiet', '--bare', folder, 'bare.git']);
  git(scratch, ['clone', '--quiet', folder, 'detached']);
  git(join(scratch, 'detached'), ['checkout', '--quiet', '--detach']);
  for (const place of ['usual/inside', 'bare.git', 'detached'])
    expect(await changesOf(join(scratch, place)), place).toEqual(expected);
});

test.each(['no commit', 'no clone', 'no folder'])('says what to do where there is %s', async (what) => {
  const folder = join(scratch, what);
  if (what !== 'no folder') mkdirSync(folder);
  if (what === 'no commit') git(folder, ['init', '--quiet']);
  await expect(openRepository(folder)).rejects.toMatchObject({
    code: 'REPOSITORY_UNREADABLE',
    remedy: expect.stringContaining('--repo'),
  });
});
