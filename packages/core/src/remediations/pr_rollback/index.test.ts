import { expect, test } from 'vitest';
import { type MergedChange, memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn } from '../test-context.ts';
import { prRollback } from './index.ts';

const orders = `def total(order):
    return sum(line.price for line in order.lines)


def label(order):
    return f"Order {order.id}"
`;
const culprit: MergedChange = {
  number: 12,
  title: 'Prices in cents (#12)',
  mergedAt: '2026-03-03T09:00:00Z',
  files: {
    'shop/orders.py': orders.replace('line.price', 'line.cents'),
    'shop/money.py': 'def to_cents(price):\n    return round(price * 100)\n',
    'shop/legacy.py': null,
  },
};
const start = { 'shop/orders.py': orders, 'shop/legacy.py': 'OLD = 1\n', 'shop/other.py': 'x = 1\n' };

async function rollback(
  later: readonly MergedChange[],
  change: MergedChange = culprit,
  files: Record<string, string> = start,
) {
  const code = memoryRepository({ files, changes: [change, ...later] });
  const context = await contextFor(code, {
    mode: 'code-defect',
    log: ['TypeError'],
    culprit: code.numbered(change.number!),
  });
  return prRollback.plan(context);
}

test('takes every file back and keeps what later changes did beside it', async () => {
  const renamed = orders.replace('line.price', 'line.cents').replace('Order {', 'No. {');
  const plan = planIn(
    await rollback([
      { number: 13, title: 'Shorter label', mergedAt: '2026-03-03T10:00:00Z', files: { 'shop/orders.py': renamed } },
    ]),
  );

  expect(contentOf(plan, 'shop/orders.py')).toBe(orders.replace('Order {', 'No. {'));
  expect(contentOf(plan, 'shop/money.py')).toBeUndefined();
  expect(contentOf(plan, 'shop/legacy.py')).toBe('OLD = 1\n');
  expect(plan.title).toBe('Revert #12: Prices in cents');
});

test('keeps lines that a later change put right below its own', async () => {
  const list = (names: string[]) => `routes = [\n${names.map((name) => `    "${name}",\n`).join('')}]\n`;
  const plan = planIn(
    await rollback(
      [{ number: 13, title: 'More', mergedAt: '2026-03-03T10:00:00Z', files: { 'r.py': list(['a', 'b', 'c']) } }],
      { number: 12, title: 'b', mergedAt: '2026-03-03T09:00:00Z', files: { 'r.py': list(['a', 'b']) } },
      { 'r.py': list(['a']) },
    ),
  );

  expect(contentOf(plan, 'r.py')).toBe(list(['a', 'c']));
});

test('names the file and the later change that is in the way', async () => {
  const rewritten = orders.replace('line.price', 'line.cents * line.count');
  const planned = await rollback([
    {
      number: 14,
      title: 'Count lines (#14)',
      mergedAt: '2026-03-03T10:00:00Z',
      files: { 'shop/orders.py': rewritten },
    },
  ]);

  expect(planned).toEqual({ declined: expect.stringMatching(/shop\/orders\.py conflicts .* by #14 "Count lines"/) });
});

test('refuses when a later change has come to lean on what it would remove', async () => {
  const planned = await rollback([
    {
      number: 15,
      title: 'Refunds',
      mergedAt: '2026-03-03T10:00:00Z',
      files: { 'shop/refunds.py': 'from shop.money import to_cents\n\n\ndef refund(x):\n    return to_cents(x)\n' },
    },
  ]);

  expect(planned).toEqual({ declined: expect.stringContaining('shop/refunds.py uses to_cents since #15') });
});

test('leaves an applied migration where it is, and says so', async () => {
  const change = {
    ...culprit,
    files: { ...culprit.files, 'db/V2__cents.sql': 'create table cents (id bigint primary key);\n' },
  };

  const plan = planIn(await rollback([], change));

  expect(plan.edits.map(({ path }) => path)).not.toContain('db/V2__cents.sql');
  expect(plan.summary).toContain('db/V2__cents.sql stays');
});

test('refuses when the migration that stays took away what the old code needs', async () => {
  const change = {
    ...culprit,
    files: { ...culprit.files, 'db/V2__cents.sql': 'alter table line drop column price;\n' },
  };

  expect(await rollback([], change)).toEqual({ declined: expect.stringContaining('has already taken price out') });
});

test('moves a renamed file back', async () => {
  const change: MergedChange = {
    number: 12,
    title: 'Rename',
    mergedAt: '2026-03-03T09:00:00Z',
    files: { 'shop/sales.py': orders.replace('line.price', 'line.cents') },
    renames: { 'shop/sales.py': 'shop/orders.py' },
  };

  const plan = planIn(await rollback([], change));

  expect(contentOf(plan, 'shop/sales.py')).toBeUndefined();
  expect(contentOf(plan, 'shop/orders.py')).toBe(orders);
});

test('refuses a binary file', async () => {
  const code = memoryRepository({
    files: start,
    changes: [{ ...culprit, files: { ...culprit.files, 'logo.bin': new Uint8Array([0, 1]) } }],
  });
  const context = await contextFor(code, { mode: 'code-defect', culprit: code.numbered(12) });

  expect(await prRollback.plan(context)).toEqual({
    declined: expect.stringContaining('logo.bin cannot be read as text'),
  });
});
