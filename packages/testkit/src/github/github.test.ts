import { afterAll, expect, test } from 'vitest';
import { startGitHub } from './start-github.ts';

const github = await startGitHub({ files: { 'README.md': '# Bookshop\n' } });
afterAll(() => github.close());

test('a person pushes, opens and merges', async () => {
  await github.act.push({ branch: 'change', files: { 'src/a.txt': 'a\n' } });
  const number = await github.act.openPull({ title: 'feat: a', head: 'change' });
  expect(github.state().pulls[0]).toMatchObject({ number, files: { 'src/a.txt': 'a\n' } });
  await github.act.mergePull(number);
  expect(github.state().files('main')).toEqual({ 'README.md': '# Bookshop\n', 'src/a.txt': 'a\n' });
});
