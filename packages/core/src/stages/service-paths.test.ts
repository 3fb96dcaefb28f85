import { expect, test } from 'vitest';
import type { Change, CodeReader } from '../ports/index.ts';
import { servicePaths } from './service-paths.ts';

const changes = ['lib/checkout/total.ts', 'lib/mail/send.ts', 'lib/checkout/rates/eur.ts'].map(
  (path): Change => ({
    sha: path,
    title: '',
    body: '',
    author: '',
    mergedAt: '2026-05-04T12:00:00.000Z',
    files: [{ path, additions: 1, deletions: 0 }],
    patch: '',
  }),
);

function reader(files: Readonly<Record<string, string>>): CodeReader {
  return {
    head: async () => ({ repository: 'shop/app', branch: 'main', sha: 'd', shallow: false }),
    mergedChanges: async () => [],
    change: async () => undefined,
    listFiles: async () => Object.keys(files),
    readFile: async (path) => files[path],
  };
}

const owners = '* @shop/platform\n/lib/checkout/ @shop/cart-team\n/lib/checkout/rates/ @shop/finance\n';

test.each([
  ['the team of its name owns', 'cart-api', { '.github/CODEOWNERS': owners }, ['lib/checkout/total.ts']],
  ['nobody of its name owns', 'search-api', { '.github/CODEOWNERS': owners }, []],
  ['no file says who owns', 'cart-api', {}, []],
  ['the first file that exists gives to others', 'cart-api', { CODEOWNERS: '* @ann', 'docs/CODEOWNERS': owners }, []],
])('a service has the files that %s', async (_, service, files, paths) => {
  expect([...(await servicePaths(service, changes, 'd', reader(files as Record<string, string>)))]).toEqual(paths);
});
