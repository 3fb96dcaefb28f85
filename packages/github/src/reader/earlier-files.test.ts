import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHistory, type SampleCommit, startGitHub } from '@sre-aiops/testkit';
import fc from 'fast-check';
import { gitText, openRepository } from 'sre-aiops';
import { afterAll, describe, expect, test } from 'vitest';
import type { Fetch } from '../whole-fetch.ts';
import { sampleReading } from './__fixtures__/sample-reading.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-earlier-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;

const always = { since: '1970-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', limit: 1000 };

/** One file as GitHub lists it with a commit. */
interface Listed {
  readonly filename: string;
  readonly previous_filename?: string | undefined;
  readonly status: string;
  readonly sha: string | null;
  readonly additions: number;
  readonly patch?: string;
}

/** What GitHub tells of the files of a commit instead of what it told, and whether it has more. */
type Retold = (file: Listed, message: string) => Partial<Listed>;

/** Whether every path at every commit reads as git reads it, and what that took. */
async function readAll(history: readonly SampleCommit[], options: { fetch?: Fetch; since?: string } = {}) {
  made += 1;
  const repository = join(scratch, `history-${made}`);
  const [tip] = makeHistory(repository, history);
  const shas = (await gitText(repository, ['rev-list', '--all'])).trim().split('\n');
  const [local, github] = await Promise.all([openRepository(repository), startGitHub({ repository })]);
  const { reader, asked } = sampleReading(github, options.fetch);
  const count = (wanted: string) => asked().filter((route) => route === wanted).length;
  try {
    await reader.mergedChanges({ ...always, ...(options.since ? { since: options.since } : {}) });
    await reader.listFiles(tip!);
    const before = asked().length;
    const paths = [...new Set(history.flatMap(({ files }) => Object.keys(files)))];
    for (const sha of shas) {
      expect(await reader.listFiles(sha), sha).toEqual(await local.listFiles(sha));
      for (const path of paths) {
        expect([path, await reader.readFile(path, sha)]).toEqual([path, await local.readFile(path, sha)]);
      }
    }
    return {
      asked: asked().length - before,
      archives: count('/tarball/{ref}'),
      details: count('/commits/{ref}'),
    };
  } finally {
    local.close();
    await github.close();
  }
}

/** A network in which the files of commits are told otherwise. */
function retelling(retold: Retold): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (!/\/commits\/[0-9a-f]{40}/.test(url)) return answer;
    const body = (await answer.json()) as { commit: { message: string }; files: Listed[] };
    const files = body.files.map((file) => ({ ...file, ...retold(file, body.commit.message) }));
    return Response.json({ ...body, files }, { headers: { 'content-type': 'application/json' } });
  };
}

const lines = (count: number, changed: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: count }, (_, index) => `${changed[index + 1] ?? `line ${index + 1}`}\n`).join('');

const many = (count: number, text: string) =>
  Object.fromEntries(
    lines(count)
      .split('\n')
      .map((line) => [`${line}.txt`, `${text}\n`]),
  );

const plain: readonly SampleCommit[] = [
  {
    message: 'feat: import',
    files: { 'a.txt': lines(30), 'old.txt': lines(20), 'gone.txt': lines(3), 'same.txt': 'same\n', 'src/b.txt': 'b\n' },
  },
  { message: 'feat: first (#1)', files: { 'a.txt': lines(30, { 3: 'first' }) } },
  { message: 'feat: names (#2)', files: { 'old.txt': null, 'new.txt': lines(20, { 2: 'renamed' }), 'gone.txt': null } },
  { message: 'feat: second (#3)', files: { 'a.txt': lines(30, { 3: 'first', 20: 'second' }), 'c.txt': 'c\n' } },
  { message: 'feat: moved (#4)', files: { 'src/b.txt': null, 'lib/b.txt': 'b\n', 'gone.txt': 'back\n' } },
];

test('earlier files come out of the patches, without another request', async () => {
  expect(await readAll(plain)).toEqual({ asked: 0, archives: 1, details: 4 });
});

describe('what the patches do not tell is read as it is:', () => {
  test('commits before the changes that were read, without reading more changes', async () => {
    // Those of commit 4, 3 and 2 are known: what was before commit 1 is not.
    expect(await readAll(plain, { since: '2026-03-02T10:00:00Z' })).toEqual({ asked: 1, archives: 2, details: 3 });
  });

  test.each<[string, SampleCommit['files'], SampleCommit['files'], number]>([
    ['a binary', { x: Uint8Array.of(0, 1, 2) }, { x: Uint8Array.of(0, 1, 3) }, 1],
    ['bytes that were no UTF-8', { x: Uint8Array.of(0x63, 0xe9, 0x0a) }, { x: 'café\n' }, 1],
    ['a link that moved', { x: ['120000', 'a.txt'] }, { x: ['120000', 'b.txt'] }, 1],
    ['a link that is gone', { x: ['120000', 'a.txt'] }, { x: null }, 1],
    ['a file that became a link', { x: 'text\n' }, { x: ['120000', 'a.txt'] }, 1],
    ['a line without end that is gone', { x: 'text' }, { x: null }, 1],
    ['more files than GitHub tells of at once', many(301, 'x'), many(301, 'y'), 0],
    ['more files than are read', many(901, 'x'), many(901, 'y'), 1],
    ['a binary that is gone', { x: Uint8Array.of(0, 1, 2) }, { x: null }, 1],
    ['text with a NUL beyond where git looks', { x: `${lines(2000)}\0\n` }, { x: lines(2000) }, 1],
    ['more than 1 MiB', { x: `${'x'.repeat(1023)}\n`.repeat(1025) }, { x: `${'x'.repeat(1023)}\n`.repeat(1000) }, 1],
    ['what lies beyond a long patch', { x: lines(60_000), y: 'y\n' }, { x: '', y: 'z\n' }, 1],
    ['an empty file that is gone', { x: '' }, { x: null }, 0],
    ['a file without end that is gone', { x: 'one\ntwo' }, { x: null }, 0],
    ['a text that ended and was emptied', { x: 'one\r\ntwo\r\n' }, { x: '' }, 0],
  ])('%s', async (_, before, after, archives) => {
    const history = [
      { message: 'feat: before', files: { ...before, 'a.txt': lines(9) } },
      { message: 'feat: after (#1)', files: { ...after, 'a.txt': lines(9, { 5: 'five' }) } },
    ];
    expect(await readAll(history)).toMatchObject({ archives: 1 + archives });
  });

  test('a commit of a branch that was merged', async () => {
    const merge: SampleCommit = { message: 'Merge pull request #1', files: { 'a.txt': 'c\n' } };
    const merges = [{ message: 'wip', files: { 'a.txt': 'b\n' } }];
    const history = [
      { message: 'feat: import', files: { 'a.txt': 'a\n' } },
      { ...merge, merges },
    ];
    expect(await readAll(history)).toMatchObject({ asked: 1, archives: 2 });
  });

  test('a submodule that is gone', async () => {
    const commit = '1234567890123456789012345678901234567890';
    const history: SampleCommit[] = [
      { message: 'feat: before', files: { 'a.txt': 'a\n', lib: ['160000', commit] } },
      { message: 'feat: after (#1)', files: { lib: null } },
    ];
    expect(await readAll(history)).toMatchObject({ asked: 2 });
  });

  test('a submodule that is there, and none before', async () => {
    const commit = '1234567890123456789012345678901234567890';
    const history: SampleCommit[] = [
      { message: 'feat: before', files: { 'a.txt': 'a\n' } },
      { message: 'feat: after (#1)', files: { lib: ['160000', commit] } },
      { message: 'feat: later (#2)', files: { lib: ['160000', commit.replaceAll('1', '2')], 'a.txt': 'b\n' } },
    ];
    expect(await readAll(history)).toMatchObject({ details: 2 });
  });
});

describe('what GitHub tells otherwise than git is not believed:', () => {
  const of =
    (path: string, number: number, change: (file: Listed) => Partial<Listed>): Retold =>
    (file, message) =>
      file.filename === path && message.endsWith(`(#${number})`) ? change(file) : {};
  const swap = (from: string, to: string) => (file: Listed) => ({ patch: file.patch!.replace(from, to) });

  test.each<[string, Retold]>([
    ['no patch', of('a.txt', 3, () => ({ patch: '' }))],
    ['a patch that is none', of('a.txt', 3, () => ({ patch: '@@ what' }))],
    ['a patch without a line', of('a.txt', 1, () => ({ patch: 'none', additions: 0, deletions: 0 }))],
    ['a patch that is cut', of('a.txt', 3, () => ({ additions: 2 }))],
    ['a patch that does not fit', of('a.txt', 3, swap(' line 19', ' line 18'))],
    ['a patch that lost its bytes', of('a.txt', 1, swap('-line 3', '-l\uFFFDne 3'))],
    ['a line that an older change did not leave', of('a.txt', 3, swap('-line 20', '-line 21'))],
    ['another blob', of('a.txt', 3, () => ({ sha: '0123456789012345678901234567890123456789' }))],
    ['no blob', of('a.txt', 3, () => ({ sha: null }))],
    ['an unknown status', of('a.txt', 3, () => ({ status: 'changed' }))],
    ['a rename that does not say of what', of('new.txt', 2, () => ({ previous_filename: undefined }))],
    ['a rename of what is still there', of('new.txt', 2, () => ({ previous_filename: 'a.txt' }))],
    ['the removal of what is still there', of('a.txt', 3, () => ({ status: 'removed' }))],
    ['an addition of what is not there', of('a.txt', 3, () => ({ filename: 'z.txt', status: 'added' }))],
    ['another removed line', of('gone.txt', 2, swap('-line 2', '-line two'))],
  ])('%s', async (_, retold) => {
    expect((await readAll(plain, { fetch: retelling(retold) })).archives).toBeGreaterThan(1);
  });

  test('a list of files that goes on after what is read of it', async () => {
    const more: Fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (!/\/commits\/[0-9a-f]{40}/.test(url)) return answer;
      return new Response(answer.body, { headers: { ...Object.fromEntries(answer.headers), link: '<x>; rel="next"' } });
    };
    expect((await readAll(plain, { fetch: more })).archives).toBeGreaterThan(1);
  });

  test('and one that goes on is read to its end', async () => {
    const inParts: Fetch = async (url, init) => {
      const answer = await fetch(url.replace('?page=2', ''), init);
      if (!/\/commits\/[0-9a-f]{40}/.test(url)) return answer;
      const body = (await answer.json()) as { files: Listed[] };
      const isLast = url.includes('?page=2');
      const files = isLast ? body.files.slice(1) : body.files.slice(0, 1);
      return Response.json({ ...body, files }, { headers: isLast ? {} : { link: '<x>; rel="next"' } });
    };
    expect(await readAll(plain, { fetch: inParts })).toEqual({ asked: 0, archives: 1, details: 8 });
  });

  test('a diff that GitHub fails to make', async () => {
    const failing: Fetch = async (url, init) => {
      const answer = await fetch(url, init);
      const body = /\/commits\/[0-9a-f]{40}/.test(url) ? await answer.clone().text() : '';
      return body.includes('feat: second (#3)') ? Response.json({ message: 'Server Error' }, { status: 502 }) : answer;
    };
    expect((await readAll(plain, { fetch: failing })).archives).toBeGreaterThan(1);
  });

  test.each<[string, Retold]>([
    ['the blob of a removed file', of('gone.txt', 2, () => ({ sha: null }))],
    ['the blob of a removed file but zeros', of('gone.txt', 2, () => ({ sha: '0'.repeat(40) }))],
    ['a file that only moved', of('lib/b.txt', 4, () => ({ sha: null }))],
  ])('and %s is not missed', async (_, retold) => {
    expect(await readAll(plain, { fetch: retelling(retold) })).toMatchObject({ asked: 0, archives: 1 });
  });

  test('and a mode that changed, of which GitHub names no blob, leaves text and binary as they are', async () => {
    const picture = Uint8Array.of(0, 1, 2);
    const history: SampleCommit[] = [
      { message: 'feat: import', files: { 'run.sh': 'echo\n', 'a.txt': 'a\n', pic: picture } },
      {
        message: 'fix: mode (#1)',
        files: { 'run.sh': ['100755', 'echo\n'], 'a.txt': 'b\n', pic: ['100755', '\0\x01\x02'] },
      },
      { message: 'feat: later (#2)', files: { 'run.sh': ['100755', 'echo 2\n'], 'a.txt': 'c\n' } },
    ];
    const asGitHub: Retold = (file, message) =>
      message === 'fix: mode (#1)' && file.filename !== 'a.txt' ? { sha: null } : {};
    expect(await readAll(history, { fetch: retelling(asGitHub) })).toMatchObject({ asked: 0, archives: 1 });
  });
});

/** Text of few different lines, so that patches find many places to fit; never one line without an end. */
const someText = fc
  .record({
    rows: fc.array(fc.constantFrom('a', 'b', '}', '', '\r', '-- x', '++ y', ' é', '\\ No newline'), {
      minLength: 2,
      maxLength: 24,
    }),
    ends: fc.boolean(),
  })
  .map(({ rows, ends }) => rows.join('\n') + (ends ? '\n' : ''));
const someFile = fc.oneof({ weight: 8, arbitrary: someText }, { weight: 3, arbitrary: fc.constant(null) });
const somePath = fc.constantFrom('a', 'b', 'src/c d', 'src/é');
const someChange = fc.dictionary(somePath, someFile, { minKeys: 1, maxKeys: 3 });

test('any history of texts comes out of its patches as git has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someChange, { minLength: 2, maxLength: 12 }), async (changes) => {
      const history = changes.map((files, index) => ({ message: `feat: change (#${index + 1})`, files }));
      expect(await readAll([{ message: 'feat: import', files: { keep: 'it\n' } }, ...history])).toMatchObject({
        asked: 0,
      });
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 5), seed: Number(process.env.FUZZ_SEED ?? 20_260_304) },
  );
});
