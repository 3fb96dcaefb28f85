import { describe, expect, test } from 'vitest';
import { createEventAssembler, type LogEvent, parseEvent } from './event.ts';
import { framesOf } from './frames.ts';

const firedAt = Date.parse('2026-03-11T15:46:00Z');
const iso = (event: LogEvent) => (event.at === undefined ? undefined : new Date(event.at).toISOString());

function eventsOf(text: string): LogEvent[] {
  const assembler = createEventAssembler(firedAt);
  const events = text.split('\n').flatMap((line) => assembler.push(line));
  return [...events, ...assembler.end()];
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
    [
      'Quarkus',
      '2026-03-11 15:40:23,219 ERROR [org.shop.Orders] (executor-thread-1) it broke',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'loguru',
      '2026-03-11 15:40:23.219 | ERROR    | app.orders:place:42 - it broke',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    ['logrus on a terminal', 'ERRO[0042] it broke            order=3', undefined, 'error', undefined],
    [
      'slog between levels',
      'time=2026-03-11T15:40:23.219Z level=ERROR+2 msg="it broke"',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'JSON, Monolog',
      '{"message":"fine","level":200,"level_name":"INFO","datetime":"2026-03-11T15:40:23.219000+00:00"}',
      '2026-03-11T15:40:23.219Z',
      'info',
      'fine',
    ],
    [
      'JSON, Monolog without names',
      '{"message":"it broke","level":400,"datetime":"2026-03-11T15:40:23.219000+00:00"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'JSON, Loguru',
      '{"text":"it broke\\n","record":{"level":{"name":"ERROR","no":40},"message":"it broke","time":{"repr":"2026-03-11 15:40:23.219000+00:00"}}}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'JSON, Log4j',
      '{"instant":{"epochSecond":1773243623,"nanoOfSecond":219000000},"level":"ERROR","message":"it broke"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'JSON, klog',
      '{"ts":1773243623219.4,"caller":"a.go:1","msg":"it broke","v":0,"err":"gone"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke: gone',
    ],
    [
      'MongoDB',
      '{"t":{"$date":"2026-03-11T15:40:23.219+00:00"},"s":"I","c":"NETWORK","id":22943,"msg":"Connection accepted"}',
      '2026-03-11T15:40:23.219Z',
      'info',
      'Connection accepted',
    ],
    [
      'journald',
      '{"__REALTIME_TIMESTAMP":"1773243623219000","PRIORITY":"3","SYSLOG_IDENTIFIER":"shop","MESSAGE":"it broke"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'OpenTelemetry',
      '{"timeUnixNano":"1773243623219000000","severityNumber":9,"body":{"stringValue":"fine"},"attributes":[{"key":"a","value":{"intValue":"1"}}]}',
      '2026-03-11T15:40:23.219Z',
      'info',
      'fine',
    ],
    [
      'OpenTelemetry, exported',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":9,"body":{"stringValue":"fine"}},{"timeUnixNano":"1773243623219000000","severityNumber":17,"body":{"stringValue":"it broke"}}]}]}]}',
      '2026-03-11T15:40:23.219Z',
      'error',
      'it broke',
    ],
    [
      'Traefik',
      '{"DownstreamStatus":502,"RequestMethod":"GET","RequestPath":"/x","level":"info","msg":"","time":"2026-03-11T15:40:23Z"}',
      '2026-03-11T15:40:23.000Z',
      'error',
      'GET /x',
    ],
    [
      'Kubernetes audit',
      '{"kind":"Event","level":"Metadata","requestURI":"/api","responseStatus":{"code":500},"stageTimestamp":"2026-03-11T15:40:23.219Z"}',
      '2026-03-11T15:40:23.219Z',
      'error',
      undefined,
    ],
    [
      'HAProxy',
      'Mar 11 15:40:23 host haproxy[12]: 10.0.0.1:5000 [11/Mar/2026:15:40:23.219] fe be/s1 0/0/0/-1/3 503 212 - - SC-- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
      '2026-03-11T15:40:23.219Z',
      'error',
      undefined,
    ],
    [
      'load balancer',
      'http 2026-03-11T15:40:23.219000Z app/lb/1 10.0.0.1:1 10.0.0.2:80 0.001 0.2 0.0 502 502 34 366 "GET http://x:80/ HTTP/1.1" "curl"',
      '2026-03-11T15:40:23.219Z',
      'error',
      undefined,
    ],
    [
      'IIS',
      '2026-03-11 15:40:23 10.0.0.1 GET /x - 443 - 10.0.0.2 curl/8 - 500 0 0 12',
      '2026-03-11T15:40:23.000Z',
      'error',
      undefined,
    ],
    [
      'JSON with a type',
      '{"time":1773243623219,"type":1,"s":"2","msg":"fine"}',
      '2026-03-11T15:40:23.219Z',
      'unknown',
      'fine',
    ],
    ['Erlang', '=ERROR REPORT==== 11-Mar-2026::15:40:23.219000 ===', '2026-03-11T15:40:23.219Z', 'error', undefined],
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
  [
    'Node with its cause',
    "2026-03-11T15:40:23Z error: failed\nError: no order\n    at f (/app/a.js:3:5) {\n  [cause]: Error: gone\n      at g (/app/b.js:4:6) {\n    code: 'ECONNREFUSED'\n  }\n}",
    'Error',
  ],
  [
    'Python with causes and notes',
    '2026-03-11 15:40:23,219 ERROR app: failed\nTraceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nqueue.Empty\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "b.py", line 3, in g\n    h()\nshop.errors.DbError: no connection\n[SQL: SELECT 1]\n(Background on this error at: https://example.org/e)',
    'DbError',
  ],
  [
    'Rust, anyhow',
    '2026-03-11T15:40:23Z ERROR shop: failed\nError: no order\n\nCaused by:\n    0: query failed\n    1: pool timed out\n\nStack backtrace:\n   0: shop::main\n             at ./src/main.rs:4:5',
    'Error',
  ],
  [
    'Go, past the panic',
    '2026/03/11 15:40:23 http: panic serving 10.0.0.1:4: boom\ngoroutine 7 [running]:\npanic({0x6a1, 0xc0})\n\t/usr/local/go/src/runtime/panic.go:884 +0x213\nmain.f(0x1)\n\t/src/main.go:12 +0x1d',
    '',
  ],
  [
    'Laravel with the exception before',
    '[2026-03-11 15:40:23] production.ERROR: no order {"exception":"[object] (ErrorException(code: 0): no order at /a.php:12)\n[stacktrace]\n#0 /a.php(12): f()\n\n[previous exception] [object] (PDOException(code: 2002): gone at /b.php:3)\n[stacktrace]\n#0 {main}\n"} ',
    '',
  ],
  [
    'Elixir',
    '15:40:23.219 [error] GenServer Pool terminating\n** (DBConnection.ConnectionError) not available\n    (shop 0.1.0) lib/shop/orders.ex:42: Shop.Orders.place/1\nLast message: :x\nState: %{}',
    'ConnectionError',
  ],
];

test.each(traces)('joins the stack trace of %s to the line that threw it', (_, text, exception) => {
  const events = eventsOf(`${text}\n2026-03-11T15:40:24Z INFO next`);
  expect(events.map(({ text: told }) => told)).toEqual([text, '2026-03-11T15:40:24Z INFO next']);
  if (exception !== '') expect(events[0]!.exception?.endsWith(exception)).toBe(true);
});

test.each(traces)('joins the stack trace of %s where the runtime wraps each line of two pods', (_, text) => {
  const wrap = (pod: string, line: string, at: number) => `${pod} 2026-03-11T15:40:23.${at}00000Z stderr F ${line}`;
  const lines = text
    .split('\n')
    .flatMap((line, at) => [
      wrap('shop/orders-7d9f8c6b5-x2vqz', line, 219_0 + at),
      wrap('shop/orders-7d9f8c6b5-k4w8p', `2026-03-11T15:40:23Z INFO order ${at}`, 219_0 + at),
    ]);
  const events = eventsOf(lines.join('\n')).filter(({ level }) => level !== 'info');
  expect(events.map(({ text: told }) => told.replaceAll(/\n+/g, '\n'))).toEqual([text.replaceAll(/\n+/g, '\n')]);
});

const clf = '{"@t":"2026-03-11T15:40:23Z","@m":"HTTP GET /a responded 500 in 3 ms","StatusCode":500}';

test.each([
  ['Sidekiq', '2026-03-11T15:40:23Z pid=1 tid=2q4 class=MailJob jid=1f2e elapsed=0.7: WARN: slow', 'warn', 'slow'],
  [
    'Sidekiq with a context',
    '2026-03-11T15:40:23Z pid=1 tid=2q WARN: {"context":"Job raised exception"}',
    'warn',
    'Job raised exception',
  ],
  ['Python behind a pod', '2026-03-11T15:40:23Z api-7c9d8f6b5-4xk2p ERROR:uvicorn.error:it broke', 'error', 'it broke'],
  [
    'logfmt behind a log group',
    '2026-03-11T15:40:23Z /ecs/api ecs/api/1f2 level=error msg="it broke" err="gone"',
    'error',
    'it broke: gone',
  ],
  ['Rails', 'F, [2026-03-11T15:40:23.219 #17] FATAL -- : [1612dd27-2d13-71c1] it broke', 'fatal', 'it broke'],
  [
    'zap',
    '{"level":"error","ts":1773243623.2,"caller":"a.go:3","msg":"no","error":"gone","stacktrace":"main.f\\n\\t/a.go:3"}',
    'error',
    'no: gone',
  ],
  [
    'winston',
    '{"level":"error","message":"no","timestamp":"2026-03-11T15:40:23Z","error":{"name":"TypeError","message":"x"}}',
    'error',
    'no: TypeError: x',
  ],
  ['Serilog compact', '{"@t":"2026-03-11T15:40:23Z","@mt":"Stored {Count}","Count":3}', 'info', 'Stored {Count}'],
  ['Serilog compact, 5xx', clf, 'error', 'HTTP GET /a responded 500 in 3 ms'],
  [
    'Google Cloud',
    '{"severity":"ERROR","timestamp":"2026-03-11T15:40:23Z","jsonPayload":{"message":"it broke"}}',
    'error',
    'it broke',
  ],
  [
    'CloudWatch',
    '{"timestamp":1773243623219,"message":"{\\"level\\":\\"warn\\",\\"msg\\":\\"slow\\"}"}',
    'warn',
    'slow',
  ],
  [
    'OpenTelemetry',
    '{"severityText":"ERROR","body":"no","attributes":{"exception.type":"E","exception.message":"gone"}}',
    'error',
    'no: gone',
  ],
  [
    'ECS',
    '{"@timestamp":"2026-03-11T15:40:23Z","log":{"level":"ERROR"},"message":"no","error":{"type":"E","message":"x"}}',
    'error',
    'no: E: x',
  ],
  [
    'pino access 5xx',
    '{"level":30,"req":{"method":"GET","url":"/a"},"res":{"statusCode":503},"msg":"done"}',
    'error',
    'done',
  ],
  ['access 4xx', '2026-03-11T15:40:23Z INFO GET /a 404 12ms', 'info', 'GET /a 404 12ms'],
  ['access 5xx in words', '2026-03-11T15:40:23Z INFO:app.access:GET /a 503 12ms', 'error', 'GET /a 503 12ms'],
])('reads level and message of %s', (_, line, level, message) => {
  expect(parseEvent(line, firedAt)).toMatchObject({ level, message });
});

describe('joins a trace whose lines each have a header, of', () => {
  const rails = (text: string, id = '1612dd27-2d13') =>
    `F, [2026-03-11T15:40:23.219000 #17] FATAL -- : [${id}] ${text}`;
  const pod = (name: string, text: string) => `shop/${name} 2026-03-11T15:40:23.219000000Z stderr F ${text}`;
  const syslog = (text: string) => `Mar 11 15:40:23 host app[71]: ${text}`;
  const json = (text: string) =>
    JSON.stringify({ time: '2026-03-11T15:40:23Z', level: 'error', service: 'a', log: text });
  const java = [
    'java.lang.IllegalStateException: no',
    '\tat a.B.c(B.java:7)',
    'Caused by: java.sql.SQLException: gone',
  ];

  test.each([
    [
      'Rails',
      ['  ', 'ArgumentError (no):', '  ', "app/a.rb:7:in `f'", "app/b.rb:9:in `g'"].map((text) => rails(text)),
      'app/a.rb',
    ],
    [
      'Java behind a pod',
      ['2026-03-11 15:40:23.219 ERROR [exec-1] Web : failed', ...java].map((text) => pod('a-1', text)),
      'B.java',
    ],
    ['syslog with escaped tabs', ['ERROR failed', java[0]!, '#011at a.B.c(B.java:7)'].map(syslog), 'B.java'],
    ['JSON, a line each', ['failed', ...java].map(json), 'B.java'],
    [
      'Python, split by a collector',
      [
        'ERROR app: failed',
        '  Traceback (most recent call last):',
        '    File "a.py", line 7, in f',
        '      g()',
        "  KeyError: 'x'",
      ].map((text, at) =>
        at === 0 ? `2026-03-11T15:40:23.219Z ${text}` : `2026-03-11T15:40:23.219Z ERROR app: ${text.slice(2)}`,
      ),
      'a.py',
    ],
  ])('%s', (_, lines, file) => {
    const events = eventsOf([...lines, '2026-03-11T15:40:29Z INFO next'].join('\n'));
    expect(events).toHaveLength(2);
    expect(framesOf(events[0]!.text)[0]).toMatchObject({ file });
    expect(events[0]!.exception).toBeDefined();
  });

  test('two requests at once', () => {
    const lines = ['KeyError: one', "app/a.rb:1:in `f'"].flatMap((text) => [
      rails(text, 'request-1'),
      rails(text.replace('one', 'two').replace('a.rb', 'b.rb'), 'request-2'),
    ]);
    const events = eventsOf(lines.join('\n'));
    expect(events.map(({ text }) => /(one|two)[\s\S]*(\w)\.rb/.exec(text)?.slice(1))).toEqual([
      ['one', 'a'],
      ['two', 'b'],
    ]);
  });

  test('no two errors of the same moment', () => {
    const lines = ['ERROR KeyError: one', 'ERROR KeyError: two', 'INFO ValueError: three'].map(
      (text) => `2026-03-11T15:40:23.219Z ${text}`,
    );
    expect(eventsOf(lines.join('\n'))).toHaveLength(3);
  });
});

test('puts the parts of a line that the runtime cut together again', () => {
  const part = (mark: string, text: string) => `2026-03-11T15:40:23.219000000Z stdout ${mark} ${text}`;
  expect(eventsOf([part('P', '{"level":"error",'), part('F', '"msg":"it broke"}')].join('\n'))).toMatchObject([
    { level: 'error', message: 'it broke', line: 2 },
  ]);
});

test('numbers events by their first line, and bounds an endless one', () => {
  const endless = Array.from({ length: 50_000 }, (_, at) => `\tat a.B.c(B.java:${at})`).join('\n');
  const [first, second] = eventsOf(
    `2026-03-11T15:40:23Z ERROR no\njava.lang.Error: x\n${endless}\n2026-03-11T15:40:24Z INFO next`,
  );
  expect(first!.text.length).toBeLessThan(100_000);
  expect(second!.line).toBe(50_003);
});
