import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { normaliseAlert } from '@sre-aiops/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

/** The one file, run as it is deployed. */
const relay = join(import.meta.dirname, '../../../docs/relay/relay.mjs');
const secret = 'a-secret-that-nobody-knows';
const token = 'ghp_thatMayWriteContents';
const alert = { title: 'HTTP 500 rate above 5 %', service: 'checkout', firedAt: '2026-04-12T10:00:00Z' };

/** What GitHub was asked, and what it answers next: 204 when nothing is queued. */
const asked: { url: string; authorization: string; body: { event_type: string; client_payload: object } }[] = [];
const answers: { status: number; headers?: Record<string, string> }[] = [];
const github = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { url = '', headers } = request;
  asked.push({ url, authorization: headers.authorization ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
  const { status, headers: more = {} } = answers.shift() ?? { status: 204 };
  response.writeHead(status, more).end();
});

let server: ReturnType<typeof spawn>;
let address = '';
let printed = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    RELAY_SECRET: secret,
    RELAY_TOKEN_IN_URL: 'yes',
    RELAY_PER_MINUTE: '1000',
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: 'shop/checkout',
    GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
  };
  server = spawn(process.execPath, [relay], { env });
  server.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  address = await new Promise((resolve) =>
    server.stdout?.on('data', (chunk) => {
      printed += chunk;
      const port = /Listening on port (\d+)/.exec(printed)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    }),
  );
});
afterAll(() => {
  server.kill();
  github.close();
});
beforeEach(() => {
  asked.length = 0;
  answers.length = 0;
});

const bearer = { authorization: `Bearer ${secret}` };
async function post(body: string, headers: Record<string, string> = bearer, path = '/'): Promise<[number, string]> {
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body });
  return [answer.status, await answer.text()];
}

test('sends an alert on as it came, as the event that the workflow waits for', async () => {
  expect(await post(JSON.stringify(alert))).toEqual([202, 'Sent.\n']);
  expect(asked).toEqual([
    {
      url: '/repos/shop/checkout/dispatches',
      authorization: `Bearer ${token}`,
      body: { event_type: 'alert', client_payload: alert },
    },
  ]);
});

const sign = (body: string, key = secret) => createHmac('sha256', key).update(body).digest('hex');
const text = JSON.stringify(alert);

test.each<[string, Record<string, string>, string?]>([
  ['a header of its own', { 'x-relay-secret': secret }],
  ['an address that holds it', {}, `/?token=${secret}`],
  ['a signature as GitHub writes it', { 'x-hub-signature-256': `sha256=${sign(text)}` }],
  ['one of two signatures of PagerDuty', { 'x-pagerduty-signature': `v1=${sign(text, 'old')},v1=${sign(text)}` }],
  ['a signature of Sentry', { 'sentry-hook-signature': sign(text) }],
])('takes %s', async (_, headers, path) => {
  expect((await post(text, headers, path))[0]).toBe(202);
});

test.each<[string, Record<string, string>, string?]>([
  ['nothing', {}],
  ['an empty secret', { authorization: 'Bearer ', 'x-relay-secret': '' }],
  ['another secret', { authorization: 'Bearer a-secret-that-somebody-kn0ws' }],
  ['the beginning of it', { 'x-relay-secret': secret.slice(0, -1) }],
  ['a signature of another body', { 'x-hub-signature-256': `sha256=${sign('{}')}` }],
  ['a wrong address', {}, '/?token=x'],
])('refuses %s', async (_, headers, path) => {
  expect((await post(text, headers, path))[0]).toBe(401);
  expect(asked).toEqual([]);
});

test('wraps what has more than ten properties, and it is read as the alert it is', async () => {
  const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${index}`, index]));
  expect((await post(JSON.stringify({ ...alert, ...fields })))[0]).toBe(202);
  const { client_payload: sent } = asked[0]!.body;
  expect(Object.keys(sent)).toEqual(['alert']);
  expect(normaliseAlert(sent, '2026-04-12T10:01:00Z').alert).toMatchObject({ service: 'checkout', title: alert.title });
});

test('shortens what is larger than GitHub takes rather than lose the alert', async () => {
  const firing = { labels: { alertname: 'Errors', service: 'shop' }, annotations: { description: 'x'.repeat(9_000) } };
  const storm = { ...alert, description: 'ü'.repeat(100_000), alerts: Array.from({ length: 80 }, () => firing) };
  expect((await post(JSON.stringify(storm)))[0]).toBe(202);
  const { client_payload: sent } = asked[0]!.body;
  expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThan(64_000);
  expect(sent).toMatchObject(alert);
});

test.each<[string, string, number]>([
  ['no JSON', "'; curl http://a.example | sh #", 400],
  ['a list', '[1]', 400],
  ['null', 'null', 400],
  ['what nests without an end', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 413],
  ['more than a mebibyte', JSON.stringify({ a: 'x'.repeat(1024 * 1024) }), 413],
  [
    'thousands of properties that cannot be shortened',
    JSON.stringify({
      a: Object.fromEntries(
        Array.from({ length: 900 }, (_, at) => [`${'k'.repeat(190)}${at}`, Array(9).fill('y'.repeat(90))]),
      ),
    }),
    202,
  ],
])('outlives %s', async (_, body, status) => {
  expect((await post(body))[0]).toBe(status);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});

test('hands on hostile words as data', async () => {
  const hostile = { title: '$(id) `id` {{ github.token }} \n::set-output name=x::y', __proto__x: { polluted: true } };
  expect((await post(`{"__proto__":{"polluted":true},${JSON.stringify(hostile).slice(1)}`))[0]).toBe(202);
  expect(asked[0]!.body.client_payload).toMatchObject(hostile);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('tries again what may go better, and says what is wrong when it does not', async () => {
  answers.push({ status: 500 });
  expect((await post(text))[0]).toBe(202);
  expect(asked).toHaveLength(2);
  answers.push({ status: 401 });
  expect(await post(text)).toEqual([502, expect.stringContaining('GitHub answered 401; check GITHUB_TOKEN')]);
  answers.push({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
  expect((await post(text))[0]).toBe(502);
  expect(asked).toHaveLength(4);
  answers.push({ status: 429, headers: { 'retry-after': '3600' } });
  expect((await post(text))[0]).toBe(502);
});

test('answers what is no POST with what to do, and logs neither body nor secret', async () => {
  expect((await fetch(address)).status).toBe(405);
  expect(printed).toContain('202');
  for (const word of [secret, token, alert.title, 'curl']) expect(printed).not.toContain(word);
});

test('does not start without what it needs, or with a token in clear text', async () => {
  const { settingsFrom } = await import(relay);
  const env = { RELAY_SECRET: secret, GITHUB_TOKEN: token, GITHUB_REPOSITORY: 'shop/checkout' };
  expect(settingsFrom(env)).toMatchObject({ eventType: 'alert', tokenInUrl: false });
  expect(() => settingsFrom({ ...env, RELAY_SECRET: 'short' })).toThrow('RELAY_SECRET must be');
  expect(() => settingsFrom({ ...env, GITHUB_REPOSITORY: 'shop/..' })).toThrow('GITHUB_REPOSITORY must be');
  expect(() => settingsFrom({ ...env, GITHUB_API_URL: 'http://github.example' })).toThrow('https://');
});

test('lets strangers use up nothing, and senders so many alerts in a minute', async () => {
  const { relayServer, settingsFrom } = await import(relay);
  const settings = settingsFrom({
    RELAY_SECRET: secret,
    RELAY_PER_MINUTE: '2',
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: 'shop/checkout',
  });
  const small = relayServer(settings, () => {}, { fetch: async () => new Response(null, { status: 204 }) });
  await new Promise<void>((resolve) => small.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${small.address().port}/`;
  const statuses: number[] = [];
  for (const headers of [{}, {}, {}, bearer, bearer, bearer])
    statuses.push((await fetch(url, { method: 'POST', headers, body: text })).status);
  expect(statuses).toEqual([401, 401, 401, 202, 202, 429]);
  small.close();
  const busy = relayServer(settings, () => {}, { fetch: async () => new Response(null, { status: 204 }) });
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${busy.address().port}/`;
  const send = async () => (await fetch(at, { method: 'POST', headers: bearer, body: text })).status;
  const together = await Promise.all(Array.from({ length: 9 }, send));
  expect(together.filter((status) => status === 202)).toHaveLength(2);
  busy.close();
});
