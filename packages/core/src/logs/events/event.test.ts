import { describe, expect, test } from 'vitest';
import { createEventAssembler, type LogEvent, parseEvent } from './event.ts';

const firedAt = Date.parse('2026-03-11T15:46:00Z');
const iso = (event: LogEvent) => (event.at === undefined ? undefined : new Date(event.at).toISOString());

function eventsOf(text: string): LogEvent[] {
  const assembler = createEventAssembler(firedAt);
  const events = text.split('\n').map((line) => assembler.push(line));
  return [...events, assembler.end()].filter((event) => event !== undefined);
}

describe('reads time, level and message of', () => {
  test.each([
    [
      'Spring Boot',
      '2026-03-11T15:40:23.219Z ERROR 1 --- [shop] [nio-8080-exec-3] c.shop.web.Errors   : GET / failed',
      '2026-03-11T15:40:23.219Z',
      'error',
      'GET / failed',
    ],
    ['log4j', '2026-03-11 15:40:23,219 [main] WARN  com.shop.Pool - slow', '2026-03-11T15:40:23.219Z', 'warn', 'slow'],
    [
      'Python',
      '2026-03-11 15:40:23,219 ERROR shop.orders: no such order',
      '2026-03-11T15:40:23.219Z',
      'error',
      'no such order',
    ],
    [
      'klog',
      'E0311 15:40:23.219000    7 sync.go:190] "check failed" err="x"',
      '2026-03-11T15:40:23.219Z',
      'error',
      '"check failed" err="x"',
    ],
    ['Go log', '2026/03/11 15:40:23 listening on :8080', '2026-03-11T15:40:23.000Z', 'unknown', 'listening on :8080'],
    [
      'syslog without year',
      'Mar 11 15:40:23 host sshd[12]: Accepted key',
      '2026-03-11T15:40:23.000Z',
      'unknown',
      'Accepted key',
    ],
    [
      'RFC 5424',
      '<11>1 2026-03-11T15:40:23.5+01:00 host app 12 ID1 - it broke',
      '2026-03-11T14:40:23.500Z',
      'unknown',
      undefined,
    ],
    [
      'nginx error',
      '2026/03/11 15:40:23 [error] 7#7: *1 upstream timed out',
      '2026-03-11T15:40:23.000Z',
      'error',
      undefined,
    ],
    [
      'PostgreSQL',
      '2026-03-11 15:40:23.219 UTC [91] FATAL:  too many connections',
      '2026-03-11T15:40:23.219Z',
      'fatal',
      undefined,
    ],
    [
      'access line 5xx',
      '10.0.0.1 - - [11/Mar/2026:16:40:23 +0100] "GET /x HTTP/1.1" 503 12 "-" "-"',
      '2026-03-11T15:40:23.000Z',
      'error',
      undefined,
    ],
    [
      'Apache error',
      '[Wed Mar 11 15:40:23.219000 2026] [error] it broke',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    ['epoch milliseconds', '1773243623219 INFO started', '2026-03-11T15:40:23.219Z', 'info', 'started'],
    ['RFC 2822', 'Wed, 11 Mar 2026 15:40:23 +0000 ERROR it broke', '2026-03-11T15:40:23.000Z', 'error', 'it broke'],
    [
      'JSON, pino',
      '{"level":50,"time":1773243623219,"msg":"it broke","service":"shop"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'JSON, zap',
      '{"level":"warn","ts":1773243623.219,"logger":"pool","msg":"slow"}',
      '2026-03-11T15:40:23.219Z',
      'warn',
      'slow',
    ],
    [
      'logfmt',
      'time=2026-03-11T15:40:23.219Z level=error msg="it broke" service=shop',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'CRI',
      '2026-03-11T15:40:23.219000000Z stderr F level=error msg=broke time=x',
      '2026-03-11T15:40:23.219Z',
      'error',
      'broke',
    ],
    [
      'Docker',
      '{"log":"ERROR it broke\\n","stream":"stderr","time":"2026-03-11T15:40:23.219Z"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    ['Serilog', '[15:40:23 ERR] it broke', '2026-03-11T15:40:23.000Z', 'error', 'it broke'],
    [
      'Kubernetes event',
      '2026-03-11T15:40:23Z   Normal   Evicted   pod/shop-1   Eviction by drain',
      '2026-03-11T15:40:23.000Z',
      'info',
      undefined,
    ],
  ])('%s', (_, line, at, level, message) => {
    const event = parseEvent(line, firedAt);
    expect([iso(event), event.level]).toEqual([at, level]);
    if (message !== undefined) expect(event.message).toBe(message);
  });
});

test('names logger, service and status where they are shown', () => {
  expect(parseEvent('2026-03-11T15:40:23Z ERROR 1 --- [shop] [main] c.shop.Web : no')).toMatchObject({
    logger: 'c.shop.Web',
    service: 'shop',
  });
  expect(
    parseEvent('{"level":"info","service":{"name":"cart"},"logger":"http","msg":"done","status":502}'),
  ).toMatchObject({ service: 'cart', logger: 'http', status: 502, level: 'error' });
});

const traces: readonly (readonly [string, string, string])[] = [
  [
    'Java with its cause',
    '2026-03-11T15:40:23Z ERROR Web : failed\n\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: java.sql.SQLException: gone\n\t... 3 common frames omitted',
    'java.sql.SQLException',
  ],
  [
    'Python',
    '2026-03-11 15:40:23,219 ERROR app: failed\nTraceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nKeyError: \'id\'',
    'KeyError',
  ],
  [
    'Go',
    '2026/03/11 15:40:23 http: panic serving 10.0.0.1:4: boom\ngoroutine 7 [running]:\nmain.f(0x1)\n\t/src/main.go:12 +0x1d',
    '',
  ],
  ['Node', '2026-03-11T15:40:23Z error: failed\nTypeError: x is not a function\n    at f (/app/a.js:3:5)', 'TypeError'],
  [
    '.NET',
    '2026-03-11T15:40:23Z fail: Web[1]\n      Unhandled\n      System.InvalidOperationException: no\n         at A.B.C() in /src/B.cs:line 9',
    '',
  ],
  [
    'Ruby',
    "2026-03-11T15:40:23Z ERROR failed\nNoMethodError (undefined method):\napp/models/a.rb:3:in `f'",
    'NoMethodError',
  ],
  [
    'PHP',
    '[11-Mar-2026 15:40:23 UTC] PHP Fatal error:  Uncaught RuntimeException: no in /a.php:3\nStack trace:\n#0 /a.php(9): f()\n#1 {main}\n  thrown in /a.php on line 3',
    'RuntimeException',
  ],
  [
    'Rust',
    "2026-03-11T15:40:23Z ERROR failed\nthread 'main' panicked at src/main.rs:4:5:\nboom\nstack backtrace:\n   0: app::f\n             at ./src/main.rs:4:5",
    '',
  ],
];

test.each(traces)('joins the stack trace of %s to the line that threw it', (_, text, exception) => {
  const events = eventsOf(`${text}\n2026-03-11T15:40:24Z INFO next`);
  expect(events.map(({ text: told }) => told)).toEqual([text, '2026-03-11T15:40:24Z INFO next']);
  if (exception !== '') expect(events[0]!.exception?.endsWith(exception)).toBe(true);
});

test('numbers events by their first line, and bounds an endless one', () => {
  const endless = Array.from({ length: 50_000 }, (_, at) => `\tat a.B.c(B.java:${at})`).join('\n');
  const [first, second] = eventsOf(
    `2026-03-11T15:40:23Z ERROR no\njava.lang.Error: x\n${endless}\n2026-03-11T15:40:24Z INFO next`,
  );
  expect(first!.text.length).toBeLessThan(100_000);
  expect(second!.line).toBe(50_003);
});
