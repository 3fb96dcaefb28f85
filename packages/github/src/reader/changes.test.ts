import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHistory, sampleChanges, sampleHour, startGitHub } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-changes-'));
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
const absent = '0123456789012345678901234567890123456789';
const titles = (changes: readonly { title: string }[] | undefined) => changes?.map(({ title }) => title);

describe('merged changes', () => {
  test('are those of the window, newest first, without the import and what branches brought', async () => {
    const { reader } = sampleReading(github);
    expect(titles(await reader.mergedChanges(always))).toEqual([
      'feat: four',
      'fix: by hand',
      'feat: two',
      'feat: one',
    ]);
    const { since, until } = { since: sampleHour(1), until: sampleHour(3) };
    expect(titles(await reader.mergedChanges({ since, until, limit: 9 }))).toEqual(['feat: two', 'feat: one']);
    expect(titles(await reader.mergedChanges({ since, until, limit: 1 }))).toEqual(['feat: two']);
    expect(await reader.mergedChanges({ since: until, until: since, limit: 9 })).toEqual([]);
  });

  test('cost a request each, once', async () => {
    const { reader, asked } = sampleReading(github);
    await reader.mergedChanges(always);
    await reader.mergedChanges(always);
    await reader.change(four);
    const each = Array.from({ length: 4 }, () => '/commits/{ref}');
    expect(asked().sort()).toEqual(['', '/commits', ...each, '/pulls'].sort());
  });

  test('go on beyond a commit whose clock was wrong', async () => {
    const skewed = join(scratch, 'skewed');
    makeHistory(skewed, [
      { message: 'feat: import', files: { 'a.txt': 'a\n' } },
      { message: 'feat: before (#1)', files: { 'a.txt': 'b\n' } },
      { message: 'feat: wrong (#2)', files: { 'a.txt': 'c\n' }, at: '2001-01-01T00:00:00Z' },
      { message: 'feat: after (#3)', files: { 'a.txt': 'd\n' } },
    ]);
    const served = await startGitHub({ repository: skewed });
    try {
      const window = { since: sampleHour(1), until: sampleHour(9), limit: 9 };
      expect(titles(await sampleReading(served).reader.mergedChanges(window))).toEqual(['feat: after', 'feat: before']);
    } finally {
      await served.close();
    }
  });

  test('are told by their commits where no pull request is theirs', async () => {
    const { reader } = sampleReading(github);
    expect(await reader.change(three)).toEqual({
      sha: three,
      parentSha: two,
      title: 'fix: by hand',
      body: 'Nobody looked.',
      author: 'Shop team',
      mergedAt: sampleHour(4),
      url: `${github.serverUrl}/shop/bookshop/commit/${three}`,
      files: [{ path: 'a.txt', additions: 1, deletions: 1 }],
      patch: 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+three\n',
    });
    expect(await reader.change(four)).toMatchObject({ number: 4, url: `${github.serverUrl}/shop/bookshop/pull/4` });
    expect(await reader.change(imported)).not.toHaveProperty('parentSha');
  });

  test('are none of a commit that is not there, or is no id', async () => {
    const { reader, asked } = sampleReading(github);
    expect(await reader.change(absent)).toBeUndefined();
    expect(asked()).toEqual(['/commits/{ref}']);
    expect(await reader.change('main')).toBeUndefined();
    expect(await reader.change('')).toBeUndefined();
    expect(asked()).toHaveLength(1);
    const refusal = { message: `No commit found for SHA: ${absent}` };
    const refusing = sampleReading(github, async () => Response.json(refusal, { status: 422 }));
    expect(await refusing.reader.change(absent)).toBeUndefined();
  });

  test('come with no more of a patch than is kept, cut at the end of a line', async () => {
    const long = join(scratch, 'long');
    const [sha] = makeHistory(long, [
      { message: 'feat: import', files: { 'a.txt': 'a\n' } },
      { message: 'feat: long (#1)', files: { 'long.txt': 'a line of a long file\n'.repeat(30_000) } },
    ]);
    const served = await startGitHub({ repository: long });
    try {
      const { patch, files } = (await sampleReading(served).reader.change(sha!))!;
      expect(Buffer.byteLength(patch)).toBeLessThanOrEqual(400_000);
      expect(Buffer.byteLength(patch)).toBeGreaterThan(399_900);
      expect(patch.endsWith('\n+a line of a long file\n')).toBe(true);
      expect(files).toEqual([{ path: 'long.txt', additions: 30_000, deletions: 0 }]);
    } finally {
      await served.close();
    }
  });
});

describe('a history of more than one page', () => {
  const count = 230;
  const commits = Array.from({ length: count }, (_, index) => ({
    message: `feat: ${index} (#${index + 1})`,
    files: { 'a.txt': `${index}\n` },
  }));

  test('is read as far back as the window reaches, and no further', async () => {
    const folder = join(scratch, 'pages');
    const shas = makeHistory(folder, commits);
    const served = await startGitHub({ repository: folder });
    try {
      const { reader, asked } = sampleReading(served);
      const pages = () => asked().filter((route) => route === '/commits').length;
      expect(titles(await reader.mergedChanges({ since: sampleHour(225), until: sampleHour(227), limit: 9 }))).toEqual([
        'feat: 227',
        'feat: 226',
        'feat: 225',
      ]);
      expect(pages()).toBe(1);
      expect(titles(await reader.mergedChanges({ since: sampleHour(120), until: sampleHour(121), limit: 9 }))).toEqual([
        'feat: 121',
        'feat: 120',
      ]);
      expect(pages()).toBe(2);
      expect(titles(await reader.mergedChanges({ since: sampleHour(0), until: sampleHour(1), limit: 9 }))).toEqual([
        'feat: 1',
      ]);
      expect(pages()).toBe(3);
      expect(titles(await reader.changesBetween(shas[201]!, shas[199]!, 9))).toEqual(['feat: 30', 'feat: 29']);
      expect(asked().filter((route) => route.startsWith('/compare'))).toEqual([]);
    } finally {
      await served.close();
    }
  });
});

describe('the changes between two commits', () => {
  test('come from the history where both were read', async () => {
    const { reader, asked } = sampleReading(github);
    await reader.mergedChanges(always);
    expect(titles(await reader.changesBetween(one, four, 9))).toEqual(['feat: four', 'fix: by hand', 'feat: two']);
    expect(await reader.changesBetween(four, four, 9)).toEqual([]);
    expect(asked()).not.toContain('/compare/{basehead}');
  });

  test('come from a comparison where they were not, the same ones', async () => {
    const { reader, asked } = sampleReading(github);
    expect(titles(await reader.changesBetween(one, four, 9))).toEqual(['feat: four', 'fix: by hand', 'feat: two']);
    expect(asked()).toContain('/compare/{basehead}');
    expect(titles(await sampleReading(github).reader.changesBetween(four, one, 9))).toEqual([]);
  });

  test('cannot be told when they are too many, or a commit is not there', async () => {
    const { reader } = sampleReading(github);
    expect(await reader.changesBetween(one, four, 2)).toBeUndefined();
    expect(await reader.changesBetween(absent, four, 9)).toBeUndefined();
    expect(await reader.changesBetween(one, absent, 9)).toBeUndefined();
  });

  test('cannot be told when GitHub leaves some of them out', async () => {
    const { reader } = sampleReading(github, async (url, init) => {
      const answer = await fetch(url, init);
      if (!url.includes('/compare/')) return answer;
      return Response.json({ ...((await answer.json()) as object), total_commits: 251 });
    });
    expect(await reader.changesBetween(one, four, 300)).toBeUndefined();
  });
});
