import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHistory, type SampleFile, startGitHub } from '@sre-aiops/testkit';
import { afterAll, expect, test } from 'vitest';
import type { Fetch } from '../whole-fetch.ts';
import { sampleReading } from './__fixtures__/sample-reading.ts';
import { githubKnowledge } from './knowledge.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-trees-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;

const files: Readonly<Record<string, SampleFile>> = {
  'README.md': '# Shop\n',
  'docs/guide/one.md': 'one\n',
  'docs/guide/two.md': 'two\n',
  'docs/link.md': ['120000', 'guide/one.md'],
  'run.sh': ['100755', 'echo\n'],
  'src/größe.ts': 'const größe = 1;\n',
};
const submodule = '1234567890123456789012345678901234567890';

/** The files of a repository of one commit, as a reader has them, and what it asked for. */
async function readOnce(extra: Readonly<Record<string, SampleFile>>, through: Fetch = fetch) {
  made += 1;
  const repository = join(scratch, `tree-${made}`);
  const [sha = ''] = makeHistory(repository, [{ message: 'feat: import', files: { ...files, ...extra } }]);
  const github = await startGitHub({ repository });
  const { reader, asked } = sampleReading(github, through);
  try {
    await reader.head();
    const paths = await reader.listFiles(sha);
    const texts = await Promise.all(paths.map(async (path) => [path, await reader.readFile(path, sha)]));
    const modes = Object.fromEntries(await reader.modes(sha));
    return {
      paths,
      texts: Object.fromEntries(texts),
      modes,
      asked: asked().slice(2),
      knowledge: await githubKnowledge(reader, 'docs/').files(),
    };
  } finally {
    await github.close();
  }
}

/** A network in which GitHub tells something else of what one path holds. */
function retelling(path: RegExp, retold: (body: Record<string, unknown>, url: string) => object): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (!path.test(url)) return answer;
    return Response.json(retold((await answer.json()) as Record<string, unknown>, url));
  };
}

const expected = {
  paths: Object.keys(files).sort(),
  texts: {
    'README.md': '# Shop\n',
    'docs/guide/one.md': 'one\n',
    'docs/guide/two.md': 'two\n',
    'docs/link.md': undefined,
    'run.sh': 'echo\n',
    'src/größe.ts': 'const größe = 1;\n',
  },
};
const blobs = (count: number) => Array.from({ length: count }, () => '/git/blobs/{blob}');

test('all files of a commit come by one request', async () => {
  const { asked, modes, knowledge, ...read } = await readOnce({});
  expect(read).toEqual(expected);
  expect(asked).toEqual(['/tarball/{ref}']);
  expect(modes).toMatchObject({ 'README.md': '100644', 'run.sh': '100755', 'docs/link.md': '120000' });
  expect(knowledge).toEqual([
    { path: 'guide/one.md', text: 'one\n' },
    { path: 'guide/two.md', text: 'two\n' },
  ]);
});

test('an archive that leaves files out is not believed, but what it holds is not read again', async () => {
  const { asked, ...read } = await readOnce({ '.gitattributes': 'docs/guide export-ignore\n' });
  expect(read.texts).toEqual({ ...expected.texts, '.gitattributes': 'docs/guide export-ignore\n' });
  expect(asked).toEqual(['/tarball/{ref}', '/git/trees/{tree}', ...blobs(2)]);
});

test('an archive in which texts were filled in is not believed', async () => {
  const { asked, ...read } = await readOnce({ version: '$Format:%H$\n', '.gitattributes': 'version export-subst\n' });
  expect(read.texts).toMatchObject({ version: '$Format:%H$\n' });
  expect(asked).toEqual(['/tarball/{ref}', '/git/trees/{tree}', ...blobs(1)]);
});

test('a submodule has a mode and is no file', async () => {
  const { modes, ...read } = await readOnce({ lib: ['160000', submodule] });
  expect(read).toMatchObject(expected);
  expect(modes).toMatchObject({ lib: '160000' });
});

test('a broken archive is not believed', async () => {
  const broken: Fetch = async (url, init) => {
    const answer = await fetch(url, init);
    if (!url.includes('/tarball/')) return answer;
    return new Response((await answer.arrayBuffer()).slice(0, 200), {
      headers: { 'content-type': 'application/gzip' },
    });
  };
  const { asked, ...read } = await readOnce({}, broken);
  expect(read).toMatchObject(expected);
  expect(asked).toEqual(['/tarball/{ref}', '/git/trees/{tree}', ...blobs(5)]);
});

test('of a large repository single files are read', async () => {
  const large = retelling(/\/repos\/shop\/bookshop$/, (body) => ({ ...body, size: 400 * 1024 }));
  const { asked, ...read } = await readOnce({}, large);
  expect(read).toMatchObject(expected);
  expect(asked).toEqual(['/git/trees/{tree}', ...blobs(5)]);
});

test('a tree that GitHub gives in parts is read folder by folder', async () => {
  let whole = 0;
  const parts: Fetch = async (url, init) => {
    if (/\/shop\/bookshop$/.test(url)) return retelling(/./, (body) => ({ ...body, size: 400 * 1024 }))(url, init);
    if (!url.includes('/git/trees/')) return fetch(url, init);
    // The whole tree and the first folder below it come cut, everything else comes whole.
    const isCut = url.includes('recursive') && whole++ < 2;
    return retelling(/./, (body) => (isCut ? { ...body, truncated: true, tree: [] } : body))(url, init);
  };
  const { asked, ...read } = await readOnce({}, parts);
  expect(read).toMatchObject(expected);
  expect(asked.filter((route) => route === '/git/trees/{tree}').length).toBeGreaterThan(4);
});
