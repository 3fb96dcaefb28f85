import { expect, test } from 'vitest';
import { inSentence } from './naming.ts';

test.each([
  ['Schema drift', 'schema drift'],
  ['TLS certificate expiry', 'TLS certificate expiry'],
  ['N+1 queries', 'N+1 queries'],
  ['DNS or network policy', 'DNS or network policy'],
])('%s is %s inside a sentence', (title, inside) => {
  expect(inSentence(title)).toBe(inside);
});
