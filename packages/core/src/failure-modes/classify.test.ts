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
});
