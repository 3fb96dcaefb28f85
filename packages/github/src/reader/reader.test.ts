import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHistory, sampleChanges, startGitHub } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-reader-'));
const repository = join(scratch, 'history');
/** Newest first. */
const [four, three, two, one, imported] = makeHistory(repository, sampleChanges) as [
  string,
  string,
  string,
  string,
  string,
];
const github = await startGitHub({ repository });
afterAll(async () => {
  await github.close();
  rmSync(scratch, { recursive: true, force: true });
});

const always = { since: '1970-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', limit: 1000 };
const titles = (changes: readonly { title: string }[] | undefined) => changes?.map(({ title }) => title);

describe('trees for writing', () => {
  test('are those of GitHub, also where files could be worked out', async () => {
    const { reader, asked } = sampleReading(github);
    await reader.mergedChanges(always);
    await reader.listFiles(four);
    const before = asked().length;
    expect([...(await reader.modes(one))]).toEqual([['a.txt', '100644']]);
    expect(asked().slice(before)).toEqual(['/tarball/{ref}']);
    expect(await reader.treeOf(one)).toMatch(/^[0-9a-f]{40}$/);
    expect(asked().slice(before)).toHaveLength(1);
  });

  test('come as archives as long as these are not large together, and else as lists', async () => {
    const large = 290 * 1024;
    const { reader, asked } = sampleReading(github, async (url, init) => {
      const answer = await fetch(url, init);
      return /\/shop\/bookshop$/.test(String(url))
        ? Response.json({ ...((await answer.json()) as object), size: large })
        : answer;
    });
    await reader.head();
    const before = asked().length;
    for (const sha of [four, three, two, one, imported]) await reader.modes(sha);
    const archives = Array.from({ length: 4 }, () => '/tarball/{ref}');
    expect(asked().slice(before)).toEqual([...archives, '/git/trees/{tree}']);
  });

  test('are not read for one file of the tip, which tells whether it is there and is text', async () => {
    const { reader, asked } = sampleReading(github);
    expect(await reader.tipText('a.txt')).toBe('four\n');
    expect(await reader.tipText('none.txt')).toBeUndefined();
    expect(asked()).toEqual(['/contents/{+path}', '/contents/{+path}']);
    await reader.listFiles((await reader.head()).sha);
    const before = asked().length;
    expect(await reader.tipText('a.txt')).toBe('four\n');
    expect(await reader.tipText('none.txt')).toBeUndefined();
    expect(asked()).toHaveLength(before);
  });

  test('of a commit that nobody read cost a request for its id', async () => {
    const known = sampleReading(github);
    await known.reader.head();
    const { reader, asked } = sampleReading(github);
    expect(await reader.treeOf(two)).toBe(await known.reader.treeOf(two));
    expect(asked()).toEqual(['/git/commits/{commit}']);
  });
});

describe('a repository', () => {
  test('on a GitHub Enterprise Server is read like any other', async () => {
    const served = await startGitHub({ repository, basePath: '/api/v3' });
    try {
      const { reader } = sampleReading(served);
      expect(await reader.head()).toEqual({
        repository: 'shop/bookshop',
        branch: 'main',
        sha: four,
        shallow: false,
        url: `${served.serverUrl}/shop/bookshop`,
      });
      expect(titles(await reader.mergedChanges(always))).toHaveLength(4);
      expect(await reader.readFile('a.txt', four)).toBe('four\n');
      expect(await reader.readFile('a.txt', one)).toBe('one\n');
      expect(titles(await sampleReading(served).reader.changesBetween(one, two, 9))).toEqual(['feat: two']);
    } finally {
      await served.close();
    }
  });

  test('without a commit is refused, and says what to name', async () => {
    const { reader } = sampleReading(github, async (url, init) =>
      url.includes('/commits?')
        ? Response.json({ message: 'Git Repository is empty.' }, { status: 409 })
        : fetch(url, init),
    );
    const refusal = {
      code: 'REPOSITORY_UNREADABLE',
      message: 'shop/bookshop has no commit yet.',
      remedy: 'Name the repository that runs in production.',
    };
    await expect(reader.head()).rejects.toMatchObject(refusal);
    await expect(reader.mergedChanges(always)).rejects.toMatchObject(refusal);
  });

  test('that the token may not see says that it may be private, and what the token needs', async () => {
    const { reader } = sampleReading({ ...github, name: 'shop/vault' });
    await expect(reader.head()).rejects.toMatchObject({
      code: 'GITHUB_NOT_FOUND',
      message: 'GitHub did not let us read the repository (404): Not Found.',
      remedy: expect.stringMatching(/may not see a private repository gets the same answer.*`contents: read`/),
    });
  });

  test('that fails once is asked again at the next call', async () => {
    let fails = true;
    const { reader } = sampleReading(github, async (url, init) => {
      if (!fails) return fetch(url, init);
      return Response.json({ message: 'Bad credentials' }, { status: 401 });
    });
    await expect(reader.head()).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    fails = false;
    expect(await reader.head()).toMatchObject({ sha: four });
  });

  test('whose API is another page says that it is no GitHub', async () => {
    const page = new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } });
    const { reader } = sampleReading(github, async () => page.clone());
    await expect(reader.head()).rejects.toMatchObject({
      code: 'GITHUB_UNREACHABLE',
      remedy: expect.stringContaining('GITHUB_API_URL'),
    });
  });
});
