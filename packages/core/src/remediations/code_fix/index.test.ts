import { describe, expect, test } from 'vitest';
import { type MergedChange, memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import type { LogPattern } from '../../incident/index.ts';
import { contentOf, contextFor, planIn, type Told } from '../test-context.ts';
import { codeFix } from './index.ts';

async function fixed(
  world: {
    readonly before: Record<string, string>;
    readonly after: Record<string, string | null>;
    readonly later?: Record<string, string>;
  },
  told: Omit<Told, 'culprit'>,
) {
  const changes: MergedChange[] = [
    { number: 8, title: 'Faster (#8)', mergedAt: '2026-03-03T09:00:00Z', files: world.after },
  ];
  if (world.later)
    changes.push({ number: 9, title: 'Next (#9)', mergedAt: '2026-03-03T10:00:00Z', files: world.later });
  const code = memoryRepository({ files: world.before, changes });
  return codeFix.plan(await contextFor(code, { ...told, culprit: code.numbered(8) }));
}

function thrown(example: string, ...frames: LogPattern['frames']): Partial<LogPattern> {
  return { example, frames, level: 'error' };
}

const service = `package shop;

import java.util.List;

public class PriceService {

    private final Prices prices;

    public PriceService(Prices prices) {
        this.prices = prices;
    }

    public Price find(long id) {
        return prices.byId(id);
    }

    public List<Price> all() {
        return prices.all();
    }
}
`;
const cached = service
  .replace('import java.util.List;\n', 'import java.util.HashMap;\nimport java.util.List;\nimport java.util.Map;\n')
  .replace(
    '    private final Prices prices;\n',
    '    private static final Map<Long, Price> RECENT = new HashMap<>();\n\n    private final Prices prices;\n',
  )
  .replace('return prices.byId(id);', 'return RECENT.computeIfAbsent(id, prices::byId);')
  .replace('return prices.all();', 'return prices.sorted();');

test('takes an unbounded static cache out of a Java class, with its uses and imports, and leaves the rest', async () => {
  const plan = planIn(
    await fixed(
      {
        before: { 'src/PriceService.java': service, 'src/Prices.java': 'a\n' },
        after: { 'src/PriceService.java': cached, 'src/Prices.java': 'b\n' },
      },
      {
        mode: 'memory-exhaustion',
        log: [
          thrown(
            'java.lang.OutOfMemoryError: Java heap space',
            { symbol: 'java.util.HashMap.resize' },
            { symbol: 'shop.PriceService.find', file: 'PriceService.java', line: 19 },
          ),
        ],
      },
    ),
  );

  expect(plan.edits).toHaveLength(1);
  expect(contentOf(plan, 'src/PriceService.java')).toBe(service.replace('prices.all()', 'prices.sorted()'));
});

test('makes an association lazy again and keeps what a later change added beside it', async () => {
  const entity = (fetch: string, more = '', order = '    @OrderBy("title")\n') =>
    `@Entity\npublic class Author {\n\n    @OneToMany(mappedBy = "author", fetch = FetchType.${fetch})\n${order}    private List<Book> books;\n${more}}\n`;
  const view = (fields: string) => `public record AuthorView(${fields}) {\n}\n`;

  const plan = planIn(
    await fixed(
      {
        before: { 'Author.java': entity('LAZY', '', ''), 'AuthorView.java': view('long id') },
        after: { 'Author.java': entity('EAGER'), 'AuthorView.java': view('long id, int count') },
        later: { 'Author.java': entity('EAGER', '    private String country;\n') },
      },
      {
        mode: 'n-plus-one',
        log: ['1205 JDBC statements in one request: select b1_0.author_id from book b1_0 where b1_0.author_id=?'],
      },
    ),
  );

  expect(plan.edits).toEqual([{ path: 'Author.java', content: entity('LAZY', '    private String country;\n') }]);
});

const orders = `import logging


def total(order):
    if order.customer is None:
        return 0
    return order.customer.rate * order.amount


def label(order):
    return "no " + order.id
`;

test('puts a removed guard of a Python function back', async () => {
  const after = orders.replace('    if order.customer is None:\n        return 0\n', '').replace('"no "', '"No. "');

  const plan = planIn(
    await fixed(
      { before: { 'shop/orders.py': orders }, after: { 'shop/orders.py': after, 'README.md': 'x\n' } },
      {
        mode: 'code-defect',
        log: [
          thrown("AttributeError: 'NoneType' object has no attribute 'rate'", {
            symbol: 'total',
            file: '/app/shop/orders.py',
            line: 5,
          }),
        ],
      },
    ),
  );

  expect(contentOf(plan, 'shop/orders.py')).toBe(orders.replace('"no "', '"No. "'));
});

test('follows a changed signature to its callers in Go, and to the tests', async () => {
  const rate = (args: string, body: string) =>
    `package rate\n\nimport "time"\n\nfunc Quote(${args}) int {\n${body}}\n\nfunc Now() time.Time { return time.Now() }\n`;
  const main = (call: string, extra = '') => `package main\n\nfunc main() {\n\tprintln(${call})\n}\n${extra}`;
  const before = {
    'rate/rate.go': rate('id int', '\treturn id\n'),
    'main.go': main('rate.Quote(1)'),
    'cli.go': 'package main\n',
  };
  const after = {
    'rate/rate.go': rate('id int, at *time.Time', '\treturn id + at.Hour()\n'),
    'main.go': main('rate.Quote(1, nil)'),
    'cli.go': 'package main\n\n// cli\nvar verbose = true\n',
  };

  const plan = planIn(
    await fixed(
      { before, after },
      {
        mode: 'code-defect',
        log: [
          thrown('panic: runtime error: invalid memory address or nil pointer dereference', {
            symbol: 'rate.Quote',
            file: '/src/rate/rate.go',
            line: 6,
          }),
        ],
      },
    ),
  );

  expect(contentOf(plan, 'rate/rate.go')).toBe(before['rate/rate.go']);
  expect(contentOf(plan, 'main.go')).toBe(before['main.go']);
  expect(plan.edits).toHaveLength(2);
});

test('takes a helper out with its only use in JavaScript, and reverts the test that names it', async () => {
  const cart = `const { price } = require('./price');\n\nfunction total(cart) {\n  return cart.lines.map(price);\n}\n\nfunction empty(cart) {\n  return cart.lines.length === 0;\n}\n\nmodule.exports = { total, empty };\n`;
  const after = cart
    .replace('function total', 'function discountOf(cart) {\n  return cart.coupon.percent;\n}\n\nfunction total')
    .replace('map(price)', 'map(price) - discountOf(cart)')
    .replace('length === 0', 'length < 1')
    .replace('{ total, empty }', '{ discountOf, total, empty }');

  const plan = planIn(
    await fixed(
      {
        before: { 'src/cart.js': cart },
        after: { 'src/cart.js': after, 'test/cart.test.js': "test('discountOf', () => {});\n" },
      },
      {
        mode: 'code-defect',
        log: [
          thrown("TypeError: Cannot read properties of undefined (reading 'percent')", {
            symbol: 'discountOf',
            file: '/app/src/cart.js',
            line: 4,
          }),
        ],
      },
    ),
  );

  expect(contentOf(plan, 'src/cart.js')).toBe(cart.replace('length === 0', 'length < 1'));
  expect(contentOf(plan, 'test/cart.test.js')).toBeUndefined();
});

test('takes a single small change back whole', async () => {
  const before = 'public class Parser {\n    public int Read(string s) => int.TryParse(s, out var n) ? n : 0;\n}\n';
  const after = before.replace('int.TryParse(s, out var n) ? n : 0', 'int.Parse(s)');

  const plan = planIn(
    await fixed(
      { before: { 'Parser.cs': before }, after: { 'Parser.cs': after } },
      {
        mode: 'code-defect',
        log: [
          thrown('System.FormatException: Input string was not in a correct format.', {
            symbol: 'Parser.Read',
            file: '/src/Parser.cs',
            line: 2,
          }),
        ],
      },
    ),
  );

  expect(contentOf(plan, 'Parser.cs')).toBe(before);
});

test('leaves a refactoring across many files to a rollback', async () => {
  const files = (name: string) =>
    Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [
        `src/m${at}.py`,
        `def ${name}${at}(x):\n    return ${name}${(at + 1) % 9}(x)\n`,
      ]),
    );

  const planned = await fixed(
    { before: files('old'), after: files('fresh') },
    { mode: 'code-defect', log: [thrown('NameError', { symbol: 'fresh3', file: 'src/m3.py', line: 2 })] },
  );

  expect(planned).toEqual({ declined: expect.stringContaining('9 code files') });
});

test('declines when everything hangs together', async () => {
  const before = { 'a.py': 'from b import old\n\nold(1)\n', 'b.py': 'def old(x):\n    return x\n' };
  const after = { 'a.py': 'from b import fresh\n\nfresh(1, 2)\n', 'b.py': 'def fresh(x, y):\n    return x / y.z\n' };

  const planned = await fixed(
    { before, after },
    { mode: 'code-defect', log: [thrown('AttributeError: z', { symbol: 'fresh', file: 'b.py', line: 2 })] },
  );

  expect(planned).toEqual({ declined: expect.stringContaining('Nothing smaller than the whole change') });
});

test('declines when a later change has come to use what would go', async () => {
  const planned = await fixed(
    {
      before: { 'PriceService.java': service },
      after: {
        'PriceService.java': service.replace(
          '    public Price find',
          '    public Price cachedPrice(long id) {\n        return CACHE.get(id);\n    }\n\n    public Price find',
        ),
      },
      later: {
        'Other.java': 'class Other {\n    Price p(PriceService s) {\n        return s.cachedPrice(1);\n    }\n}\n',
      },
    },
    { mode: 'memory-exhaustion', log: ['OutOfMemoryError in cachedPrice'] },
  );

  expect(planned).toEqual({ declined: expect.stringContaining('Other.java uses cachedPrice since #9') });
});

test('lets a query follow a column that the change renamed, since the migration stays', async () => {
  const report = (at: string, item: string) =>
    `package report\n\nconst late = \`select o.id, ${item}, o.shipped_at - o.${at} as delay\nfrom orders o\nwhere o.shipped_at > o.${at}\`\n\nvar failed = "set due failed: %w"\n`;
  const store = (column: string) =>
    `package store\n\nconst byID = \`select id, ${column} from orders where id = $1\`\n\nfunc Due(due int) int {\n\treturn due\n}\n`;
  const plan = planIn(
    await fixed(
      {
        before: { 'report/late.go': report('due', 'o.due'), 'store/orders.go': store('due') },
        after: {
          'db/migrations/000007_due_window.up.sql': 'alter table orders rename column due to due_until;\n',
          'store/orders.go': store('due_until'),
        },
      },
      { mode: 'schema-drift', log: ['ERROR: column o.due does not exist (SQLSTATE 42703)'] },
    ),
  );

  expect(plan.edits.map(({ path }) => path)).toEqual(['report/late.go']);
  expect(contentOf(plan, 'report/late.go')).toBe(report('due_until', 'o.due_until as due'));
});

test('does not bring lines back that need what a migration of the change took away', async () => {
  const query = (column: string) => `class Orders:\n    def late(self):\n        return db.all("${column}")\n`;
  const planned = await fixed(
    {
      before: { 'app/orders.py': query('old_total') },
      after: {
        'db/migrations/0007_totals.sql': 'alter table orders drop column old_total;\n',
        'app/orders.py': query('total'),
      },
    },
    {
      mode: 'schema-drift',
      log: [thrown('column total is wrong', { symbol: 'Orders.late', file: 'app/orders.py', line: 3 })],
    },
  );

  expect(planned).toEqual({ declined: expect.stringContaining('old_total') });
});

test('takes a call out of a signature change, with the local value that only it used, and leaves the signature', async () => {
  const before =
    "import { load } from './load';\n\nexport function present(item: Item) {\n  const name = item.name;\n  return { id: item.id, name };\n}\n";
  const after =
    "import { counts } from './counts';\nimport { load } from './load';\n\nexport async function present(item: Item) {\n  const key = item.id;\n  const [views, likes] = await Promise.all([\n    counts.views(key),\n    counts.likes(key),\n  ]);\n  const name = item.name;\n  return { id: item.id, name, views, likes };\n}\n";
  const plan = planIn(
    await fixed(
      {
        before: { 'src/present.ts': before },
        after: {
          'src/present.ts': after,
          'src/counts.ts':
            "export const counts = {\n  views: (id: string) => db('views').where({ item_id: id }).first(),\n  likes: (id: string) => db('likes').where({ item_id: id }).first(),\n};\n",
        },
      },
      {
        mode: 'n-plus-one',
        log: [
          'slow: select count(*) from "views" where "item_id" = $1',
          'select count(*) from "likes" where "item_id" = $1',
        ],
      },
    ),
  );

  expect(contentOf(plan, 'src/present.ts')).toBe(before.replace('export function', 'export async function'));
});

test('takes an annotation back with the body under it, when it alone would keep the failure alive, and what the README tells', async () => {
  const orders = (annotation: string, body: string) =>
    `package shop;\n\n@Service\npublic class Orders {\n\n    private final Payments payments;\n    private final Steps steps;\n\n    public int count() {\n        return 1;\n    }\n\n${annotation}    public void place(Order order) {\n${body}    }\n}\n`;
  const apart =
    '        steps.run(() -> save(order));\n        String reference = payments.charge(order);\n        steps.run(() -> paid(order, reference));\n';
  const together = '        save(order);\n        paid(order, payments.charge(order));\n';
  const plan = planIn(
    await fixed(
      {
        before: { 'src/Orders.java': orders('', apart), 'README.md': 'Orders are placed in two steps.\n' },
        after: {
          'src/Orders.java': orders('    @Transactional\n', together),
          'README.md': 'Orders are placed in one transaction.\n',
        },
      },
      {
        mode: 'pool-exhaustion',
        log: [
          thrown(
            'Connection is not available, request timed out',
            { symbol: 'shop.Payments.charge', file: 'Payments.java', line: 9 },
            { symbol: 'shop.Orders.place', file: 'Orders.java', line: 15 },
          ),
        ],
      },
    ),
  );

  expect(contentOf(plan, 'src/Orders.java')).toBe(orders('', apart));
  expect(contentOf(plan, 'README.md')).toContain('two steps');
});

describe('takes back whole statements only', () => {
  test.each([
    [
      'a query over several lines',
      'app/late.go',
      'package app\n\nconst late = `select id, due\nfrom orders\nwhere due < now()`\n\nfunc Run() {\n\tquery(late)\n}\n',
      'package app\n\nconst late = `select o.id, o.due\nfrom orders o\nleft join terms t on t.order_id = o.id\nwhere o.due < now()`\n\nfunc Run() {\n\tquery(late)\n\tlog("late orders")\n}\n',
      'terms t on t.order_id is slow',
    ],
    [
      'a call over two lines',
      'app/issue.go',
      'package app\n\nfunc Run(o Order) {\n\tqueue("insert into tickets (id, seat) values ($1, $2)",\n\t\to.ID, o.Seat)\n}\n',
      'package app\n\nfunc Run(o Order) {\n\tqueue("insert into tickets (id, seat, class) values ($1, $2, $3)",\n\t\to.ID, o.Seat, o.Class)\n\tlog("queued")\n}\n',
      'insert into tickets class failed',
    ],
  ])('%s', async (_, path, before, after, example) => {
    const plan = planIn(
      await fixed({ before: { [path]: before }, after: { [path]: after } }, { mode: 'code-defect', log: [example] }),
    );

    expect(contentOf(plan, path)?.replace(/\tlog\(.*\n/, '')).toBe(before);
  });
});

test('keeps an import that a name was added to whole, and is not misled by a resource that is only used', async () => {
  const before =
    'using System.Net;\n\npublic class Hub\n{\n    public async Task Send(Item item)\n    {\n        using var reply = await http.Post("/v3/items", item);\n        reply.Check();\n    }\n}\n';
  const after = before
    .replace(
      'public async Task Send',
      'internal static string Route(Options o) => $"/v3/{o.Group}/items";\n\n    public async Task Send',
    )
    .replace('http.Post("/v3/items", item)', 'http.Post(Route(options), item)');
  const plan = planIn(
    await fixed(
      { before: { 'src/Hub.cs': before }, after: { 'src/Hub.cs': after } },
      { mode: 'code-defect', log: [thrown('no such Route', { symbol: 'Hub.Route', file: 'src/Hub.cs', line: 5 })] },
    ),
  );
  const python = planIn(
    await fixed(
      {
        before: { 'app/a.py': 'from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    note: str = None\n' },
        after: {
          'app/a.py':
            'from pydantic import BaseModel, Field\n\n\nclass A(BaseModel):\n    note: str = Field(max_length=5)\n',
        },
      },
      { mode: 'code-defect', log: ['note max_length exceeded'] },
    ),
  );

  expect(contentOf(plan, 'src/Hub.cs')).toBe(before);
  expect(contentOf(python, 'app/a.py')).toBe(
    'from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    note: str = None\n',
  );
});

describe('where a later change is in the way', () => {
  const queries = (load: string) =>
    `from app.models import Visit\n\n\ndef upcoming(hours):\n    return (\n        Visit.objects\n        .filter(hours=hours)\n        ${load}\n    )\n`;
  const view = (fields: string) =>
    `from app import queries\n\n\ndef agenda(request):\n    items = [\n        {"id": v.id,\n         ${fields}}\n        for v in queries.upcoming(72)\n    ]\n    return items\n`;
  const before = {
    'app/queries.py': queries('.select_related("patient")'),
    'app/views.py': view('"name": v.patient.name'),
  };
  const told = (signal: string, line = 8): Omit<Told, 'culprit'> => ({
    mode: 'latency-regression',
    signal,
    places: [
      {
        path: 'app/queries.py',
        line,
        side: 'removed',
        text: queries('.select_related("patient")').split('\n')[line - 1]!,
      },
    ],
    log: [thrown('SystemExit: 1', { symbol: 'agenda', file: 'app/views.py', line: 8 })],
  });
  const widened = view('"name": v.patient.name,\n         "late": v.late is not None');
  const timed = widened
    .replaceAll('\n        ', '\n            ')
    .replace('    items', '    with timer():\n        items');

  test('takes back only what explains the failure, and says what stays', async () => {
    const world = {
      before,
      after: { 'app/queries.py': queries('.only("id", "late")'), 'app/views.py': widened },
      later: { 'app/views.py': timed },
    };

    const plan = planIn(await fixed(world, told('trait-changes-fetching')));

    expect(plan.edits).toEqual([{ path: 'app/queries.py', content: before['app/queries.py'] }]);
    expect(plan.summary).toContain('in app/views.py stay, since #9 "Next" changed them again');
    expect(await fixed(world, told('stack-frame'))).toEqual({
      declined: expect.stringContaining('2 files'),
    });
  });

  test('declines when what would stay needs what goes', async () => {
    const planned = await fixed(
      {
        before,
        after: {
          'app/queries.py': queries('.only("id")').replace('def upcoming(', 'def brief('),
          'app/views.py': widened.replace('queries.upcoming', 'queries.brief'),
        },
        later: { 'app/views.py': timed.replace('queries.upcoming', 'queries.brief') },
      },
      told('removed-name', 4),
    );

    expect(planned).toEqual({ declined: 'app/views.py has changed in the same lines by #9 "Next".' });
  });
});
