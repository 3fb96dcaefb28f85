import { describe, expect, test } from 'vitest';
import { classify } from './classify.ts';
import { constantOf, searchable } from './constant.ts';
import { platformEvent } from './platform-events.ts';
import { failureModes } from './registry.ts';
import { breadthOf, failingRequests, requestOf } from './requests.ts';
import { type Sample, sampleIncident } from './sample-incident.ts';
import type { Step } from './types.ts';

describe('the request of a line', () => {
  const count = '2026-05-12T11:38:14.704Z INFO [http-exec-32] metrics: executing 1205 JDBC statements';

  test('is never one of another event', () => {
    const { log } = sampleIncident({
      log: [count, '2026-05-12T11:44:55.609Z ERROR [http-exec-85] web: GET /v1/prices/7 failed'],
    });
    expect(requestOf(log.patterns[0]!, log.patterns)).toBeUndefined();
    expect(textsOf('n-plus-one', { log: [count, 'ERROR GET /v1/prices/7 failed'] })).not.toMatch(
      /1,?205[^.]*\/v1\/prices|\/v1\/prices[^.]*1,?205/,
    );
  });

  test.each([
    [
      'thread within a second',
      '2026-05-12T11:38:15.127Z WARN [http-exec-32] access: GET /v1/authors 200 7887ms',
      count,
    ],
    [
      'request id',
      '{"request_id":"af3c-11","msg":"GET /v1/authors 200"}',
      '{"request_id":"af3c-11","msg":"1205 queries"}',
    ],
  ])('is one of the same %s', (_, access, line) => {
    const { log } = sampleIncident({ log: [line, access] });
    expect(requestOf(log.patterns[0]!, log.patterns)).toMatchObject({ method: 'GET', path: '/v1/authors', id: 'L2' });
  });

  test('is none when the thread took it a minute later', () => {
    const later = '2026-05-12T11:39:15.127Z WARN [http-exec-32] access: GET /v1/authors 200 7ms';
    const { log } = sampleIncident({ log: [count, later] });
    expect(requestOf(log.patterns[0]!, log.patterns)).toBeUndefined();
  });
});

describe('recovery', () => {
  const read = 'ERROR GET /v1/entries/4 failed: NullPointerException at Entry.java';
  const write = 'ERROR POST /v1/orders failed: NullPointerException at Order.java';

  test.each(failureModes.map(({ id }) => id))(
    'of %s speaks of writes only when one is seen, and of no time to roll out',
    (id) => {
      expect(textsOf(id, { log: [read] })).not.toMatch(/replay|half done|reconcile|from merge to first error/);
      expect(textsOf(id, { log: [write] })).toContain('POST /v1/orders is among what fails');
    },
  );
});

test('a failure of every path is not told as one input', () => {
  const paths = ['entries', 'orders', 'users', 'stock'].map(
    (path) => `ERROR GET /v1/${path} failed: NullPointerException`,
  );
  expect(breadthOf(sampleIncident({ log: paths }))?.text).toContain('1 more kind of request');
  expect(textsOf('code-defect', { log: paths })).not.toMatch(/in common|an input/);
  expect(failingRequests(sampleIncident({ log: ['ERROR GET /v1/a/1 x', 'ERROR GET /v1/a/2 x'] }))).toHaveLength(1);
});

describe('a step that verifies can fail', () => {
  const labels = { namespace: 'shop', pod: 'api-7d9f8b6c5-x2xzz' };

  test('by the constant part of the line, in all pods of the owner', () => {
    const log = [
      { example: 'ERROR Order 4711 of api-7d9f8b6c5-x2xzz lost its row: NullPointerException: total is null' },
    ];
    const verify = textsOf('code-defect', { log, labels }, 'verify');
    expect(verify).toContain("grep '^pod/api-'");
    expect(verify).not.toMatch(/4711|x2xzz/);
  });

  test.each([
    [
      '2026-07-03T17:41:10Z   Warning   OOMKilling   pod/api-1   Memory cgroup out of memory',
      'get events --field-selector reason=OOMKilling',
    ],
    ['2026-07-03T17:41:09 node-2 kernel: [902.7] oom-kill:constraint=CONSTRAINT_MEMCG task=java', 'journalctl -k'],
  ])('where the writer of the line is read: %j', (example, command) => {
    const verify = textsOf('container-oom-kill', { log: [example], labels }, 'verify');
    expect(verify).toContain(command);
    expect(verify).not.toContain(' logs ');
  });

  test('not by a line that health writes too', () => {
    const log = [
      { example: 'INFO executing 1205 JDBC statements', level: 'info' as const, novelty: 'steady' as const },
    ];
    expect(textsOf('n-plus-one', { log }, 'verify')).not.toContain('not written any more');
  });

  test.each([
    ['Order 4711 failed after 30s at 10.0.0.7:5432', 'Order … failed after … at …'],
    ['pod/api-6c8f7d9b54-4mzqk OOMKilled', 'pod/api… OOMKilled'],
    ['proxy [shop.Book#41] - no session', 'proxy [shop.Book…] - no session'],
  ])('%j is constant but for %j', (line, constant) => expect(constantOf(line, '')).toBe(constant));

  test('what a shell could read is not searched for', () => {
    expect(searchable(`it's $(rm -rf x) gone`)).not.toMatch(/[$'`]/);
    expect(searchable('a … b')).toBeUndefined();
  });
});

describe('a change of the platform near the onset', () => {
  const upgrade = 'node-upgrader: cluster shop: upgrading node pool apps v1.28.15 -> v1.29.15';
  const at = (example: string, firstAt: string): Sample => ({
    log: ['ERROR lookup db.shop: no such host', { example, firstAt, count: 1, level: 'info' }],
  });

  test('is told in the cause, when no merged change is blamed', () => {
    expect(explain('dns-or-network-policy', at(upgrade, '2026-03-04T10:12:00Z'))).toContain('v1.28.15 -> v1.29.15');
  });

  test.each([
    ['an hour before', upgrade, '2026-03-04T09:20:00Z'],
    ['a reaction', 'Warning BackOff pod/api Back-off restarting failed container on node pool', '2026-03-04T10:30:00Z'],
    ['the work of the application', 'session upgraded to websocket', '2026-03-04T10:30:00Z'],
  ])('is not %s', (_, example, time) => {
    expect(platformEvent(sampleIncident(at(example, time)))).toBeUndefined();
  });
});

describe('a flag', () => {
  const culprit = { number: 62, title: 'Release', path: 'app/flags.json', added: '"deep_reads": true' };
  const log = ['ERROR feature flag "deep_reads" is enabled: timeouts'];

  test('in a file of the repository goes with the next rollout', () => {
    const told = textsOf('feature-flag', { log, culprit });
    expect(told).toContain('it lives in app/flags.json, so it goes with the next rollout');
    expect(told).not.toContain('needs no build');
  });

  test('of a flag service needs no build', () => {
    const served = [...log, 'INFO LaunchDarkly client initialised'];
    expect(textsOf('feature-flag', { log: served, culprit })).toContain('in LaunchDarkly; that needs no build');
  });
});

describe('an exhausted pool', () => {
  const waiting = 'ERROR GET /v1/stock failed: pool - Connection is not available, request timed out after 3000ms';
  const frames = [{ symbol: 'shop.OrderService.place', file: 'OrderService.java', line: 29 }];

  test('is never said to be held by who waits for it', () => {
    const told = textsOf('pool-exhaustion', { log: [waiting] });
    expect(told).not.toMatch(/(?:load of|held|transactions? (?:time )?(?:of|behind|in)) \/v1\/stock/);
  });

  test('is held by whom a leak trace shows', () => {
    const leak = { example: 'WARN Connection leak detection triggered for conn0', frames };
    expect(textsOf('pool-exhaustion', { log: [waiting, leak] })).toContain(
      'Limit the calls that reach shop.OrderService.place (OrderService.java:29)',
    );
  });
});

function caseOf(id: string, sample: Sample) {
  const incident = sampleIncident(sample);
  const matches = classify(incident);
  const mode = failureModes.find((one) => one.id === id)!;
  const evidence = incident.log.patterns.slice(0, 1).map((one) => one.id);
  const match = matches.find((one) => one.mode.id === id) ?? {
    mode,
    score: 0.5,
    hits: [{ means: 'x', weight: 1, evidence }],
    facts: matches[0]!.facts,
  };
  return { mode, situation: { incident, match, culprit: incident.suspects[0] } };
}

function explain(id: string, sample: Sample): string {
  const { mode, situation } = caseOf(id, sample);
  return mode.explain(situation).text;
}

/** All sentences and commands of a mode's advice, or of one part of its runbook. */
function textsOf(id: string, sample: Sample, part?: 'verify'): string {
  const { mode, situation } = caseOf(id, sample);
  const { immediate, runbook, capacity, recovery, performance } = mode.advise(situation);
  const steps: Step[] = part
    ? [...runbook[part]]
    : [...immediate, ...Object.values(runbook).flat(), ...capacity, ...recovery, ...performance];
  return steps.map(({ text, command }) => `${text}\n${command ?? ''}`).join('\n');
}
