import { expect, test } from 'vitest';
import type { KnowledgeEntry } from './entry.ts';
import { recall } from './recall.ts';
import { words } from './words.ts';

function entry(id: string, over: Partial<KnowledgeEntry> = {}): KnowledgeEntry {
  return {
    schemaVersion: 1,
    id,
    key: `generic/${id}/checkout/-/-`,
    title: 'Something else',
    service: 'checkout',
    severity: 'P2',
    category: 'application',
    failureMode: 'code-defect',
    culprit: null,
    remediationType: 'code_fix',
    resolution: 'It was mended.',
    outcome: 'healed',
    firstSeenAt: '2026-01-01T00:00:00Z',
    lastSeenAt: '2026-01-01T00:00:00Z',
    occurrences: ['2026-01-01T00:00:00Z'],
    symptoms: [],
    tags: [],
    body: '',
    ...over,
  };
}

test('splits identifiers and drops what every incident says', () => {
  expect(words('The error in priceOld and HTTPServerError, order_items 42 at 2026')).toEqual([
    'priceold',
    'price',
    'old',
    'httpservererror',
    'order_item',
    'order',
    'item',
  ]);
});

test('an identifier written in another style is met, and the sentence names the shared words', () => {
  const drift = entry('drift', { symptoms: ['column "price_old" is ambiguous'] });
  const [best] = recall({ text: 'SQLGrammarException: getPriceOld' }, [entry('other'), drift]);
  expect(best?.id).toBe('drift');
  expect(best?.why).toMatch(/^Shares the words .*\bprice\b.*\.$/);
});

test('the failure mode speaks for a past incident even without a shared word', () => {
  const [best] = recall({ text: 'zzz', failureMode: 'deadlock' }, [
    entry('a'),
    entry('b', { failureMode: 'deadlock' }),
  ]);
  expect(best).toEqual({ id: 'b', score: 0.35, why: 'Shares the failure mode deadlock.' });
});

test('a shared service alone is no likeness', () => {
  expect(recall({ text: 'zzz', service: 'checkout' }, [entry('a')])).toEqual([]);
});

test('a rare word counts for more than one that all entries have', () => {
  const entries = [
    ...Array.from({ length: 8 }, (_, index) => entry(`t${index}`, { symptoms: ['connection timeout'] })),
    entry('rare', { symptoms: ['kerberos ticket'] }),
  ];
  const [best, second] = recall({ text: 'connection timeout kerberos' }, entries);
  expect(best?.id).toBe('rare');
  expect(second?.score ?? 0).toBeLessThan((best?.score ?? 0) / 2);
});

test('scores stay within 0 and 1 and ties keep one order', () => {
  const text = Array.from({ length: 300 }, (_, index) => `word${index}x`).join(' ');
  const found = recall({ text, failureMode: 'code-defect', service: 'checkout' }, [
    entry('b', { body: text }),
    entry('a', { body: text }),
  ]);
  expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
  for (const { score } of found) expect(score).toBeLessThanOrEqual(1);
});

test('finds one of 10,000 entries', () => {
  const body = Array.from({ length: 120 }, (_, index) => `ordinary${index % 50} talk about pods`).join(' ');
  const many = Array.from({ length: 10_000 }, (_, index) =>
    entry(`e${index}`, { body, title: `marker${index}x is away` }),
  );
  const [best] = recall({ text: 'marker777x' }, many);
  expect(best?.id).toBe('e777');
});

test('answers nothing to nothing', () => {
  expect(recall({ text: '' }, [entry('a')])).toEqual([]);
  expect(recall({ text: 'anything' }, [])).toEqual([]);
});
