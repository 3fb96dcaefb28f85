import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkContract } from '../github-contract/check-contract.ts';
import { makeHistory, type SampleCommit } from '../sample-history.ts';
import { startGitHub, type TestGitHub } from './start-github.ts';

const scratch = mkdtempSync(join(tmpdir(), 'github-reading-'));
const running: TestGitHub[] = [];
afterAll(async () => {
  await Promise.all(running.map((github) => github.close()));
  rmSync(scratch, { recursive: true, force: true });
});

/** One changed file of a commit. */
interface Changed {
  readonly filename: string;
  readonly status: string;
  readonly patch?: string;
}

/** What a commit, a refusal or a file tells. */
interface Told {
  readonly sha: string;
  readonly stats: object;
  readonly files: readonly Changed[];
  readonly message: string;
  readonly content: string;
}

/** One entry of a folder's list. */
interface Entry {
  readonly type: string;
  readonly name: string;
}

/** A GitHub of a history, asked as the workflow asks; each answer is held to GitHub's contract. */
async function githubOf(history: readonly SampleCommit[], options: { private?: boolean } = {}) {
  const repository = join(scratch, `history-${running.length}`);
  const shas = makeHistory(repository, history);
  const github = await startGitHub({ repository, ...options });
  running.push(github);
  async function get<T = Told>(path: string, token = github.token) {
    const url = new URL(`${github.apiUrl}/repos/shop/bookshop/${path}`);
    const response = await fetch(url, token ? { headers: { authorization: `Bearer ${token}` } } : {});
    const body = (await response.json()) as T;
    const { status } = response;
    const headers = Object.fromEntries(response.headers);
    const asked = { method: 'GET', path: url.pathname, query: Object.fromEntries(url.searchParams) };
    expect(checkContract({ ...asked, status, responseHeaders: headers, responseBody: body })).toEqual([]);
    return { status, link: response.headers.get('link'), body };
  }
  const filesOf = async (sha = shas[0]) => (await get(`commits/${sha}`)).body.files;
  return { github, shas, get, filesOf };
}

/** The files of a commit as `status path patch`, with `|` for a line feed. */
function briefly(files: readonly Changed[]): string[] {
  return files.map(({ status, filename, patch = '' }) => `${status} ${filename} ${patch}`.replaceAll('\n', '|').trim());
}

/** The id that git gives to a text. */
function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

const end = '\\ No newline at end of file';

describe('the files of a commit', () => {
  const before = { 'file.txt': 'one\ntwo\n', link: ['120000', 'z.txt'], 'same.txt': 'z.txt', 'z.txt': 'z\n' } as const;
  const after = {
    'file.txt': ['120000', 'z.txt'],
    link: 'a file\n',
    'same.txt': ['120000', 'z.txt'],
    'z.txt': 'zz\n',
  } as const;

  test('list twice what became a link or was one, and give every later file its own patch', async () => {
    const { filesOf, get, shas } = await githubOf([
      { message: 'feat: import', files: before },
      { message: 'feat: links', files: after },
    ]);
    const files = await filesOf();
    expect(briefly(files)).toEqual([
      'removed file.txt @@ -1,2 +0,0 @@|-one|-two',
      `added file.txt @@ -0,0 +1 @@|+z.txt|${end}`,
      `removed link @@ -1 +0,0 @@|-z.txt|${end}`,
      'added link @@ -0,0 +1 @@|+a file',
      `removed same.txt @@ -1 +0,0 @@|-z.txt|${end}`,
      `added same.txt @@ -0,0 +1 @@|+z.txt|${end}`,
      'modified z.txt @@ -1 +1 @@|-z|+zz',
    ]);
    const [removed, added] = files;
    expect(removed).toMatchObject({ sha: blobId('one\ntwo\n'), additions: 0, deletions: 2, changes: 2 });
    expect(added).toMatchObject({ sha: blobId('z.txt'), additions: 1, deletions: 0, changes: 1 });
    const { body } = await get(`compare/${shas[1]}...${shas[0]}`);
    expect(briefly(body.files)).toEqual(briefly(files));
  });

  test('keep a patch whole that holds what looks like the beginning of another', async () => {
    const lookalike = 'x\rdiff --git a/b b/b\r@@ -1 +1 @@\r\u2028diff --git a/c b/c\n';
    const { filesOf } = await githubOf([
      { message: 'feat: import', files: { 'a.txt': 'a\n', 'b\u2028.txt': 'b\n', 'c.txt': 'c\n', d: '' } },
      { message: 'feat: ends', files: { 'a.txt': lookalike, 'b\u2028.txt': 'bb\n', 'c.txt': 'cc\n', d: 'd\r' } },
    ]);
    expect(briefly(await filesOf())).toEqual([
      `modified a.txt @@ -1 +1 @@|-a|+${lookalike.trim()}`,
      'modified b\u2028.txt @@ -1 +1 @@|-b|+bb',
      'modified c.txt @@ -1 +1 @@|-c|+cc',
      `modified d @@ -0,0 +1 @@|+d\r|${end}`,
    ]);
  });

  test('name no blob, and have no patch, where only the mode changed', async () => {
    const { filesOf } = await githubOf([
      { message: 'feat: import', files: { 'run.sh': 'echo\n', 'moved.sh': 'a\nb\nc\n', 'z.txt': 'z\n' } },
      {
        message: 'fix: modes',
        files: { 'run.sh': ['100755', 'echo\n'], 'moved.sh': null, 'to.sh': 'a\nb\nc\n', 'z.txt': ['100755', 'zz\n'] },
      },
    ]);
    const [mode, moved, both] = await filesOf();
    expect(mode).toMatchObject({ filename: 'run.sh', status: 'modified', sha: null, changes: 0 });
    expect(mode).not.toHaveProperty('patch');
    expect(moved).toMatchObject({ filename: 'to.sh', status: 'renamed', sha: blobId('a\nb\nc\n') });
    expect(both).toMatchObject({ filename: 'z.txt', sha: blobId('zz\n'), changes: 2 });
    expect(both).toHaveProperty('patch', '@@ -1 +1 @@\n-z\n+zz');
  });

  test('come 300 at a time, at most 3,000 of them, each page with the way to the next', async () => {
    const names = Array.from({ length: 3010 }, (_, index) => `${String(index).padStart(4, '0')}.txt`);
    const { get, shas } = await githubOf([
      { message: 'feat: import', files: { 'a.txt': 'a\n' } },
      { message: 'feat: many', files: Object.fromEntries(names.map((name) => [name, 'x\n'])) },
      { message: 'feat: fewer', files: Object.fromEntries(names.slice(0, 300).map((name) => [name, 'y\n'])) },
    ]);
    const [fewer, many] = shas as [string, string];
    const pathsOf = (body: Told) => body.files.map(({ filename }) => filename);
    const first = await get(`commits/${many}`);
    expect(pathsOf(first.body)).toEqual(names.slice(0, 300));
    expect(first.body.stats).toEqual({ additions: 3010, deletions: 0, total: 3010 });
    expect(first.link).toMatch(/^<[^>]+\?page=2>; rel="next", <[^>]+\?page=10>; rel="last"$/);
    const second = await get(`commits/${many}?page=2`);
    expect(pathsOf(second.body)).toEqual(names.slice(300, 600));
    expect(second.link).toContain('?page=3>; rel="next"');
    const last = await get(`commits/${many}?page=10`);
    expect(pathsOf(last.body)).toEqual(names.slice(2700, 3000));
    expect(last.link).toMatch(/^<[^>]+\?page=9>; rel="prev", <[^>]+\?page=1>; rel="first"$/);
    expect((await get(`commits/${many}?per_page=100&page=2`)).body.files).toHaveLength(100);
    const whole = await get(`commits/${fewer}`);
    expect([whole.body.files.length, whole.link]).toEqual([300, null]);
  });
});

test('the size of a pull request counts a file once that became a link', async () => {
  const { get } = await githubOf([
    { message: 'feat: import', files: { 'a.txt': 'a\n', link: 'a\nb\n' } },
    { message: 'feat: a link (#1)', files: { 'a.txt': 'b\n', link: ['120000', 'a.txt'] } },
  ]);
  const { body: files } = await get<Changed[]>('pulls/1/files');
  expect(briefly(files).map((file) => file.split(' @@')[0])).toEqual(['modified a.txt', 'removed link', 'added link']);
  expect((await get('pulls/1')).body).toMatchObject({ changed_files: 2, additions: 2, deletions: 3 });
});

describe('a commit', () => {
  const history = [{ message: 'feat: import', files: { 'a.txt': 'a\n' } }];

  test.each(['0123456789012345678901234567890123456789', '01234567', 'no-such-branch', 'heads/no-such-branch'])(
    'that is not there cannot be processed: %s',
    async (name) => {
      const { get } = await githubOf(history);
      const { status, body } = await get(`commits/${name}`);
      expect([status, body.message]).toEqual([422, `No commit found for SHA: ${name}`]);
    },
  );

  test('is found by branch, ref, id and the beginning of its id', async () => {
    const { get, github, shas } = await githubOf(history);
    await github.act.push({ branch: 'fix/a/b', files: { 'b.txt': 'b\n' }, from: 'main' });
    const [sha = ''] = shas;
    for (const name of ['main', 'heads/main', 'refs/heads/main', sha, sha.slice(0, 7), sha.slice(0, 4)]) {
      expect((await get(`commits/${name}`)).body.sha, name).toBe(sha);
    }
    for (const name of ['fix/a/b', 'fix%2Fa%2Fb']) {
      expect(briefly((await get(`commits/${name}`)).body.files), name).toEqual(['added b.txt @@ -0,0 +1 @@|+b']);
    }
    // Not a commit of the name `<sha>/pulls`.
    const pulls = await fetch(`${github.apiUrl}/repos/shop/bookshop/commits/${sha}/pulls`);
    expect(await pulls.json()).toEqual([]);
  });

  test('of a private repository is hidden from those who may not see it, there or not', async () => {
    const { get, shas } = await githubOf(history, { private: true });
    expect((await get(`commits/${shas[0]}`, '')).status).toBe(404);
    expect((await get('commits/no-such-branch', '')).status).toBe(404);
  });
});

describe('what stands at a path', () => {
  const files: SampleCommit['files'] = {
    'ro/a-file-with-content': 'thanks for reading me\n',
    'ro/a-dir-with-3-entries/entry-one': 'one\n',
    'ro/a-dir-with-3-entries.txt': 'beside\n',
    'ro/a-symlink-to-a-file': ['120000', 'a-file-with-content'],
    'ro/a-symlink-to-a-dir': ['120000', 'a-dir-with-3-entries'],
    'ro/up': ['120000', '../README'],
    'ro/nowhere': ['120000', 'nothing'],
    'ro/outside': ['120000', '../../README'],
    'ro/say': ['120000', '/usr/bin/say'],
    'ro/library': ['160000', '1234567890123456789012345678901234567890'],
    'ro/Readme': 'upper case\n',
    README: 'read me\n',
  };
  const githubOfFiles = () => githubOf([{ message: 'feat: import', files }]);

  test('is the content of the file that a link leads to, with the name and the id of the link', async () => {
    const { get } = await githubOfFiles();
    const { body } = await get('contents/ro/a-symlink-to-a-file');
    // As GitHub answered hub4j/github-api, GHContentIntegrationTest, testGetFileContentWithSymlink.
    expect(body).toMatchObject({
      type: 'file',
      name: 'a-symlink-to-a-file',
      path: 'ro/a-symlink-to-a-file',
      sha: 'dbb84a81d2b1b5eb4077c9b72b7497eb16ed9bf6',
      size: 22,
      encoding: 'base64',
    });
    expect(Buffer.from(body.content, 'base64').toString()).toBe('thanks for reading me\n');
    expect(body).not.toHaveProperty('target');
    const { body: up } = await get('contents/ro/up');
    expect(Buffer.from(up.content, 'base64').toString()).toBe('read me\n');
  });

  test.each([
    // As GitHub answered hub4j/github-api, in the same test.
    ['a-symlink-to-a-dir', 'a-dir-with-3-entries', 'fba4aa592c12413933e5583d5ac0bdfd3ed4eb73'],
    ['nowhere', 'nothing', blobId('nothing')],
    ['outside', '../../README', blobId('../../README')],
    ['say', '/usr/bin/say', blobId('/usr/bin/say')],
  ])('is the link itself where it leads to no file of the repository: %s', async (name, target, sha) => {
    const { get } = await githubOfFiles();
    const { body } = await get(`contents/ro/${name}`);
    expect(body).toMatchObject({ type: 'symlink', name, path: `ro/${name}`, sha, target, size: target.length });
    expect(body).not.toHaveProperty('content');
    expect((await get(`contents/ro/${name}/entry-one`)).status).toBe(404);
  });

  test('is the list of a folder as git orders it, every entry with the same fields', async () => {
    const { get } = await githubOfFiles();
    const { body: root } = await get<Entry[]>('contents');
    expect(root.map(({ type, name }) => `${type} ${name}`)).toEqual(['file README', 'dir ro']);
    const { body: inner } = await get<Entry[]>('contents/ro');
    expect(inner.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'file Readme',
      'file a-dir-with-3-entries.txt',
      'dir a-dir-with-3-entries',
      'file a-file-with-content',
      'symlink a-symlink-to-a-dir',
      'file a-symlink-to-a-file',
      'file library',
      'symlink nowhere',
      'symlink outside',
      'symlink say',
      'file up',
    ]);
    const fields = new Set([...root, ...inner].map((entry) => Object.keys(entry).sort().join(' ')));
    expect([...fields]).toEqual(['_links download_url git_url html_url name path sha size type url']);
  });

  test('is at most 1,000 entries of a folder', async () => {
    const many = Object.fromEntries(Array.from({ length: 1010 }, (_, index) => [`many/${index}.txt`, 'x\n']));
    const { get } = await githubOf([{ message: 'feat: import', files: many }]);
    expect((await get<Entry[]>('contents/many')).body).toHaveLength(1000);
  });
});
