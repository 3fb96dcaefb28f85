import { describe, expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import { changeOf, type Draft } from './test-changes.ts';
import type { RankOptions, Symptom } from './types.ts';

function change(number: number, title: string, mergedAt: string, files: Draft['files']) {
  return changeOf({ number, title, mergedAt: `2026-05-${mergedAt}:00Z`, files });
}

type Changes = readonly ReturnType<typeof change>[];

function rank(text: string, changes: Changes, more: Partial<Symptom> = {}, options: RankOptions = {}) {
  const symptom = { parts: [{ id: 'L1', text, isLog: true }], frames: [], onsetAt: '2026-05-20T12:00:00Z', ...more };
  return rankChanges(symptom, changes, options);
}

function reasonOf(ranking: ReturnType<typeof rank>, signal: string) {
  return ranking.ranked[0]?.reasons.find((reason) => reason.signal === signal);
}

describe('a setting that the failing code reads', () => {
  const failing = {
    sources: [
      {
        path: 'lib/quay/berth_fees.rb',
        line: 5,
        text: 'class BerthFees\n  def due(ship)\n    return flat unless Flags.on?(:tide_surcharge)\n\n    table.rate(ship)\n  end\nend\n',
      },
    ],
  };
  const trace = "NoMethodError: undefined method `rate' for nil\n/srv/lib/quay/berth_fees.rb:5:in `due'";
  const caller = change(1, 'Due fees in cents', '20T09:00', {
    'lib/quay/invoice.rb': ['+  cents = fees.due(ship) * 100'],
  });

  test.each([
    ['snake case', ['-  tide_surcharge: false', '+  tide_surcharge: true']],
    ['camel case', ['-  tideSurcharge: off', '+  tideSurcharge: on']],
    ['a variable', ['+TIDE_SURCHARGE=true']],
  ])('switched on, in %s, is suspect before its callers', (_, lines) => {
    const launch = change(2, 'Harbour season', '19T09:00', { 'config/features.yml': lines });
    const ranking = rank(trace, [caller, launch], failing);

    expect(ranking.ranked[0]!.change).toBe(launch);
    expect(reasonOf(ranking, 'read-by')!.text).toMatch(
      /^It switches `\S+` on, and `lib\/quay\/berth_fees.rb` line 3, where the trace passes, reads it\.$/,
    );
    expect(ranking.noneScore).toBeLessThan(0.21);
  });

  test('with another value is named with both values', () => {
    const moved = change(3, 'Season', '20T09:00', { 'config/a.yml': ['-tide_surcharge: 4', '+tide_surcharge: 40'] });

    expect(reasonOf(rank(trace, [moved], failing), 'read-by')!.text).toContain('moves `tide_surcharge` from 4 to 40');
  });

  test('is all but proof where the error misses what the key names', () => {
    const sources = [
      { path: 'quay/blobs.py', line: 2, text: 'def upload(c, name):\n  client(c).upload(name)\n' },
      { path: 'quay/main.py', line: 1, text: 'upload(os.environ["MANIFEST_BUCKET"], name)\n' },
    ];
    const moved = change(5, 'One prefix', '20T09:00', {
      'deploy/a.env': ['-MANIFEST_BUCKET=tides', '+MANIFEST_BUCKET=tide'],
    });
    const weight = (text: string) => reasonOf(rank(text, [moved], { sources }, { frameTrust: 0.3 }), 'read-by')!.weight;

    expect(weight('NoSuchBucket: the specified bucket does not exist')).toBeCloseTo(3.5);
    expect(weight('the upload took too long')).toBeLessThan(1.5);
  });

  test('of one everyday word tells nothing', () => {
    const everyday = change(4, 'Season', '20T09:00', { 'config/a.yml': ['-table: 4', '+table: 40'] });

    expect(reasonOf(rank(trace, [everyday], failing), 'read-by')).toBeUndefined();
  });
});

describe('a dependency that the failing code imports', () => {
  const failing = {
    sources: [
      {
        path: 'grid/frames.py',
        line: 4,
        text: 'import pandas as pd\n\ndef load(p):\n    return pd.concat(p, copy=0)\n',
      },
    ],
  };
  const trace = 'TypeError: pd.concat got an unexpected argument\n  File "/srv/grid/frames.py", line 4, in load';
  const refresh = change(10, 'Monthly refresh', '18T09:00', {
    'requirements.txt': ['-flask==3.0.2', '-pandas==2.2.3', '+flask==3.0.3', '+pandas==3.0.0'],
  });
  const neighbour = change(11, 'Load two frames', '20T09:00', { 'grid/api.py': ['+    frames = load(paths)'] });

  test('and that the error names by its alias all but proves a new major version guilty', () => {
    const ranking = rank(trace, [neighbour, refresh], failing);

    expect(ranking.ranked[0]!.change).toBe(refresh);
    expect(reasonOf(ranking, 'imports')!.text).toBe(
      'It moves the dependency `pandas` from 2.2.3 to 3.0.0, which `grid/frames.py`, where the trace passes, imports.',
    );
  });

  test('is no dependency when it is a package of the repository itself', () => {
    const release = change(12, 'grid 2', '20T09:00', { 'requirements.txt': ['-grid==1.0.0', '+grid==2.0.0'] });
    const own = { sources: [{ path: 'grid/frames.py', line: 2, text: 'from grid import x\nx()\n' }] };

    expect(reasonOf(rank(trace, [release], own), 'imports')).toBeUndefined();
  });
});

test('what the failing line calls is suspect where it is defined anew', () => {
  const failing = {
    sources: [
      { path: 'src/dock.go', line: 2, text: 'func Dock(s Ship) {\n\tslot := assignBerth(s, 3)\n\tuse(slot)\n}\n' },
    ],
  };
  const signature = change(20, 'Berths by length', '19T09:00', {
    'src/berth.go': ['-func assignBerth(s Ship, n int) *Berth {', '+func assignBerth(s Ship, n int) (*Berth, error) {'],
  });
  const ranking = rank('panic: nil pointer\n\t/srv/src/dock.go:2 +0x1', [signature], failing);

  expect(reasonOf(ranking, 'calls')!.text).toBe(
    'It changes `assignBerth`, which `src/dock.go` calls where the trace passes.',
  );
});

describe('a bound that was lowered', () => {
  const killed = 'kernel: Memory cgroup out of memory: Killed process 4711 (java)';
  const limits = (service: string, to: string) => ({
    [`teams/${service}/values.yaml`]: [
      '   limits: { cpu: 1, memory: 2Gi }'.replace(/^ {3}/, '-  '),
      `+  limits: { cpu: 1, memory: ${to} }`,
    ],
  });
  const release = change(30, 'manifest-api 4.2', '20T10:00', {
    'teams/manifest/values.yaml': ['-  tag: 4.1', '+  tag: 4.2'],
  });

  test('for the failing service is near proof', () => {
    const lowered = change(31, 'Fit the nodes', '19T10:00', limits('manifest', '1200Mi'));
    const ranking = rank(
      killed,
      [release, lowered],
      { service: 'manifest-api' },
      { frameTrust: 0.1, changePrior: 0.4 },
    );

    expect(ranking.ranked[0]!.change).toBe(lowered);
    expect(reasonOf(ranking, 'lowered-limit')!.text).toBe(
      'It lowers `limits.memory` of `manifest-api` from 2Gi to 1200Mi, which the trouble is about.',
    );
    expect(ranking.noneScore).toBeLessThan(0.21);
  });

  test.each([
    ['for another service', limits('tariff', '1200Mi')],
    ['upwards', limits('manifest', '3Gi')],
  ])('%s is none', (_, files) => {
    const ranking = rank(killed, [change(32, 'Fit the nodes', '19T10:00', files), release], {
      service: 'manifest-api',
    });
    const signals = ranking.ranked.flatMap(({ reasons }) => reasons.map(({ signal }) => signal));

    expect(signals).not.toContain('lowered-limit');
  });

  test('long before a sudden onset tells little', () => {
    const old = change(33, 'Fit the nodes', '12T10:00', limits('manifest', '1200Mi'));

    expect(reasonOf(rank(killed, [old], { service: 'manifest-api' }), 'lowered-limit')!.weight).toBeLessThan(1.5);
    expect(reasonOf(rank(killed, [old], { service: 'manifest-api' }, { buildsUp: 1 }), 'lowered-limit')!.weight).toBe(
      4,
    );
  });
});

test.each([
  [
    'Terraform',
    { 'modules/db/main.tf': ['+resource "aws_cloudwatch_metric_alarm" "locks" {', '+  threshold = 5', '+}'] },
  ],
  ['Kubernetes', { 'k8s/berths.yaml': ['+kind: ServiceMonitor', '+metadata:', '+  name: berths'] }],
  ['Grafana', { 'ops/dashboards/berths.json': ['-  "refresh": "5s"', '+  "refresh": "1m"'] }],
])('a change that only watches, in %s, speaks against itself', (_, files) => {
  expect(reasonOf(rank('too many locks', [change(40, 'Watch locks', '20T09:00', files)]), 'monitoring')!.weight).toBe(
    -2,
  );
});
