import { describe, expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import { changeOf, type Draft } from './test-changes.ts';
import type { RankOptions, Symptom } from './types.ts';

function change(number: number, title: string, mergedAt: string, files: Draft['files'], body = '') {
  return changeOf({ number, title, mergedAt: `2026-05-${mergedAt}:00Z`, files, body });
}

type Changes = readonly ReturnType<typeof change>[];

function rank(text: string, changes: Changes, more: Partial<Symptom> = {}, options: RankOptions = {}) {
  const symptom = { parts: [{ id: 'L1', text, isLog: true }], frames: [], onsetAt: '2026-05-20T12:00:00Z', ...more };
  return rankChanges(symptom, changes, options).ranked;
}

function signalsFor(ranked: ReturnType<typeof rank>, number: number): string[] {
  return ranked.find(({ change: one }) => one.number === number)!.reasons.map(({ signal }) => signal);
}

describe('the line that fails', () => {
  const trace = [
    'TypeError: Cannot read properties of undefined (reading "depth")',
    '    at clearance (/srv/src/locks/draught.ts:4:17)',
    '    at admit (/srv/src/web/gate.ts:9:3)',
  ].join('\n');
  const sources = [
    {
      path: 'src/locks/draught.ts',
      line: 4,
      text: 'export function clearance(ship: Ship) {\n  const lock = locks.of(ship);\n\n  return lock.chart.depth - ship.draught;\n}\n',
    },
  ];
  const writer = change(1, 'Depth from the chart', '14T09:00', {
    'src/locks/draught.ts': [
      '@@ -4,1 +4,1 @@',
      '-  return lock.depth - ship.draught;',
      '+  return lock.chart.depth - ship.draught;',
    ],
  });
  const touched = change(2, 'Type of ships', '19T09:00', {
    'src/locks/draught.ts': [
      '@@ -1,1 +1,1 @@',
      '-export function clearance(ship: any) {',
      '+export function clearance(ship: Ship) {',
    ],
  });
  const middleware = change(3, 'Log requests at the gate', '20T10:00', {
    'src/web/gate.ts': ['+  admit(log(request));'],
  });

  test('was written by the culprit, however long it ran well, and whoever touched the file since', () => {
    const ranked = rank(trace, [writer, touched, middleware], { sources });

    expect(ranked[0]!.change).toBe(writer);
    expect(ranked[0]!.reasons[0]).toMatchObject({
      signal: 'wrote-the-line',
      text: 'It wrote the line that fails: `return lock.chart.depth - ship.draught;`.',
      places: [{ path: 'src/locks/draught.ts', side: 'added', line: 4 }],
    });
    expect(signalsFor(ranked, 1)).not.toContain('superseded');
  });

  test('takes its value from a line above, whose writer is suspect too', () => {
    const feeder = change(4, 'Locks by ship', '18T09:00', {
      'src/locks/draught.ts': ['+  const lock = locks.of(ship);'],
    });

    expect(signalsFor(rank(trace, [feeder, touched], { sources }), 4)).toContain('wrote-the-line');
  });

  test('is not laid to a change that merely moved it', () => {
    const moved = change(5, 'Indent', '20T11:00', {
      'src/locks/draught.ts': [
        '-return lock.chart.depth - ship.draught;',
        '+  return lock.chart.depth - ship.draught;',
      ],
    });

    expect(signalsFor(rank(trace, [writer, moved], { sources }), 5)).not.toContain('wrote-the-line');
  });
});

describe('changes that were taken back', () => {
  const files = { 'src/tolls.ts': ['-  return toll;', '+  return toll.net;'] };
  const back = { 'src/tolls.ts': ['-  return toll.net;', '+  return toll;'] };
  const trace = 'TypeError: toll.net is undefined\n    at due (/srv/src/tolls.ts:10:5)';
  const first = change(10, 'Net tolls', '17T09:00', files);

  test.each([
    ['by its title', change(11, 'Revert "Net tolls" (#11)', '18T09:00', back)],
    ['by its number', change(11, 'Hot fix', '18T09:00', { 'src/a.ts': ['+x();'] }, 'Reverts #10, it breaks tolls.')],
    ['line by line', change(11, 'Roll back tolls', '18T09:00', back)],
  ])('before the onset, %s, did not cause it; what landed them again did', (_, revert) => {
    const again = change(12, 'Net tolls, second try', '20T09:00', files);
    const ranked = rank(trace, [first, revert, again]);

    expect(ranked[0]!.change).toBe(again);
    expect(signalsFor(ranked, 10)).toContain('reverted');
    expect(signalsFor(ranked, 12)).not.toContain('reverted');
  });

  test('after the onset may well have caused it', () => {
    const late = change(11, 'Revert "Net tolls"', '20T13:00', back);

    expect(signalsFor(rank(trace, [first, late]), 10)).not.toContain('reverted');
  });
});

describe('failures that show under load', () => {
  test('leave days without them little to prove', () => {
    const old = change(20, 'Read berths one by one', '11T09:00', {
      'src/berths.ts': ['+  for (const b of all) load(b);'],
    });
    const proven = (underLoad: number) =>
      rank('request timed out', [old], {}, { underLoad })[0]!.reasons.find(({ signal }) => signal === 'proven')!.weight;

    expect(proven(1)).toBeCloseTo(0.3 * proven(0));
  });

  test('are rarely due to a change that only measures', () => {
    const measures = change(21, 'Timing of requests', '20T09:00', {
      'src/berths.ts': ['+  logger.info("berths", { ms });'],
    });

    expect(signalsFor(rank('berths: request timed out', [measures], {}, { underLoad: 1 }), 21)).toContain('observes');
  });
});

test('an error deep inside a new major version is laid to it, by the namespace of the package', () => {
  const frames = ['Quaysql.Internal.Dates.Get', 'Quaysql.QuaysqlCommand.Read', 'Harbour.Berths.Book'].map(
    (symbol, index) => (index === 2 ? { symbol, file: '/src/Harbour/Berths.cs', line: 12 } : { symbol }),
  );
  const bump = change(30, 'Grouped updates', '19T09:00', {
    'Directory.Packages.props': [
      '-    <PackageVersion Include="Quaysql.Provider.Mapping" Version="5.0.10" />',
      '+    <PackageVersion Include="Quaysql.Provider.Mapping" Version="8.0.4" />',
    ],
  });
  const neighbour = change(31, 'Book for tomorrow', '20T09:00', {
    'src/Harbour/Berths.cs': ['+  var day = Tomorrow();'],
  });
  const [top] = rank('ArgumentException: only UTC is supported', [bump, neighbour], { frames });

  expect(top!.change).toBe(bump);
  expect(top!.reasons[0]!.text).toMatch(/`Quaysql.Provider.Mapping` from 5\.0\.10 to 8\.0\.4, a new major version/);
});

test('one step inside a new major version is enough, but not where a timer cuts off what waits', () => {
  const frames = [
    { symbol: 'sign', file: '/srv/node_modules/quaytoken/sign.js', line: 40 },
    { symbol: 'link', file: '/srv/src/berths/link.ts', line: 9 },
  ];
  const bump = change(32, 'Audit findings', '19T09:00', {
    'package.json': ['-    "quaytoken": "8.5.1",', '+    "quaytoken": "9.0.2",'],
  });
  const weight = (underLoad: number) =>
    rank('Error: key too small', [bump], { frames }, { underLoad })[0]!.reasons.find(
      ({ signal }) => signal === 'dependency',
    )!.weight;

  expect(weight(0)).toBeCloseTo(4.5);
  expect(weight(1)).toBeLessThan(2);
});

test('what the failing line calls is suspect where a line of its body changes', () => {
  const sources = [{ path: 'quay/views.py', line: 2, text: 'def get(site):\n  rows = harbour_day(site)\n' }];
  const body = change(33, 'Hide cancelled', '20T09:00', {
    'quay/selectors.py': [' def harbour_day(site):', '-    return rows.joined()', '+    return rows.open()'],
  });

  expect(signalsFor(rank('SystemExit: 1', [body], { sources }), 33)).toContain('calls');
});

describe('two threads in one value', () => {
  const symptom = {
    sources: [{ path: 'src/Quay/Planner.cs', line: 3, text: 'class Planner\n{\n  var all = berthBoard.All();\n}\n' }],
  };
  const neighbour = change(40, 'Plan by tide', '20T09:00', { 'src/Quay/Planner.cs': ['+  var tide = Now();'] });

  test.each([
    [
      'Collection was modified; enumeration operation may not execute.',
      '-  ConcurrentDictionary<string, Berth> all;',
      '+  Dictionary<string, Berth> all;',
    ],
    ['java.util.ConcurrentModificationException', '-  map = new ConcurrentHashMap<>();', '+  map = new HashMap<>();'],
    ['fatal error: concurrent map read and map write', '-  b.mu.RLock()', '+  b.reads++'],
    ['RuntimeError: dictionary changed size during iteration', '-    with self._lock:', '+    if ready:'],
  ])('%s is laid to the change that took the guard away, days ago', (text, removed, added) => {
    const lost = change(41, 'Fewer allocations', '13T09:00', { 'src/Quay/BerthBoard.cs': [removed, added] });
    const [top] = rank(text, [lost, neighbour], symptom);

    expect(top!.change).toBe(lost);
    expect(signalsFor([top!], 41)).toContain('unguarded');
  });

  test('are not laid to a change that swaps one guard for another', () => {
    const swapped = change(42, 'One lock', '20T10:00', {
      'src/Quay/BerthBoard.cs': ['-  synchronized (all) {', '+  lock.synchronized(() => {'],
    });

    expect(signalsFor(rank('ConcurrentModificationException', [swapped], symptom), 42)).not.toContain('unguarded');
  });
});
