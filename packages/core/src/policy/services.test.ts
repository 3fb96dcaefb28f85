import { expect, test } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { repositoryOfService } from './services.ts';

const policy = parsePolicy(`services:
  catalog-*: shop/catalog
  catalog-admin: shop/admin
  Check Out: shop/checkout
  '*-srv': shop/rest
`);

test.each([
  ['catalog-srv', 'shop/catalog'],
  ['catalog-admin', 'shop/admin'],
  ['check out', 'shop/checkout'],
  ['bookshop-srv', 'shop/rest'],
  ['catalog', undefined],
  ['x-catalog-y', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
])('%s lives in %s', (service, repository) => {
  expect(repositoryOfService(policy, service)).toBe(repository);
});

test('names stay as they are written, and a pattern is no regular expression', () => {
  expect(Object.keys(policy.services)).toContain('catalog-admin');
  const odd = parsePolicy("services:\n  'a.b(*': shop/odd\n");
  expect(repositoryOfService(odd, 'a.b(c')).toBe('shop/odd');
  expect(repositoryOfService(odd, 'axb(c')).toBeUndefined();
});

test.each([
  ['no repository', 'services:\n  a: checkout\n', /services\.a/],
  ['one that leads elsewhere', 'services:\n  a: shop/..\n', /must be a repository/],
  ['a list', 'services: [a]\n', /services/],
  ['too many wildcards', "services:\n  '****': a/b\n", /more than three/],
])('refuses %s', (_, text, message) => {
  expect(() => parsePolicy(text)).toThrow(message);
});
