import { describe, expect, test } from 'vitest';
import { standingOf } from './none.ts';
import { rankChanges } from './rank.ts';
import { changeOf } from './test-changes.ts';

const subjects = ['avatars', 'invoices', 'search', 'exports', 'themes', 'webhooks', 'quotas', 'labels'];
const neighbours = subjects.map((subject, index) =>
  changeOf({
    number: index + 1,
    title: `Show ${subject} by month`,
    mergedAt: `2026-04-0${index + 1}T08:00:00Z`,
    files: { [`src/${subject}.ts`]: [`-  return list(${subject});`, `+  return monthly(${subject});`] },
  }),
);
const culprit = changeOf({
  number: 20,
  title: 'Round currency conversion once, at checkout',
  mergedAt: '2026-04-02T08:00:00Z',
  files: { 'src/checkout/currency.ts': ['-  return round(convert(price));', '+  return convert(price);'] },
});
const report = { parts: [{ text: 'Prices at checkout show nine decimals after currency conversion' }], frames: [] };

describe('none of the changes', () => {
  test('is less likely while the culprit is among them', () => {
    const held = rankChanges(report, [...neighbours, culprit]);
    const missing = rankChanges(report, neighbours);

    expect(held.ranked[0]!.change).toBe(culprit);
    expect(held.noneScore).toBeLessThan(0.2);
    expect(missing.noneScore).toBeGreaterThan(2 * held.noneScore);
  });

  test('follows the prior of the failure', () => {
    const rare = rankChanges(report, neighbours, { changePrior: 0.1 });

    expect(rare.noneScore).toBeGreaterThan(rankChanges(report, neighbours).noneScore);
  });
});

describe('standingOf', () => {
  test('is highest where one change stands alone', () => {
    expect(standingOf([5, 0, 0, 0, 0])).toBeGreaterThan(standingOf([5, 4, 3, 2, 0]));
  });

  test('says nothing of one change, or of changes alike', () => {
    expect(standingOf([3])).toBeCloseTo(0, 9);
    expect(standingOf([2, 2, 2])).toBeLessThan(0);
  });

  test('is not raised by a change that cannot have done it', () => {
    expect(standingOf([3, 1, 2, -5])).toBe(standingOf([3, 1, 2, -40]));
  });
});
