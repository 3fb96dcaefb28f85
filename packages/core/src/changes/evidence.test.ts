import { describe, expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import { changeOf, type Draft } from './test-changes.ts';
import type { RankOptions, Symptom } from './types.ts';

const onsetAt = '2026-05-20T12:00:00Z';

function change(number: number, title: string, mergedAt: string, files: Draft['files']) {
  return changeOf({ number, title, mergedAt: `2026-05-${mergedAt}:00Z`, files });
}

function rank(
  text: string,
  changes: readonly ReturnType<typeof change>[],
  options?: RankOptions,
  more?: Partial<Symptom>,
) {
  return rankChanges({ parts: [{ id: 'L1', text, isLog: true }], frames: [], onsetAt, ...more }, changes, options);
}

const waiting = [
  'PoolTimeoutError: no connection within 8000 ms, pool of size 4 is busy',
  '    at Pool.acquire (/srv/node_modules/tarn/dist/Pool.js:221:9)',
  '    at listParcels (/srv/src/parcels/list.ts:12:20)',
].join('\n');
const touchedWaiter = change(11, 'Sort parcels by weight', '20T10:00', {
  'src/parcels/list.ts': ['+  .orderBy("weight")'],
});
const shrunkPool = change(10, 'Align budgets of the cluster', '19T09:00', {
  'deploy/parcels.env': ['-DB_POOL_SIZE=24', '+DB_POOL_SIZE=4', '-DB_ACQUIRE_TIMEOUT=8s', '+DB_ACQUIRE_TIMEOUT=9s'],
});

describe('values', () => {
  test('a number in the error that the change sets outweighs the frame of who waited', () => {
    const [first] = rank(waiting, [touchedWaiter, shrunkPool], { frameTrust: 0.35 }).ranked;

    expect(first!.change).toBe(shrunkPool);
    expect(first!.reasons[0]).toMatchObject({
      signal: 'setting',
      text: 'The error speaks of `size` 4, and this change sets `DB_POOL_SIZE` to 4 (it was 24).',
      evidence: ['L1'],
      places: [{ path: 'deploy/parcels.env', side: 'added', text: 'DB_POOL_SIZE=4' }],
    });
  });

  test.each([
    [
      'bytes against Mi',
      'oom-kill: memory limit=268435456 usage=268435400',
      'k8s/api.yaml',
      [' limits:', '-  memory: 1Gi', '+  memory: 256Mi'],
    ],
    [
      'milliseconds against seconds',
      'upstream timed out after 3000 ms',
      'config/gateway.toml',
      ['-request_timeout = "20s"', '+request_timeout = "3s"'],
    ],
    ['a port', 'connect ECONNREFUSED ledger:6432', 'config/ledger.json', ['-  "dbPort": 5432,', '+  "dbPort": 6432,']],
    [
      'an argument in code',
      'ValueError: too many rows: max 50 rows',
      'svc/export.py',
      ['-    export(q, max_rows=5000)', '+    export(q, max_rows=50)'],
    ],
    [
      'a name',
      'lookup ledger-v2.internal: no such host',
      'config/prod.yaml',
      ['-ledger: ledger.internal', '+ledger: ledger-v2.internal'],
    ],
  ])('meets %s', (_, text, path, lines) => {
    const suspect = change(2, 'Tidy', '20T09:00', { [path]: lines });
    const [first] = rank(text, [suspect, change(3, 'Tidy more', '20T11:00', { [path]: ['+# remark'] })]).ranked;

    expect(first!.change).toBe(suspect);
    expect(first!.reasons[0]!.signal).toBe('setting');
    expect(first!.reasons[0]!.weight).toBeGreaterThan(3);
  });

  test('trusts a bound that was raised less', () => {
    const raised = change(2, 'More room', '20T09:00', { 'deploy/a.env': ['-DB_POOL_SIZE=2', '+DB_POOL_SIZE=4'] });
    const weight = (one: typeof raised) =>
      rank(waiting, [one]).ranked[0]!.reasons.find(({ signal }) => signal === 'setting')!.weight;

    expect(weight(raised)).toBeLessThan(weight(shrunkPool) / 2);
  });
});

describe('names that are gone', () => {
  const writes = change(21, 'Weigh by carrier', '20T09:30', { 'report.py': ['+    q = "SELECT due_on FROM parcel"'] });
  test.each([
    ['SQL', 'db/migrations/0007_due.sql', ['+ALTER TABLE parcel RENAME COLUMN due_on TO due_from;']],
    ['Rails', 'db/migrate/20260519_due.rb', ['+    remove_column :parcels, :due_on']],
    ['Alembic', 'alembic/versions/a1_due.py', ['+def upgrade():', '+    op.drop_column("parcel", "due_on")']],
    [
      'Django',
      'app/migrations/0007_due.py',
      ["+        migrations.RenameField(model_name='parcel',", "+            old_name='due_on', new_name='due_from'),"],
    ],
    [
      'EF Core',
      'Migrations/20260519_Due.cs',
      [
        '+            migrationBuilder.DropColumn(',
        '+                name: "due_on",',
        '+                table: "parcel");',
      ],
    ],
    ['Liquibase', 'db/changelog/7.xml', ['+  <dropColumn tableName="parcel" columnName="due_on"/>']],
    ['Knex', 'migrations/7.js', ["+  await knex.schema.table('parcel', (t) => t.renameColumn('due_on', 'due_from'));"]],
    [
      'Django, in order',
      'app/migrations/0008_due.py',
      ['+        migrations.RenameField("parcel", "due_on", "due_from"),'],
    ],
    [
      'Alembic, renamed',
      'alembic/versions/a2_due.py',
      [
        '+def upgrade():',
        '+    op.alter_column("parcel", "due_on", existing_type=sa.String(10),',
        '+                    new_column_name="due_from")',
      ],
    ],
    ['Rails, a table block', 'db/migrate/20260519_due.rb', ['+      t.rename :due_on, :due_from']],
    ['Laravel', 'database/migrations/2026_due.php', ["+            $table->dropColumn(['due_on']);"]],
    ['TypeORM', 'src/migrations/7.ts', ['+    await queryRunner.renameColumn("parcel", "due_on", "due_from");']],
    ['MySQL', 'db/migrations/0009_due.sql', ['+ALTER TABLE parcel CHANGE due_on due_from DATE NOT NULL;']],
    ['Ecto', 'priv/repo/migrations/7_due.exs', ['+    rename table(:parcel), :due_on, to: :due_from']],
  ])('a column that a migration of %s takes away is near proof', (_, path, lines) => {
    const migration = change(20, 'Due windows', '19T09:00', { [path]: lines });
    const [first] = rank('ERROR: column p.due_on does not exist', [writes, migration]).ranked;

    expect(first!.change).toBe(migration);
    expect(first!.reasons[0]).toMatchObject({ signal: 'removed-name', weight: 5 });
    expect(first!.reasons[0]!.text).toMatch(
      /^The error misses the column `due_on`, which this change (?:drops|renames)\.$/,
    );
  });

  test('the way back of a migration takes nothing away', () => {
    const adds = change(22, 'Add due date', '20T10:00', {
      'alembic/versions/a2_due.py': [
        '+def upgrade():',
        '+    op.add_column("parcel", "due_on")',
        '+def downgrade():',
        '+    op.drop_column("parcel", "due_on")',
      ],
    });
    const signals = rank('ERROR: column p.due_on does not exist', [adds]).ranked[0]!.reasons.map(
      ({ signal }) => signal,
    );

    expect(signals).not.toContain('removed-name');
  });

  test('an environment variable that is no longer set is near proof', () => {
    const removal = change(23, 'Sort variables', '18T09:00', {
      'deploy/a.yaml': ['-        - name: LABEL_PRINTER_URL', '-          value: x'],
    });
    const [first] = rank('KeyError: "LABEL_PRINTER_URL"', [
      removal,
      change(24, 'Print labels', '20T09:00', { 'labels.py': ['+u = os.environ["LABEL_PRINTER_URL"]'] }),
    ]).ranked;

    expect(first!.change).toBe(removal);
    expect(first!.reasons[0]!.text).toBe(
      'The error misses the attribute `LABEL_PRINTER_URL`, which this change removes.',
    );
  });
});

describe('switches', () => {
  const failing = ['TypeError: stops is not iterable', '    at planRoute (/srv/src/routing/night-route.ts:20:9)'].join(
    '\n',
  );
  const dark = change(30, 'Night routes, off for now', '14T09:00', {
    'src/routing/night-route.ts': ['+export function planRoute(stops) {'],
    'config/features.json': ['+  "nightRoute": false,'],
  });
  test.each([
    ['false to true', 'config/features.json', ['-  "nightRoute": false,', '+  "nightRoute": true,']],
    ['a new variable', 'deploy/prod.env', ['+FEATURE_NIGHT_ROUTE=on']],
    ['a percentage', 'config/rollout.yaml', ['-night-route: 5%', '+night-route: 100%']],
    ['an item of a list', 'config/features.yaml', ['@@ -1,3 +1,4 @@', ' enabled:', '   - labels', '+  - night-route']],
  ])('%s is suspect before the code that was merged dark', (_, path, lines) => {
    const flip = change(31, 'Settings for May', '20T10:30', { [path]: lines });
    const { ranked } = rank(failing, [dark, flip]);

    expect(ranked[0]!.change).toBe(flip);
    expect(ranked[0]!.reasons[0]!.text).toMatch(
      /^It switches `\S+` on, and the stack trace passes through `night-route.ts`\.$/,
    );
    expect(ranked[1]!.reasons.map(({ signal }) => signal)).toContain('superseded');
  });
});

describe('versions of libraries', () => {
  const neighbour = change(40, 'Encode labels twice', '20T10:00', { 'src/labels.ts': ['+  encode(encode(label))'] });
  test.each([
    [
      'RubyGems',
      "ArgumentError: bad\n/usr/gems/oj-3.16.4/lib/oj.rb:9:in `dump'",
      'Gemfile.lock',
      ['-    oj (3.15.0)', '+    oj (3.16.4)'],
    ],
    [
      'npm, transitive',
      'Error: bad\n    at enc (/srv/node_modules/.pnpm/bwip@4.2.0/node_modules/bwip/i.js:1:1)',
      'package-lock.json',
      ['     "node_modules/bwip": {', '-      "version": "4.1.9",', '+      "version": "4.2.0",'],
    ],
    [
      'Maven',
      'java.lang.IllegalStateException: bad\n\tat q.R.s(R.java:1) ~[quick-json-1.9.2.jar:1.9.2]',
      'pom.xml',
      ['   <artifactId>quick-json</artifactId>', '-  <version>1.9.1</version>', '+  <version>1.9.2</version>'],
    ],
    [
      'Go',
      'panic: bad\n\t/go/pkg/mod/github.com/acme/zint/v2@v2.3.1/enc.go:40 +0x1d',
      'go.mod',
      ['-\tgithub.com/acme/zint/v2 v2.2.0', '+\tgithub.com/acme/zint/v2 v2.3.1'],
    ],
    [
      'Cargo',
      'thread panicked: bad\n   3: /root/.cargo/registry/src/index-1/zint-0.4.0/src/lib.rs',
      'Cargo.lock',
      [' name = "zint"', '-version = "0.3.9"', '+version = "0.4.0"'],
    ],
  ])('%s: the version in the trace is near proof', (_, text, path, lines) => {
    const bump = change(41, 'Weekly updates', '17T09:00', { [path]: lines });
    const [first] = rank(text, [neighbour, bump]).ranked;

    expect(first!.change).toBe(bump);
    expect(first!.reasons[0]).toMatchObject({ signal: 'dependency', weight: 5 });
    expect(first!.reasons[0]!.text).toMatch(/the version in the stack trace\.$/);
  });

  test('a library that called our code is no proof', () => {
    const text = "KeyError: 'x'\n/srv/app/jobs/print.rb:4:in `perform'\n/usr/gems/jobq-7.1.0/lib/run.rb:9:in `call'";
    const bump = change(42, 'jobq 7.1.0', '12T09:00', { 'Gemfile.lock': ['-    jobq (7.0.0)', '+    jobq (7.1.0)'] });

    expect(rank(text, [bump]).ranked[0]!.reasons[0]!.weight).toBeLessThan(2.5);
  });

  test.each([
    ['Upgrade to 3.27 of the sdk', { 'ci/sdk.txt': ['+3.27'] }],
    ['Update for 3.27', { 'ci/sdk.txt': ['+3.27'] }],
    [
      'Bump version to 0.95',
      { 'Cargo.lock': [' name = "shop"', '-version = "0.94.0"', '+version = "0.95.0"', ' dependencies = ['] },
    ],
    ['Tidy crates', { 'Cargo.lock': ['-checksum = "7b88"', '+checksum = "63c4"'] }],
  ])('%s moves no dependency that the symptom names', (title, files) => {
    const text = 'ERROR shop: checksum of the release differs for all, back to 3.27';
    const [first] = rank(text, [change(1, title, '20T10:00', files as Draft['files'])]).ranked;

    expect(first!.reasons.map(({ signal }) => signal)).not.toContain('dependency');
  });

  test('a crate of others that the lock file moves is one', () => {
    const lock = [' name = "clickhouse"', '-version = "0.12.0"', '+version = "0.13.3"', ' source = "registry"'];
    const [first] = rank('clickhouse refuses the row', [
      change(1, 'Tidy crates', '20T10:00', { 'Cargo.lock': lock }),
    ]).ranked;

    expect(first!.reasons.map(({ signal }) => signal)).toContain('dependency');
  });

  test('the name of the repository itself is no dependency', () => {
    const release = change(43, 'Release', '20T09:00', {
      'package.json': [
        '@@ -1,4 +1,4 @@',
        '   "name": "parcel-desk",',
        '-  "version": "2.0.0",',
        '+  "version": "2.1.0",',
      ],
      'deploy/app.yaml': ['+  image: registry.example/parcel-desk:2.1.0'],
    });
    const signals = rank('parcel-desk: request failed', [release]).ranked[0]!.reasons.map(({ signal }) => signal);

    expect(signals).not.toContain('dependency');
  });
});

describe('words and time', () => {
  test('words of library frames, and of what the log always says, are not searched for', () => {
    const text = [
      'LabelError: no printer',
      '    at dispatchQueue (/srv/node_modules/bull/lib/queue.js:9:1)',
      'request completed for carrier',
    ].join('\n');
    const generic = change(50, 'Dispatch queue of requests by carrier', '20T09:00', {
      'src/q.ts': ['+dispatchQueue(request, carrier)'],
    });
    const telling = change(51, 'Printer by desk', '20T09:00', {
      'src/p.ts': ['+  throw new LabelError("no printer")'],
    });
    const { ranked } = rank(text, [generic, telling], {}, { usual: ['request completed for carrier <*>'] });

    expect(ranked[0]!.change).toBe(telling);
  });

  const trace = 'TypeError: weight is undefined\n    at weigh (/srv/src/scale.ts:11:5)';
  const old = change(60, 'Weigh in grams', '12T09:00', { 'src/scale.ts': ['+  return weight.grams;'] });
  const recent = change(61, 'Weigh twice', '20T08:00', { 'src/scale.ts': ['+  return weigh(weigh(x));'] });

  test('code that ran for days is less suspect than the change that touched it last', () => {
    const { ranked } = rank(trace, [old, recent]);

    expect(ranked[0]!.change).toBe(recent);
    expect(ranked[1]!.reasons.find(({ signal }) => signal === 'superseded')!.text).toBe(
      'It ran 8 days without this failure, until “Weigh twice” touched `src/scale.ts`.',
    );
  });

  test('a change that ran well for a week is less suspect when the failure comes at once', () => {
    const week = change(62, 'Fewer connections', '12T09:00', { 'config/a.yaml': ['-# a', '+# b'] });
    const proven = (options: RankOptions) =>
      rank('pool is busy', [week], options).ranked[0]!.reasons.some(({ signal }) => signal === 'proven');

    expect(proven({})).toBe(true);
    expect(proven({ buildsUp: 1 })).toBe(false);
  });

  test('code that ran for days stays as suspect when the failure builds up slowly', () => {
    const signals = rank(trace, [old, recent], { buildsUp: 1 }).ranked[1]!.reasons.map(({ signal }) => signal);

    expect(signals).not.toContain('superseded');
  });
});
