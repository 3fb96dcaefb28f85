import { describe, expect, test } from 'vitest';
import type { ChangeTrait } from '../../failure-modes/types.ts';
import { changeOf } from '../test-changes.ts';
import { traitsOf } from './index.ts';

function traits(files: Readonly<Record<string, readonly string[]>>): ChangeTrait[] {
  return traitsOf(changeOf({ number: 1, title: 'x', mergedAt: '2026-04-10T08:00:00Z', files })).map(
    ({ trait }) => trait,
  );
}

const shown: readonly (readonly [ChangeTrait, string, string])[] = [
  ['adds-cache', 'src/A.java', '+  private static final Map<Long, byte[]> PAGES = new HashMap<>();'],
  ['adds-cache', 'app/views.py', '+_cache = {}'],
  ['adds-cache', 'app/views.py', '+@lru_cache(maxsize=None)'],
  ['adds-cache', 'src/reports.js', '+const reportCache = new Map();'],
  ['adds-cache', 'src/quays.ts', '+  private readonly recent = new Map<string, Quay[]>();'],
  ['adds-cache', 'internal/quays.go', '+var seen = map[string]Quay{}'],
  ['adds-cache', 'Quays.cs', '+    private readonly Dictionary<string, Quay> _recent = new();'],
  ['changes-limits', 'src/A.java', '-        .maximumSize(10_000)'],
  ['changes-limits', 'config/database.yml', '-  pool_size: 20'],
  ['changes-fetching', 'src/Order.java', '+  @OneToMany(fetch = FetchType.EAGER)'],
  ['removes-preload', 'app/views.py', '-    orders = Order.objects.select_related("customer")'],
  ['removes-preload', 'app/models/order.rb', '-    Order.includes(:items).where(open: true)'],
  ['removes-preload', 'src/Orders.cs', '-      .Include(o => o.Items)'],
  ['changes-auth', 'xs-security.json', '+  "xsappname": "shop-v2",'],
  ['changes-timeout-or-retry', 'internal/http.go', '+\tctx, cancel := context.WithTimeout(ctx, time.Second)'],
  ['changes-network', 'k8s/policy.yaml', '+kind: NetworkPolicy'],
  ['changes-infrastructure', 'infra/main.tf', '+resource "aws_instance" "web" {'],
  ['changes-tls', 'k8s/issuer.yaml', '+kind: ClusterIssuer'],
  ['changes-dependency', 'package.json', '+    "express": "^5.0.0",'],
  ['changes-dependency', 'go.mod', '+\tgithub.com/jackc/pgx/v5 v5.6.0'],
  ['changes-migration', 'db/migrate/20260410_add_state.rb', '+    add_column :orders, :state, :string'],
  ['changes-schema-mapping', 'src/Order.java', '-  @Column(name = "state")'],
  ['flips-flag', 'config/features.yaml', '+  new_checkout_enabled: true'],
  ['changes-concurrency', 'src/store.rs', '+    let guard = self.orders.lock().await; // Mutex'],
  ['changes-query', 'src/Repo.php', '+  $rows = $db->query("SELECT id FROM orders WHERE state = 1");'],
];

describe('traitsOf', () => {
  test.each(shown)('sees %s in %s: %s', (trait, path, line) => {
    expect(traits({ [path]: [line] })).toContain(trait);
  });

  test('sees a query inside a loop', () => {
    const lines = ['+for order in orders:', '+    customer = session.query(Customer).get(order.customer_id)'];

    expect(traits({ 'app/report.py': lines })).toContain('changes-fetching');
  });

  test.each([
    ['a call of map', ['+    const holds = await redis.mget(quays.map((q) => { return q.id; }));']],
    ['a local', ['+    const byId = new Map<string, Quay>();']],
    [
      'a map that is cleared',
      ['+  private readonly waiting = new Map<string, Quay>();', '+    this.waiting.delete(id);'],
    ],
  ])('does not call %s a cache', (_, lines) => {
    expect(traits({ 'src/quays.ts': lines })).not.toContain('adds-cache');
  });

  test('does not call a bounded map an unbounded cache', () => {
    const lines = ['+  private static final Map<K, V> PAGES = new LinkedHashMap<>() {', '+    removeEldestEntry(e) {'];

    expect(traits({ 'src/A.java': lines })).not.toContain('adds-cache');
  });

  test('reads no comments', () => {
    expect(traits({ 'src/a.ts': ['+// TLS certificate timeouts are handled by the proxy'] })).toEqual([]);
  });

  test('says when only tests or documents change, whatever they speak of', () => {
    expect(traits({ 'tests/test_auth.py': ['+    assert jwt.decode(token)'] })).toEqual(['tests-only']);
    expect(traits({ 'docs/auth.md': ['+Set the OAuth2 audience.'] })).toEqual(['docs-only']);
  });

  test('shows the place', () => {
    const [finding] = traitsOf(
      changeOf({ number: 1, title: 'x', mergedAt: '2026-04-10T08:00:00Z', files: { 'a.py': ['+_cache = {}'] } }),
    );

    expect(finding!.places).toEqual([{ path: 'a.py', line: 10, side: 'added', text: '_cache = {}' }]);
  });
});
