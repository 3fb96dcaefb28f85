import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, CodeReader } from '@sre-aiops/core';
import { buildWorld, incidentsIn, makeHistory, type SampleCommit, startGitHub } from '@sre-aiops/testkit';
import { openRepository } from 'sre-aiops';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

/** All twelve in the long form. */
const incidents = incidentsIn(join(import.meta.dirname, '../../../../incidents')).slice(
  0,
  process.env.SRE_AIOPS_LONG === '1' ? undefined : 4,
);
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-parity-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const always = { since: '1970-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', limit: 1000 };
/** Of a repository, the paths that no change touched and that are read all the same. */
const untouched = 5;

/** A repository read by git itself, and by two readers of GitHub: one that knows the changes, one that knows nothing. */
interface Both {
  readonly local: CodeReader;
  readonly informed: CodeReader;
  readonly fresh: () => CodeReader;
  readonly changes: readonly Change[];
  readonly asked: () => readonly string[];
}

async function withBoth(repository: string, compare: (both: Both) => Promise<void>): Promise<void> {
  const [local, github] = await Promise.all([openRepository(repository), startGitHub({ repository })]);
  const { reader: informed, asked } = sampleReading(github);
  const changes = await informed.mergedChanges(always);
  try {
    await compare({ local, informed, fresh: () => sampleReading(github).reader, changes, asked });
  } finally {
    local.close();
    await github.close();
  }
}

/** A change but for its link, and its patch without what GitHub does not tell: ids, similarity, modes, binaries. */
function comparable({ url: _, patch, ...change }: Change): object {
  const untold = /^(?:(?:index|similarity index|old mode|new mode) .*|Binary files .*)\n/gm;
  return { ...change, patch: patch.replaceAll(untold, '').replaceAll(/^(new|deleted) file mode \d+$/gm, '$1 file') };
}

/** Everything that a change touched, and a few paths that it did not, as one reader has them at a commit. */
async function filesAt(reader: CodeReader, sha: string, touched: readonly string[]): Promise<object> {
  const paths = await reader.listFiles(sha);
  const others = paths.filter((_, index) => index % Math.ceil(paths.length / untouched) === 0);
  const read = [...new Set([...touched, ...others, 'no-such-file'])];
  const texts = await Promise.all(read.map(async (path) => [path, await reader.readFile(path, sha)]));
  return { paths, texts: Object.fromEntries(texts) };
}

function touchedBy(changes: readonly Change[]): string[] {
  return changes.flatMap(({ files }) => files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
}

/** The commits of the changes and those before them, newest first. */
function commitsOf(changes: readonly Change[]): string[] {
  return [...new Set(changes.flatMap(({ sha, parentSha }) => [sha, parentSha!]))];
}

describe.each(incidents)('$id', ({ id, folder }) => {
  test('is read on GitHub as git reads it, at a request for each change and five more', async () => {
    const repository = await buildWorld({ folder }, join(scratch, id));
    await withBoth(repository, async ({ local, informed, changes, asked }) => {
      const [ours, theirs] = await Promise.all([informed.head(), local.head()]);
      expect([ours.sha, ours.branch, ours.shallow]).toEqual([theirs.sha, theirs.branch, theirs.shallow]);
      expect(changes.map(comparable)).toEqual((await local.mergedChanges(always)).map(comparable));
      for (const sha of commitsOf(changes)) {
        const touched = touchedBy(changes);
        expect(await filesAt(informed, sha, touched), sha).toEqual(await filesAt(local, sha, touched));
      }
      expect(asked().length).toBeLessThanOrEqual(changes.length + 5);
    });
  });
});

const numbered = (count: number, change: (line: string, number: number) => string = (line) => line) =>
  Array.from({ length: count }, (_, index) => change(`line ${index + 1}`, index + 1)).join('\n');
const png = (seed: number) => Uint8Array.from({ length: 200 }, (_, index) => (index * seed) % 256);
const umlauts = 'café/größe – 日本.md';

/** What trips a reader of patches, without what GitHub does not tell (types and modes that changed). */
const oddHistory: readonly SampleCommit[] = [
  {
    message: 'feat: import',
    files: {
      'lines.txt': `${numbered(40)}\n`,
      'crlf.txt': numbered(12, (line) => `${line}\r`),
      'mixed.txt': 'unix\nwindows\r\nmac\rold\n',
      'endless.txt': 'one\ntwo',
      'ending.txt': 'one\ntwo\n',
      'empty.txt': '',
      'image.png': png(7),
      'latin1.txt': Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
      'with space/a file .txt': 'spaced\n',
      [umlauts]: '# Größe\n\n日本語\n',
      'quotes "and" back\\slashes.txt': 'quoted\n',
      link: ['120000', 'lines.txt'],
      'gone-link': ['120000', 'gone.txt'],
      'run.sh': ['100755', '#!/bin/sh\necho run\n'],
      'gone.txt': 'gone\nfor\ngood\n',
      'gone-empty.txt': '',
      'gone-short.txt': 'no end',
      'gone.png': png(3),
      'comes back.txt': 'first life\n',
      'dashes.sql': '-- a comment\nselect 1;\n++ no sql\n',
      'replaced.txt': '\uFFFD was here\nsecond\n',
    },
  },
  {
    message: 'feat: ends of lines (#1)\n\nBody of\r\nthe change.',
    files: {
      'crlf.txt': numbered(12, (line, number) => (number === 6 ? `${line} changed\r` : `${line}\r`)),
      'mixed.txt': 'unix\nwindows\nmac\rnew\n',
      'endless.txt': 'one\ntwo\n',
      'ending.txt': 'one\ntwo',
      'dashes.sql': '-- another comment\nselect 2;\n',
    },
  },
  {
    message: 'refactor: names (#2)',
    files: {
      'lines.txt': null,
      'moved/lines.txt': `${numbered(40, (line, number) => (number % 13 === 0 ? `${line} moved` : line))}\n`,
      'with space/a file .txt': null,
      'with space/renamed only.txt': 'spaced\n',
      [umlauts]: '# Größe\n\n日本語 – ändert sich\n',
      'quotes "and" back\\slashes.txt': 'quoted\nand changed\n',
    },
  },
  {
    message: 'chore: deletes (#3)',
    files: {
      'gone.txt': null,
      'gone-empty.txt': null,
      'gone-short.txt': null,
      'gone-link': null,
      'gone.png': null,
      'comes back.txt': null,
    },
  },
  { message: 'feat: fills and empties (#4)', files: { 'empty.txt': 'not any more', 'mixed.txt': '' } },
  { message: 'feat: comes back (#5)', files: { 'comes back.txt': 'second life\n', 'gone.txt': 'for\ngood\n' } },
  {
    message: 'Merge pull request #6 from shop/side\n\nfeat: a branch',
    files: { 'side.txt': 'by the branch, and the merge\n', 'moved/lines.txt': `${numbered(40)}\n` },
    merges: [
      { message: 'wip', files: { 'side.txt': 'by the branch\n' } },
      { message: 'wip again', files: { 'side.txt': 'by the branch, again\n', 'other.txt': 'other\n' } },
    ],
  },
  {
    message: 'chore: a new picture',
    files: { 'image.png': png(11), 'run.sh': ['100755', '#!/bin/sh\necho running\n'] },
  },
  {
    message: 'feat: of the encoding (#8)',
    files: { 'latin1.txt': 'café\n', 'replaced.txt': 'second\n', link: ['120000', 'side.txt'] },
  },
  { message: 'docs: the end (#9)', files: { 'moved/lines.txt': `${numbered(41)}\n`, 'side.txt': 'last\n' } },
];

test('a history of odd files is read on GitHub as git reads it, whether its changes were read before or not', async () => {
  const repository = join(scratch, 'odd');
  makeHistory(repository, oddHistory);
  await withBoth(repository, async ({ local, informed, fresh, changes }) => {
    expect(changes.map(comparable)).toEqual((await local.mergedChanges(always)).map(comparable));
    expect(changes.map(({ number }) => number)).toEqual([9, 8, undefined, 6, 5, 4, 3, 2, 1]);
    const touched = touchedBy(changes);
    const uninformed = fresh();
    for (const sha of commitsOf(changes)) {
      const expected = await filesAt(local, sha, touched);
      expect(await filesAt(informed, sha, touched), sha).toEqual(expected);
      expect(await filesAt(uninformed, sha, touched), sha).toEqual(expected);
    }
  });
});
