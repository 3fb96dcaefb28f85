import { expect, test } from 'vitest';
import type { Alert } from '../../incident/alert.ts';
import { LogDigest } from '../../incident/evidence.ts';
import { createRedactor } from '../redact/redactor.ts';
import { digestLog } from './digest-log.ts';

const start = Date.parse('2026-03-11T10:00:00Z');
const at = (second: number) => new Date(start + second * 1000).toISOString();

function alertAt(firedAt: string, service = 'shop'): Alert {
  return {
    schemaVersion: 1,
    id: '1',
    source: 'generic',
    rule: 'errors',
    title: 'HTTP 500 on /orders',
    description: '',
    severity: 'P1',
    status: 'firing',
    service,
    firedAt,
    metrics: [],
    labels: {},
    links: [],
  };
}

async function* inBatches(lines: readonly string[]): AsyncIterable<string[]> {
  for (let from = 0; from < lines.length; from += 500) yield lines.slice(from, from + 500);
}

async function digestOf(lines: readonly string[], alert?: Alert) {
  return digestLog({ lines: inBatches(lines), redactor: createRedactor(), ...(alert && { alert }) });
}

function normal(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = (n * 7919) % 10_007;
    if (n % 50 === 0) return `${at(n / 20)}  WARN 1 --- [shop] [exec-1] com.shop.Mail : retry ${id} of mail failed`;
    if (n % 3 === 0)
      return `10.0.0.${n % 250} - - [${at(n / 20)}] "GET /api/books/${id} HTTP/1.1" 200 ${id} "-" "curl"`;
    return `${at(n / 20)}  INFO 1 --- [shop] [exec-${n % 9}] com.shop.Orders : order ${id} stored in ${n % 40} ms`;
  });
}

const failure = (second: number) => [
  `${at(second)} ERROR 1 --- [shop] [exec-3] com.shop.Web : GET /orders failed`,
  'org.hibernate.exception.SQLGrammarException: JDBC exception executing SQL',
  ...Array.from({ length: 90 }, (_, n) => `\tat org.frame.Work${n}.go(Work${n}.java:${n + 1})`),
  'Caused by: org.postgresql.util.PSQLException: ERROR: column reference "price" is ambiguous',
  '\tat com.shop.OrderRepository.last(OrderRepository.java:31)',
  '\t... 90 common frames omitted',
];

test('shows the decisive lines of a failure drowned in 100,000 normal ones', async () => {
  const lines = normal(100_000);
  lines.splice(90_000, 0, ...failure(4500), ...failure(4501));
  const { digest, gaps } = await digestOf(lines, alertAt(at(4700)));
  const [first] = digest.patterns;
  expect(LogDigest.parse(digest)).toEqual(digest);
  expect(first).toMatchObject({ id: 'L1', level: 'error', count: 2, firstLine: 90_001, novelty: 'new' });
  expect(first!.example).toContain('column reference "price" is ambiguous');
  expect(first!.example).toContain('SQLGrammarException');
  expect(first!.example.length).toBeLessThanOrEqual(4000);
  expect(first!.frames[0]).toMatchObject({ symbol: 'com.shop.OrderRepository.last', line: 31 });
  expect(digest.onsetAt).toBe(at(4500));
  expect(digest.lines).toBe(lines.length);
  expect(gaps).toEqual([]);
}, 60_000);

test('takes the start of a burst for the onset when the error was there before', async () => {
  const lines = normal(20_000);
  const stray = (second: number) =>
    `${at(second)} ERROR 1 --- [shop] [exec-1] com.shop.Pool : Connection is not available, timed out`;
  lines.splice(0, 0, stray(0));
  lines.splice(14_401, 0, ...Array.from({ length: 200 }, (_, n) => stray(720 + n)));
  const { digest } = await digestOf(lines, alertAt(at(1000)));
  expect(digest.patterns[0]).toMatchObject({ novelty: 'burst', count: 201 });
  expect(digest.onsetAt).toBe(at(720));
});

test('of events that differ in their numbers only, shows one with far larger numbers', async () => {
  const metrics = (second: number, statements: number) => [
    `${at(second)} INFO shop.Metrics : Session Metrics {`,
    `    ${statements * 71_000} nanoseconds spent executing ${statements} statements;`,
    '}',
  ];
  const { digest } = await digestOf([...metrics(0, 2), ...normal(300), ...metrics(20, 3), ...metrics(21, 1205)]);
  const shown = digest.patterns.find(({ template }) => template.includes('Session Metrics'));
  expect(shown).toMatchObject({ count: 3, firstLine: 1 });
  expect(shown!.example).toContain('executing 1205 statements');
});

const slowing: readonly (readonly [string, (when: string, ms: number) => string])[] = [
  ['a message', (when, ms) => `${when} INFO shop.Web : GET /cart done in ${ms} ms`],
  ['JSON', (when, ms) => JSON.stringify({ time: when, level: 'info', msg: 'done', status: 200, responseTime: ms })],
  ['an access line', (when, ms) => `[${when}] "GET /cart HTTP/1.1" 200 12 "-" "curl" rt=${(ms / 1000).toFixed(3)}`],
  ['key and value', (when, ms) => `time=${when} level=info msg=done duration=${ms / 1000}s`],
];

test.each(slowing)(
  'of requests that only become slower, told in %s, shows since when and a slow one',
  async (_, told) => {
    const usual = (n: number) => 20 + ((n * 7919) % 60);
    const lines = Array.from({ length: 1_200 }, (_, n) => told(at(n), n < 900 ? usual(n) : usual(n) * 100));
    const stray = lines.map((line, n) => (n % 50 === 0 ? `${at(n)} ERROR shop.Mail : receipt ${n} bounced` : line));
    const { digest } = await digestOf(stray, alertAt(at(1_000)));
    expect(digest.onsetAt).toBe(at(900));
    expect(digest.patterns[0]).toMatchObject({ level: 'info', novelty: 'burst' });
    expect(digest.patterns[0]!.example).toMatch(/[3-7]\d{3}\b|[3-7]\.\d/);
  },
);

test('says so where the trouble begins after the alert, as a source with another zone tells it', async () => {
  const local = (n: number) =>
    at(n + 7_200)
      .replace('T', ' ')
      .replace('Z', '');
  const lines = Array.from({ length: 1_200 }, (_, n) =>
    n > 900 && n % 9 === 0 ? `${local(n)} ERROR worker : broker gone` : `${at(n)} INFO shop.Web : order ${n} stored`,
  );
  const { gaps } = await digestOf(lines, alertAt(at(1_000)));
  expect(gaps.map(({ what }) => what)).toEqual(['The order of the alert and its trouble']);
  expect(gaps[0]!.why).toContain('2.0 hours after the alert fired');
});

test('a few slow requests among many are no change', async () => {
  const ms = (n: number) => (n % 40 === 0 ? 9_000 : 20 + ((n * 7919) % 300));
  const lines = Array.from({ length: 1_200 }, (_, n) => `${at(n)} INFO shop.Web : GET /cart done in ${ms(n)} ms`);
  expect((await digestOf(lines, alertAt(at(1_000)))).digest.onsetAt).toBeUndefined();
});

test('counts access lines with 5xx as errors, by method and path', async () => {
  const lines = normal(500);
  for (let n = 0; n < 20; n++)
    lines.push(`10.0.0.1 - - [${at(30 + n)}] "GET /api/orders/${n} HTTP/1.1" 500 12 "-" "curl"`);
  const { digest } = await digestOf(lines, alertAt(at(60)));
  expect(digest.patterns[0]).toMatchObject({ level: 'error', count: 20, template: 'GET /api/orders/<*> → 500' });
});

test('redacts what it keeps, and says what it took out', async () => {
  const { digest } = await digestOf([`${at(0)} ERROR login of jo@mail.example failed: password=Winter2024! refused`]);
  expect(JSON.stringify(digest)).not.toMatch(/mail\.example|Winter2024/);
  expect(digest.redactions).toMatchObject({ password: expect.any(Number) });
});

test.each([
  ['kunde-4821@postbox.test', 'confirmation to kunde-4821@postbox.test bounced'],
  [
    'kunde-4821@postbox.test',
    '{"level":"error","to":"kunde-4821@postbox.test","msg":"kunde-4821@postbox.test bounced"}',
  ],
  ['hunter2secret', 'cannot reach postgres://shop:hunter2secret@db.internal:5432/shop'],
  ['zq-Kw81-lmPq-77', 'refused with api_key: "zq-Kw81-lmPq-77"'],
])('no template shows what is left of %s once its digits are masked', async (secret, message) => {
  const lines = [0, 1].map((n) => (message.startsWith('{') ? message : `${at(n)} ERROR shop.Job : ${message}`));
  const { digest } = await digestOf(lines);
  const words = secret.match(/[a-zA-Z]{5,}|[a-zA-Z]{4}(?=-)/g)!;
  for (const word of words) expect(JSON.stringify(digest.patterns)).not.toContain(word);
  expect(Object.values(digest.redactions)).toEqual([1]);
});

test('weighs the lines of another service less, and says so', async () => {
  const line = (service: string, n: number) =>
    `{"time":"${at(n)}","level":"error","service":"${service}","msg":"pool of ${service} exhausted"}`;
  const lines = [...normal(200), line('billing', 100), line('shop', 101)];
  const { digest, gaps } = await digestOf(lines, alertAt(at(120)));
  expect(digest.patterns[0]!.example).toContain('pool of shop');
  expect(gaps.map(({ what }) => what)).toEqual(['Lines of billing']);
});

test.each([
  ['an empty log', [], /empty/],
  ['a log without times', ['it broke', 'it broke again'], /no line.*time/i],
  ['a log of another day', normal(100), /3\.\d hours before|4\.0 hours before/],
])('says what %s cannot tell', async (_, lines, why) => {
  const { gaps } = await digestOf(lines, alertAt(at(4 * 3600)));
  expect(gaps).toHaveLength(1);
  expect(gaps[0]!.why).toMatch(why);
  expect(gaps[0]!.remedy).not.toBe('');
});

test('the same log gives the same bytes', async () => {
  const lines = [...normal(3000), ...failure(160)];
  const [one, two] = await Promise.all([digestOf(lines), digestOf(lines)]);
  expect(JSON.stringify(one)).toBe(JSON.stringify(two));
});

test('a log that fails from its first line on begins there, and says that it does not reach back', async () => {
  const lines = Array.from({ length: 60 }, (_, n) =>
    n % 2 ? `${at(n)} ERROR shop.Pool : Connection refused: db:5432` : `${at(n)} INFO shop.Web : GET / ${n} bytes`,
  );
  lines.splice(40, 0, `${at(40)} ERROR shop.Breaker : circuit breaker opened`);
  const { digest, gaps } = await digestOf(lines, alertAt(at(90)));
  expect(digest.onsetAt).toBe(at(1));
  expect(digest.patterns[0]).toMatchObject({ novelty: 'new', count: 30 });
  expect(gaps.map(({ what }) => what)).toEqual(['The time before the trouble']);
});

test('failures of weeks before the alert do not draw the onset to them, but stay in the digest', async () => {
  const day = 86_400;
  const old = [3, 2, 1].map(
    (days) =>
      `${at(-days * day)} ERROR certs.Renewal : challenge failed, certificate will expire: no such host acme.example`,
  );
  const failed = Array.from({ length: 5 }, (_, n) => `${at(30 + n)} ERROR shop.Web : x509: certificate has expired`);
  const { digest } = await digestOf(
    [`${at(-9 * day)} INFO started`, ...old, ...normal(500), ...failed],
    alertAt(at(60)),
  );
  expect(digest.onsetAt).toBe(at(30));
  expect(digest.patterns.slice(0, 3).map(({ count }) => count)).toContain(3);
});

test('an event of the platform outranks the wrapper that it brings about', async () => {
  const lines = normal(400);
  for (let n = 0; n < 9; n++) lines.push(`${at(20 + n)} ERROR shop.Web : request failed, see previous log`);
  lines.push(`${at(22)} kubelet Warning FailedMount MountVolume.SetUp failed for volume "config": permission denied`);
  const { digest } = await digestOf(lines, alertAt(at(60)));
  expect(digest.patterns[0]!.template).toContain('FailedMount');
});

test('a log whose only failures have no header has an onset, and tells them with their place', async () => {
  const access = (second: number) => `${at(second)}  INFO shop::access: GET /carts/${second} status=200`;
  const panic = ["thread 'worker' panicked at src/cart.rs:10:32:", 'called `Option::unwrap()` on a `None` value'];
  const quiet = Array.from({ length: 300 }, (_, second) => access(second));
  const failing = Array.from({ length: 20 }, (_, n) => [access(300 + n), ...panic]).flat();
  const { digest } = await digestOf([...quiet, ...failing], alertAt(at(330)));
  expect(digest.onsetAt).toBe(at(300));
  expect(digest.patterns[0]).toMatchObject({
    level: 'fatal',
    count: 20,
    novelty: 'new',
    frames: [{ file: 'src/cart.rs' }],
  });
});

test('an error that occurs once at the end of the log is new', async () => {
  const quiet = Array.from(
    { length: 300 },
    (_, n) =>
      `[Nest] 18  - 03/11/2026, 10:${String(Math.floor(n / 10)).padStart(2, '0')}:09 AM     LOG [Heap] used=${n}MB`,
  );
  const { digest } = await digestOf([...quiet, 'FATAL ERROR: Reached heap limit Allocation failed'], alertAt(at(1800)));
  expect(digest.patterns[0]).toMatchObject({ level: 'fatal', count: 1, novelty: 'new' });
  expect(digest.onsetAt).toBe('2026-03-11T10:29:09.000Z');
});

test('of a quiet pattern, shows what it told last before the service broke down', async () => {
  const gauge = (second: number) => `${at(second)}  INFO shop::heap: used ${300 + second} MB of 400 MB`;
  const lines = Array.from({ length: 90 }, (_, second) => gauge(second));
  const { digest } = await digestOf([...lines, 'FATAL ERROR: Reached heap limit', gauge(91)], alertAt(at(100)));
  expect(digest.patterns.find(({ level }) => level === 'info')?.example).toBe(gauge(89));
});

test('errors that were as often before are not the trouble, where warnings begin before the alert', async () => {
  const lines = Array.from({ length: 7200 }, (_, n) =>
    n % 30 === 0
      ? `${at(n)} ERROR shop.Mail - mail ${n} given up\njava.io.IOException: Broken pipe\n\tat com.shop.Mail.send(Mail.java:31)`
      : n > 5400 && n % 20 === 1
        ? `${at(n)}  WARN shop.Tokens - token refused: audience shop-srv is not shop`
        : `${at(n)}  INFO shop.Orders - order ${n} stored`,
  ).flatMap((text) => text.split('\n'));
  const { digest, gaps } = await digestOf(lines, alertAt(at(6000)));
  expect(digest.patterns[0]!.example).toContain('audience shop-srv');
  expect(digest.onsetAt).toBe(at(5401));
  expect(digest.patterns.find(({ example }) => example.includes('given up'))!.novelty).toBe('steady');
  expect(gaps.map(({ what }) => what)).not.toContain('The time before the trouble');
});

test('what began seconds before the leading failure is as new as it', async () => {
  const lines = normal(8000);
  lines.splice(7000, 0, `${at(350)}  WARN 1 --- [net] [drop] net.Policy : egress to 10.0.0.10:53 refused`);
  lines.splice(
    7200,
    0,
    `${at(360)} ERROR 1 --- [shop] [exec-1] com.shop.Db : java.net.UnknownHostException: db.internal`,
  );
  const { digest } = await digestOf(lines, alertAt(at(380)));
  const policy = digest.patterns.find(({ example }) => example.includes('net.Policy'))!;
  expect(policy.novelty).toBe('new');
});
