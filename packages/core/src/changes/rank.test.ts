import { describe, expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import { changeOf } from './test-changes.ts';
import type { Symptom } from './types.ts';

const onsetAt = '2026-04-10T12:00:00Z';
const neighbours = [
  changeOf({
    number: 3,
    title: 'Tidy the release notes',
    mergedAt: '2026-04-10T09:00:00Z',
    files: { 'docs/release.md': ['+Orders are shown by day.'] },
  }),
  changeOf({
    number: 4,
    title: 'Show totals with two decimals',
    mergedAt: '2026-04-10T10:00:00Z',
    files: { 'web/src/format.ts': ['-  return value.toFixed(1);', '+  return value.toFixed(2);'] },
  }),
  changeOf({
    number: 5,
    title: 'Raise the search page size',
    mergedAt: '2026-04-10T11:30:00Z',
    files: { 'search/settings.yaml': ['-pageSize: 20', '+pageSize: 50'] },
  }),
];

function symptom(text: string, more: Partial<Symptom> = {}): Symptom {
  return { parts: [{ id: 'L1', text }], frames: [], onsetAt, ...more };
}

const worlds = [
  {
    name: 'a Java column that two tables hold',
    text: 'org.postgresql.util.PSQLException: ERROR: column reference "price_old" is ambiguous',
    culprit: changeOf({
      number: 2,
      title: 'Move old prices to their own table',
      mergedAt: '2026-04-10T08:00:00Z',
      files: {
        'shop/src/main/java/com/shop/BookRepository.java': [
          '+  @Query(value = "SELECT price_old FROM book JOIN price_history ON book_id = id", nativeQuery = true)',
        ],
        'shop/src/main/java/com/shop/Book.java': ['-  private BigDecimal priceOld;'],
      },
    }),
    reason: 'named',
  },
  {
    name: 'a Python attribute that was removed',
    text: [
      'Traceback (most recent call last):',
      '  File "/app/billing/views.py", line 12, in show_invoice',
      '  File "/usr/lib/python3.12/site-packages/django/db/models/query.py", line 90, in get',
      "AttributeError: 'Invoice' object has no attribute 'due_on'",
    ].join('\n'),
    culprit: changeOf({
      number: 2,
      title: 'Simplify invoices',
      mergedAt: '2026-04-10T08:00:00Z',
      files: { 'billing/models.py': ['-    due_on = models.DateField()', '+    due = models.DateField()'] },
    }),
    reason: 'removed-name',
  },
  {
    name: 'a Go panic inside the changed function',
    text: [
      'panic: runtime error: invalid memory address or nil pointer dereference',
      'goroutine 41 [running]:',
      'example.com/shop/internal/cart.(*Store).Merge(0x0, 0xc000)',
      '\t/src/internal/cart/store.go:14 +0x1d',
    ].join('\n'),
    culprit: changeOf({
      number: 2,
      title: 'Keep carts over sign-in',
      mergedAt: '2026-04-10T08:00:00Z',
      files: {
        'internal/cart/store.go': [
          '@@ -10,6 +10,8 @@ func (s *Store) Merge(id string) error {',
          '+\told := s.byID[id]',
        ],
      },
    }),
    reason: 'stack-frame',
  },
  {
    name: 'a Node setting that the manifest no longer sets',
    text: 'Error: Missing required environment variable: PAYMENT_GATEWAY_URL',
    culprit: changeOf({
      number: 2,
      title: 'Sort the environment of checkout',
      mergedAt: '2026-04-10T08:00:00Z',
      files: {
        'deploy/checkout.yaml': ['-        - name: PAYMENT_GATEWAY_URL', '-          value: https://pay.example'],
      },
    }),
    reason: 'removed-name',
  },
  {
    name: 'a Ruby gem that moved to another major version',
    text: "NoMethodError: undefined method `encode' for module Oj\n  from /gems/oj-4.0.0/lib/oj.rb:10:in `dump'",
    culprit: changeOf({
      number: 2,
      title: 'Update gems',
      mergedAt: '2026-04-10T08:00:00Z',
      files: {
        'Gemfile.lock': ['-    multi_json (1.15.0)', '+    multi_json (1.16.0)'],
        Gemfile: ["+gem 'oj', '~> 4.0'"],
      },
    }),
    reason: 'dependency',
  },
  {
    name: 'a C# frame of our own below frames of the framework',
    text: [
      'System.InvalidOperationException: Sequence contains no elements',
      '   at System.Linq.ThrowHelper.ThrowNoElementsException()',
      '   at Shop.Orders.OrderReader.Latest(Guid id) in /src/Orders/OrderReader.cs:line 12',
    ].join('\n'),
    culprit: changeOf({
      number: 2,
      title: 'Read the newest order only',
      mergedAt: '2026-04-10T08:00:00Z',
      files: { 'src/Orders/OrderReader.cs': ['+    return orders.OrderBy(o => o.At).First();'] },
    }),
    reason: 'stack-frame',
  },
  {
    name: 'a Terraform rule that closed a port',
    text: 'dial tcp 10.2.0.7:5432: i/o timeout connecting to orders-db (security group sg_orders_db)',
    culprit: changeOf({
      number: 2,
      title: 'Tighten security groups',
      mergedAt: '2026-04-10T08:00:00Z',
      files: { 'infra/network.tf': ['-resource "aws_security_group_rule" "sg_orders_db" {', '-  from_port = 5432'] },
    }),
    reason: 'words',
  },
];

describe('rankChanges', () => {
  test.each(worlds)('finds $name', ({ text, culprit, reason }) => {
    const { ranked, noneScore } = rankChanges(symptom(text), [...neighbours, culprit]);
    const [first] = ranked;

    expect(first!.change).toBe(culprit);
    expect(first!.reasons.map(({ signal }) => signal)).toContain(reason);
    expect(first!.score).toBeGreaterThan(0.5);
    expect(ranked.reduce((sum, { score }) => sum + score, noneScore)).toBeCloseTo(1, 9);
  });

  test('points at the lines and the evidence behind a reason', () => {
    const { culprit, text } = worlds[0]!;
    const reason = rankChanges(symptom(text), [...neighbours, culprit]).ranked[0]!.reasons.find(
      ({ signal }) => signal === 'named',
    )!;

    expect(reason).toMatchObject({
      text: 'The error complains of the column `price_old`, which this change writes.',
      evidence: ['L1'],
      places: [{ path: 'shop/src/main/java/com/shop/BookRepository.java', line: 10, side: 'added' }],
    });
  });

  test('never puts a change first that was merged after the trouble began', () => {
    const { culprit, text } = worlds[2]!;
    const late = { ...culprit, number: 9, mergedAt: '2026-04-10T12:30:00Z' };
    const { ranked, noneScore } = rankChanges(symptom(text), [late, ...neighbours]);

    expect(ranked.at(-1)!.change.number).toBe(9);
    expect(ranked.at(-1)!.reasons[0]!.text).toBe(
      'Merged 30 minutes after the trouble began: it cannot have caused it.',
    );
    expect(noneScore).toBeGreaterThan(0.5);
  });

  test('forgives clocks that differ by a few minutes', () => {
    const { culprit, text } = worlds[2]!;
    const skewed = { ...culprit, mergedAt: '2026-04-10T12:03:00Z' };

    expect(rankChanges(symptom(text), [...neighbours, skewed]).ranked[0]!.change).toBe(skewed);
  });

  test('says none when nothing fits', () => {
    const text = 'x509: certificate has expired or is not yet valid: current time is after 2026-04-10';
    const { noneScore } = rankChanges(symptom(text), neighbours, { changePrior: 0.3 });

    expect(noneScore).toBeGreaterThan(0.8);
  });

  test('says none when there is no change at all', () => {
    expect(rankChanges(symptom('boom'), [])).toEqual({ ranked: [], noneScore: 1 });
  });

  test('takes a suspected number as one sign, weaker than a clear stack frame', () => {
    const { culprit, text } = worlds[5]!;
    const suspecting = rankChanges(symptom(text, { suspected: [{ number: 4 }] }), [...neighbours, culprit]).ranked;
    const plain = rankChanges(symptom(text), [...neighbours, culprit]).ranked;
    const scoreOf4 = (ranking: typeof plain) => ranking.find(({ change }) => change.number === 4)!.score;

    expect(suspecting[0]!.change).toBe(culprit);
    expect(scoreOf4(suspecting)).toBeGreaterThan(scoreOf4(plain));
  });

  test('lets the failure mode say which kind of change can have caused it', () => {
    const cache = changeOf({
      number: 7,
      title: 'Speed up lookups',
      mergedAt: '2026-04-10T08:00:00Z',
      files: { 'src/Lookup.java': ['+  private static final Map<String, Price> PRICES = new HashMap<>();'] },
    });
    const { ranked } = rankChanges(symptom('java.lang.OutOfMemoryError: Java heap space'), [...neighbours, cache], {
      traitWeights: { 'adds-cache': 2.5, 'docs-only': -3 },
    });

    expect(ranked[0]!.change).toBe(cache);
    expect(ranked[0]!.reasons.map(({ signal }) => signal)).toContain('trait-adds-cache');
  });

  test('breaks ties newest first, whatever the order given', () => {
    const twins = [1, 2, 3].map((number) =>
      changeOf({ number, title: 'Same', mergedAt: `2026-04-0${number}T08:00:00Z`, files: { 'a.txt': ['+same'] } }),
    );
    const order = (changes: typeof twins) =>
      rankChanges({ parts: [{ text: 'nothing in common' }], frames: [] }, changes).ranked.map(
        ({ change }) => change.number,
      );

    expect(order(twins)).toEqual([3, 2, 1]);
    expect(order(twins.toReversed())).toEqual([3, 2, 1]);
  });

  test.each([
    {
      what: 'an operator in a title',
      text: 'if (true || false) prints no where it printed yes',
      title: 'Change how `||` binds',
      other: 'Change how strings bind',
    },
    {
      what: 'a word by its stem',
      text: 'garbled output wherever two strings are concatenated',
      title: 'Warn of concatenation',
      other: 'Warn of expiration',
    },
    {
      what: 'a short name in the plural',
      text: 'LIB_DIRS is read no more when let sets it',
      title: 'Let the lib dir be a constant',
      other: 'Let the tax rate be a constant',
    },
    {
      what: 'the word that a report repeats',
      text: 'the parser hangs: parser at 100 %, restarting the parser helps until a scanner runs',
      title: 'Rework the parser',
      other: 'Rework the scanner',
    },
  ])('meets $what', ({ text, title, other }) => {
    const twins = [other, title].map((name, index) =>
      changeOf({ number: 30 + index, title: name, mergedAt: '2026-04-01T08:00:00Z', files: { 'a.ts': ['+one();'] } }),
    );
    const { ranked } = rankChanges({ parts: [{ text }], frames: [] }, twins);

    expect(ranked[0]!.change.title).toBe(title);
    expect(ranked[0]!.score).toBeGreaterThan(1.2 * ranked[1]!.score);
  });

  test('tells a word that no other change speaks of from one that all share', () => {
    const twins = ['totals', 'rounding', 'receipts'].map((subject, index) =>
      changeOf({
        number: 30 + index,
        title: `Rework ${subject}`,
        mergedAt: '2026-04-01T08:00:00Z',
        files: { [`src/${index}.ts`]: [`+export const ${subject} = checkout();`] },
      }),
    );
    const { ranked } = rankChanges(symptom('checkout shows wrong rounding'), twins);
    const own = ranked[0]!.reasons.find(({ signal }) => signal === 'alone');

    expect(ranked[0]!.change.number).toBe(31);
    expect(own).toMatchObject({
      text: 'No other of the changes speaks of `rounding`.',
      evidence: ['L1'],
      places: [{ path: 'src/1.ts', line: 10, side: 'added' }],
    });
    expect(ranked[1]!.reasons.map(({ signal }) => signal)).not.toContain('alone');

    const logged = rankChanges({ parts: [{ text: 'checkout rounding', isLog: true }], frames: [] }, twins).ranked;
    expect(logged[0]!.reasons.map(({ signal }) => signal)).not.toContain('alone');
  });

  test.each([
    ['Revert "Cache the receipts"', 'revert', -1],
    ['Partially revert #12: keep receipts', 'revert', -1],
    ['Cache the receipts', 'tests', 1],
  ] as const)('reads the shape of %j as %s', (title, signal, sign) => {
    const change = changeOf({
      number: 8,
      title,
      mergedAt: '2026-04-10T08:00:00Z',
      files: { 'src/receipts.ts': ['+one();'], 'src/receipts.test.ts': ['+two();', '+three();'] },
    });
    const reason = rankChanges(symptom('receipts differ'), [change]).ranked[0]!.reasons.find(
      (one) => one.signal === signal,
    );

    expect(Math.sign(reason?.weight ?? 0)).toBe(sign);
  });

  test('ranks changes that carry no patch, body or sha', () => {
    const bare = neighbours.map(({ number, title, mergedAt, files }) => ({ number, title, mergedAt, files }));
    const { ranked } = rankChanges({ parts: [{ text: 'search page size is too big' }], frames: [] }, bare);

    expect(ranked[0]!.change.number).toBe(5);
  });

  test.each(['1', 'a.b.', 'SELECT x ', 'static Map ', '"', 'a/'])(
    'comes to an end on an endless line of %j',
    (piece) => {
      const line = piece.repeat(200_000 / piece.length);
      const hostile = changeOf({
        number: 6,
        title: line,
        mergedAt: '2026-04-10T08:00:00Z',
        files: { 'package.json': [`+${line}`], 'src/a.py': [`+${line}`, `-${line}`] },
      });
      rankChanges(symptom(line), [hostile], { traitWeights: { 'changes-query': 1 } });
    },
  );
});
