import { describe, expect, test } from 'vitest';
import { createRedactor, createVeil } from './redactor.ts';

/** Put together at run time, so that no scanner takes this file for a leak. */
const made = (prefix: string, size: number) =>
  prefix + 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0'.repeat(9).slice(0, size);
const upper = (prefix: string, size: number) => prefix + 'A2B3C4D5E6F7G2H3I4J5'.repeat(3).slice(0, size);
const basic = Buffer.from('deploy:hunter2').toString('base64');

test.each([
  ['aws-key', `using key ${upper('AK' + 'IA', 16)} in eu-central-1`],
  ['github-token', `git clone failed for ${made('gh' + 'p_', 36)}`],
  ['gitlab-token', `PRIVATE-TOKEN ${made('gl' + 'pat-', 20)}`],
  ['slack-token', `posting with ${made('xo' + 'xb-', 40)}`],
  ['stripe-key', `charge with ${made('sk' + '_live_', 24)}`],
  ['google-key', `maps?id=${made('AI' + 'za', 35)}`],
  ['npm-token', `publish as ${made('npm' + '_', 36)}`],
  ['jwt', `token ${made('ey' + 'J', 40)}.${made('ey' + 'J', 60)}.${made('', 43)} rejected`],
  ['token', `Authorization: Bearer ${made('', 40)}`],
  ['password', `authorization: Basic ${basic}`],
  ['password', 'jdbc url postgresql://shop:s3cr3t-pw@db.internal:5432/shop'],
  ['password', 'connecting with user=sa password=Winter2024! timeout=5'],
  ['password', '{"user":"sa","password":"correct horse"}'],
  ['token', 'POST /hook?api_key=7f3ab2c9d8e1 200'],
  ['token', 'client_secret="x8Zq-11!kd93"'],
  ['sas', `GET https://blob.example/c/b?sv=2024&sig=${made('', 43)}%3D 403`],
  ['cookie', 'Cookie: session=93hf83hf; theme=dark'],
  ['email', 'order of jo.reader@mail.example was declined'],
  ['card', 'payment with 4111 1111 1111 1111 refused'],
  ['iban', 'refund to DE89 3704 0044 0532 0130 00 failed'],
])('takes out %s: %s', (kind, line) => {
  const redactor = createRedactor();
  expect(redactor.redact(line)).toContain(`[${kind}-1]`);
  expect(redactor.counts()).toEqual({ [kind]: 1 });
});

test('takes out a private key, whole or line by line', () => {
  const body = made('Mi', 62);
  const pem = `-----BEGIN RSA PRIVATE ${'KEY'}-----\n${body}\n${body}\n-----END RSA PRIVATE ${'KEY'}-----`;
  expect(createRedactor().redact(`key: ${pem} end`)).toBe('key: [private-key-1] end');
  expect(createRedactor().redact(body)).toBe('[private-key-1]');
  const wrapped = `2026-04-12T09:58:24.371Z stderr F ${body}`;
  expect(createRedactor().redact(wrapped)).toBe('2026-04-12T09:58:24.371Z stderr F [private-key-1]');
  expect(createRedactor().redact(`{"log":"${body}\\n"}`)).toBe('{"log":"[private-key-1]\\n"}');
});

test('gives the same value the same name, and another value another', () => {
  const redactor = createRedactor();
  expect(redactor.redact('a@x.example b@x.example')).toBe('[email-1] [email-2]');
  expect(redactor.redact('again b@x.example')).toBe('again [email-2]');
  expect(redactor.counts()).toEqual({ email: 3 });
});

test('leaves redacted text as it is', () => {
  const once = createRedactor().redact('password=Winter2024! by jo@mail.example');
  const redactor = createRedactor();
  expect(redactor.redact(once)).toBe(once);
  expect(redactor.counts()).toEqual({});
});

test.each([
  'commit 2605299f0c1d4e5b6a7988776655443322110099 merged',
  'request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 took 12 ms on port 8080',
  'password=null token=<*> secret=$(DB_SECRET) apiKey={{ key }} pwd=****',
  'token: invalid, password: incorrect; Bearer token missing, Basic authentication required',
  'max_tokens=4096 tokens: 128 secretName: db-credentials tokenizer=o200k',
  'at com.shop.Basket@1a2b3c4d lodash@4.17.21 cloned git@github.com:o/r.git',
  'flow 44630 5432 6 44 9120 ACCEPT',
  'order 4111111111111112 blk_-4568434182693165548 at 1700000000000',
  'https://host.example:8443/path?page=2 sshd@2.service started',
  'password=$DB_PASSWORD routingKey: orders.created.v1 celery@worker-1.shop.example ready',
  'GET /login?code=404&x=1 integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"',
  'compiled /opt/Build7/Sources/Application/Modules/Checkout/Presentation/Views/ab in 12 ms',
  "field 'password': size must be at least 8, the user's password 'x' was not checked",
])('does not touch %s', (line) => {
  expect(createRedactor().redact(line)).toBe(line);
});

test('takes out addresses, hosts and kinds of one’s own where it is told to', () => {
  const line =
    'CUST-00112233 from 203.0.113.7:443 and 2001:db8::7 via db1.shop.internal:5432, 127.0.0.1, v1.2.3.4567 Order.java app.js';
  expect(createRedactor().redact(line)).toBe(line);
  const patterns = { 'customer-number': 'CUST-(?<value>\\d{8})' };
  expect(createRedactor({ ips: true, hosts: true, patterns }).redact(line)).toBe(
    'CUST-[customer-number-1] from [ip-1]:443 and [ip-2] via [host-1]:5432, 127.0.0.1, v1.2.3.4567 Order.java app.js',
  );
});

describe('createVeil', () => {
  const key = 'AKIAIOSFODNN7EXAMPLE';

  test('puts back what it took out, and nothing else', () => {
    const veil = createVeil([]);
    const text = `a ${key}\nb jane@corp.example ${key}`;
    const hidden = veil.hide(text);

    expect(hidden).not.toMatch(/AKIA|jane/);
    expect(veil.restore(hidden)).toBe(text);
    expect(veil.restore('[email-7] stays')).toBe('[email-7] stays');
  });

  test('never gives a name that stood in a text as a word of its own, which would be undone to a secret', () => {
    const veil = createVeil([]);
    const literal = veil.hide('logged as [email-1]');

    expect(veil.hide('to jane@corp.example')).toBe('to [email-2]');
    expect(veil.restore(literal)).toBe('logged as [email-1]');
  });

  test('knows what may be a name by its kind, which an index is not', () => {
    const veil = createVeil([], { patterns: { customer: 'ACME-\\d+' } });

    expect(veil.namesIn('items[i-1] + items[last-1] + [email-9] + [customer-1] + [email-9]')).toEqual([
      '[email-9]',
      '[customer-1]',
      '[email-9]',
    ]);
    expect(createVeil([]).namesIn('[customer-1] [host-1]')).toEqual([]);
    expect(createVeil([], { hosts: true }).namesIn('[host-1]')).toEqual(['[host-1]']);
  });

  test('gives no name that stands for something else already', () => {
    const veil = createVeil(['[email-1]', '[email-2]']);

    expect(veil.hide('to jane@corp.example and john@corp.example')).toBe('to [email-3] and [email-4]');
    expect(veil.hide('jane@corp.example again')).toBe('[email-3] again');
  });

  test('puts back a secret inside of a secret', () => {
    const veil = createVeil([]);
    const text = 'url = "postgres://jane:s3cr3tPassw0rd@db/x?user=jane@corp.example&token=AKIAIOSFODNN7EXAMPLE"';

    expect(veil.restore(veil.hide(text))).toBe(text);
  });
});
