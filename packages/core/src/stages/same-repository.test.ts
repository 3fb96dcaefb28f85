import { expect, test } from 'vitest';
import { memoryRepository } from '../../../testkit/src/memory-repository.ts';
import { sampleIncident } from '../failure-modes/sample-incident.ts';
import { noRepository } from '../ports/no-repository.ts';
import { assertPublishedAtHome, assertSameRepository } from './same-repository.ts';

const shop = memoryRepository({
  name: 'acme/shop',
  files: { 'a.py': 'x = 1\n' },
  changes: [
    { number: 1, title: 'two', mergedAt: '2026-03-04T09:00:00Z', files: { 'a.py': 'x = 2\n' } },
    { number: 2, title: 'three', mergedAt: '2026-03-04T10:00:00Z', files: { 'a.py': 'x = 3\n' } },
  ],
});

function readAt(headSha: string, code = shop as Parameters<typeof assertSameRepository>[1]) {
  const warnings: string[] = [];
  const log = {
    info: () => {},
    warning: (text: string) => warnings.push(text),
    section: <T>(_: string, work: () => T) => work(),
  };
  const incident = { ...sampleIncident({}), repository: { name: 'acme/shop', branch: 'main', headSha } };
  return assertSameRepository(incident, code, log).then(() => warnings);
}

test('goes on at a head that moved on, and says so', async () => {
  expect(await readAt(shop.numbered(2).sha)).toEqual([]);
  expect(await readAt(shop.numbered(1).sha)).toEqual([expect.stringContaining('moved on')]);
});

test('refuses a repository without the commit of the incident, and says which one is wanted', async () => {
  const refused = {
    code: 'REPOSITORY_UNREADABLE',
    message: expect.stringContaining('acme/shop'),
    remedy: expect.stringContaining('--repo'),
  };
  await expect(readAt('f'.repeat(40))).rejects.toMatchObject(refused);
  await expect(readAt('f'.repeat(40), noRepository)).rejects.toMatchObject(refused);
  expect(await readAt('', noRepository)).toEqual([]);
});

test.each([
  ['acme/shop', 'acme/shop', true],
  ['Acme/Shop', 'acme/shop', true],
  ['shop', 'acme/shop', true],
  ['', 'acme/shop', true],
  ['acme/secret', 'acme/shop', false],
])('an incident that was read in %j is published in %s: %s', (name, target, published) => {
  const incident = { ...sampleIncident({}), repository: { name, branch: 'main', headSha: '' } };
  const publish = () => assertPublishedAtHome(incident, target);

  if (published) publish();
  else expect(publish).toThrow('read in acme/secret, so it is not published in acme/shop');
});
