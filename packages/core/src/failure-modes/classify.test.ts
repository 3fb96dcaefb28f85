import { describe, expect, test } from 'vitest';
import { classify } from './classify.ts';
import { sampleIncident } from './sample-incident.ts';

describe('classify', () => {
  test('sees schema drift in a wrapped PostgreSQL error and captures the column', () => {
    const incident = sampleIncident({
      title: 'HTTP 500 rate above 5 %',
      log: [
        '2026-03-04T10:31:00.123Z ERROR 1 --- [nio-8080-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() threw exception\norg.springframework.dao.InvalidDataAccessResourceUsageException: could not prepare statement\n\tat org.hibernate.Foo.bar(Foo.java:12)\nCaused by: org.postgresql.util.PSQLException: ERROR: column reference "price_old" is ambiguous\n  Position: 8',
      ],
    });
    const [best] = classify(incident);
    expect(best?.mode.id).toBe('schema-drift');
    expect(best?.facts.column).toEqual({ value: 'price_old', evidence: ['L1'] });
  });

  test('answers unknown when nothing is met', () => {
    const [best] = classify(sampleIncident({ title: 'Something is wrong', log: ['INFO nightly report written'] }));
    expect(best?.mode.id).toBe('unknown');
  });

  test('gives probabilities that add up to 1', () => {
    const matches = classify(sampleIncident({ log: ['ERROR: relation "orders" does not exist'] }));
    expect(matches.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1);
  });

  test('blames the library for an ordinary error after a change of nothing but dependencies', () => {
    const log = ["AttributeError: 'Engine' object has no attribute 'execute'"];
    const culprit = { number: 7, title: 'Bump sqlalchemy', path: 'requirements/prod.txt' };
    expect(classify(sampleIncident({ log }))[0]?.mode.id).toBe('code-defect');
    const bumped = sampleIncident({ log, culprit: { ...culprit, path: 'requirements.txt' } });
    expect(classify(bumped)[0]?.mode.id).toBe('dependency-regression');
    const edited = sampleIncident({ log, culprit: { ...culprit, path: 'app/models.py' } });
    expect(classify(edited)[0]?.mode.id).toBe('code-defect');
  });

  test('blames the flag for load after a change that only turns a switch on', () => {
    const log = ['GET /reports 200 9120ms, 842 queries'];
    const culprit = { number: 8, title: 'Wide reads', path: 'config/app.yaml', added: '  wide_reads: true' };
    expect(classify(sampleIncident({ log }))[0]?.mode.id).toBe('n-plus-one');
    const [best] = classify(sampleIncident({ log, culprit }));
    expect(best?.mode.id).toBe('feature-flag');
    expect(best?.facts.flag).toEqual({ value: 'wide_reads', evidence: ['C1'] });
    expect(classify(sampleIncident({ log, culprit: { ...culprit, path: 'app/report.rb' } }))[0]?.mode.id).toBe(
      'n-plus-one',
    );
  });

  test('blames the switch among small edits only when the evidence stands on its line', () => {
    const log = ['GET /reports 200 9120ms, 842 queries'];
    const incident = sampleIncident({ log, culprit: { number: 9, title: 'Release 2.4', path: 'config/app.yaml' } });
    const [leading] = incident.suspects;
    const files = [
      { path: 'config/app.yaml', additions: 1, deletions: 1 },
      { path: 'app/report.rb', additions: 3, deletions: 1 },
    ];
    const places = [{ path: 'config/app.yaml', line: 4, side: 'added' as const, text: '  wide_reads: true' }];
    const reason = (signal: string, weight: number, where = places) => ({
      signal,
      text: 'It switches `wide_reads` on.',
      weight,
      evidence: [],
      places: where,
    });
    const best = (reasons: ReturnType<typeof reason>[], of = files) =>
      classify({ ...incident, suspects: [{ ...leading!, files: of, reasons }] })[0]?.mode.id;
    expect(best([reason('switch', 1.2)])).toBe('n-plus-one');
    expect(best([reason('switch', 1.2), reason('trait-changes-fetching', 2.2)])).toBe('feature-flag');
    expect(best([reason('read-by', 3.5)])).toBe('feature-flag');
    expect(best([reason('read-by', 3.5)], [{ path: 'app/report.rb', additions: 300, deletions: 9 }])).toBe(
      'n-plus-one',
    );
  });

  test('reads an incident again when its suspects are ranked', () => {
    const log = ["AttributeError: 'Engine' object has no attribute 'execute'"];
    const ranked = sampleIncident({ log, culprit: { number: 7, title: 'Bump', path: 'requirements.txt' } });
    expect(classify({ alert: ranked.alert, log: ranked.log, signals: ranked.signals })[0]?.mode.id).toBe('code-defect');
    expect(classify(ranked)[0]?.mode.id).toBe('dependency-regression');
    expect(classify({ ...ranked, suspects: [] })[0]?.mode.id).toBe('code-defect');
  });

  test('counts a failure that passes by itself little beside many others', () => {
    const passing = { example: 'ERROR: deadlock detected', count: 1, salience: 0.6 };
    const weight = (others: { example: string; count: number }[]) =>
      classify(sampleIncident({ log: [...others, passing] })).find(({ mode }) => mode.id === 'deadlock')?.hits[0]
        ?.weight;
    expect(weight([])).toBeGreaterThan(4);
    expect(weight([{ example: 'Request failed with status code 502', count: 400 }])).toBeLessThan(2);
  });

  test('takes what sets in just before the first error for part of the trouble', () => {
    const score = (firstAt: string) =>
      classify(
        sampleIncident({
          onsetAt: '2026-03-04T10:31:00Z',
          log: [
            { example: 'started', level: 'info', novelty: 'steady', firstAt: '2026-03-04T10:00:00Z', salience: 0.1 },
            {
              example: 'dial tcp 10.3.9.14:3306: i/o timeout',
              level: 'warn',
              novelty: 'steady',
              firstAt,
              salience: 0.5,
            },
            { example: 'exit status 1', firstAt: '2026-03-04T10:31:00Z' },
          ],
        }),
      ).find(({ mode }) => mode.id === 'dns-or-network-policy')?.score ?? 0;
    expect(score('2026-03-04T10:30:00Z')).toBeGreaterThan(score('2026-03-04T10:02:00Z'));
  });

  test('halves a symptom that its cause explains', () => {
    const pool =
      'HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=9)';
    const score = (log: string[]) =>
      classify(sampleIncident({ log })).find(({ mode }) => mode.id === 'pool-exhaustion')?.score ?? 0;
    expect(score([pool])).toBeGreaterThan(0.8);
    expect(score([pool, '1205 JDBC statements executed for one request'])).toBeLessThan(0.3);
  });

  test('does not take a class in a stack frame for a sign', () => {
    const log = [
      'java.lang.IllegalStateException: odd\n\tat com.zaxxer.hikari.pool.HikariPool.exhausted(HikariPool.java:12)\n\tat org.h2.Deadlock.detected(Deadlock.java:3)',
    ];
    expect(classify(sampleIncident({ log }))[0]?.mode.id).toBe('code-defect');
  });

  test('comes to an end on hostile text', () => {
    const hostile = [
      'a'.repeat(4000),
      'column "'.repeat(500),
      '.'.repeat(4000),
      'a.'.repeat(2000),
      '{"msg":"'.repeat(500),
      '\\"'.repeat(2000),
    ];
    classify(sampleIncident({ log: hostile, description: hostile.join('') }));
  });
});
