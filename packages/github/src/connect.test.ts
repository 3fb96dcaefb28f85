import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { SreError } from '@sre-aiops/core';
import { describe, expect, test } from 'vitest';
import { type ConnectOptions, connect, isRepeatable } from './connect.ts';
import { statusOf } from './errors.ts';

const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
const limits = (entries: Record<string, string>) => ({ 'content-type': 'application/json', ...entries });
const says =
  (status: number, message: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify({ message }), { status, headers: limits(headers) });
const ok = () => new Response('{"done":true}', { status: 200, headers: limits({}) });
const reset = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }));

/** A connection whose network gives these answers in turn, the last one for ever; a second takes a millisecond. */
function script(answers: (() => Response | Promise<Response>)[], options: Partial<ConnectOptions> = {}) {
  const seen: { url: string; headers: Record<string, string> }[] = [];
  const connection = connect({
    repository: 'shop/app',
    token,
    secondMs: 1,
    fetch: async (url, init) => {
      seen.push({ url, headers: init?.headers as Record<string, string> });
      return (answers.length > 1 ? answers.shift()! : answers[0]!)();
    },
    ...options,
  });
  return { connection, seen };
}

const readIssue = 'GET /repos/{owner}/{repo}/issues/{number}';
const openIssue = 'POST /repos/{owner}/{repo}/issues';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: SreError) => error.code,
  );

describe('a read', () => {
  test.each([
    ['a server error', says(502, 'Bad gateway')],
    ['a broken connection', reset],
    ['a body that breaks off', () => new Response(brokenBody(), { headers: limits({}) })],
    ['a secondary limit', says(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '2' })],
    ['a 429 in other words', says(429, 'slow down', { 'retry-after': '2' })],
    ['an hourly limit that ends soon', () => hourlyLimit(20)()],
  ])('outlives %s', async (_, fault) => {
    const { connection } = script([fault, ok]);
    expect((await connection.request(readIssue, { number: 1 })).data).toEqual({ done: true });
    expect(connection.requests).toHaveLength(2);
    expect(connection.requests[1]).toEqual({
      method: 'GET',
      route: '/repos/{owner}/{repo}/issues/{number}',
      status: 200,
    });
  });

  test('fails at once, and says when to come back, where the hourly limit lasts', async () => {
    const { connection } = script([hourlyLimit(1800)]);
    const error = await connection.request(readIssue, { number: 1 }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'GITHUB_LIMIT_REACHED',
      remedy: expect.stringMatching(/^Run again after 20\d\d-/),
    });
    expect(connection.requests).toHaveLength(1);
  });

  test('ends in an error after four attempts, and after three waits', async () => {
    const down = script([says(503, 'Unavailable')]);
    expect(await codeOf(down.connection.request(readIssue, { number: 1 }))).toBe('GITHUB_UNREACHABLE');
    expect(down.connection.requests.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    const limited = script([says(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '1' })]);
    expect(await codeOf(limited.connection.request(readIssue, { number: 1 }))).toBe('GITHUB_LIMIT_REACHED');
    expect(limited.connection.requests).toHaveLength(4);
  });

  test('gives up on a body that does not end', async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: () => new Promise<void>(() => {}) }), { headers: limits({}) });
    const fetch = async (_: string, init?: RequestInit) => {
      const response = endless();
      const body = new ReadableStream({
        start: (to) => init?.signal?.addEventListener('abort', () => to.error(init.signal?.reason)),
      });
      return new Response(body, response);
    };
    const { connection } = script([ok], { fetch, cancelAfterMs: 20 });
    const error = await connection.request(readIssue, { number: 1 }).catch((thrown) => thrown);
    expect(error.message).toContain('no whole answer came within 0.02 s');
    expect(connection.requests).toHaveLength(4);
  });
});

describe('a write that must not be done twice', () => {
  test.each([
    ['a server error', says(500, 'oops')],
    ['a broken connection', reset],
    ['half an answer', () => new Response(brokenBody(), { status: 201, headers: limits({}) })],
  ])('is not repeated after %s, but told', async (_, fault) => {
    const { connection } = script([fault, ok]);
    const answer = await connection.once(openIssue, { title: 'x' });
    expect(answer).toMatchObject({ outcome: 'ambiguous', error: { code: 'GITHUB_UNREACHABLE' } });
    expect(connection.requests).toHaveLength(1);
    const again = script([fault, ok]);
    expect(await codeOf(again.connection.request(openIssue, { title: 'x' }))).toBe('GITHUB_UNREACHABLE');
    expect(again.connection.requests).toHaveLength(1);
  });

  test.each([
    ['a secondary limit', says(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '2' })],
    ['a 429', says(429, 'slow down', { 'retry-after': '2' })],
  ])('is repeated after %s, which says that nothing was done', async (_, fault) => {
    const { connection } = script([fault, ok]);
    expect(await connection.once(openIssue)).toMatchObject({ outcome: 'done', status: 200 });
  });

  test('fails where it was certainly refused', async () => {
    const { connection } = script([says(422, 'Validation Failed')]);
    const error = await connection.once(openIssue).catch((thrown) => thrown);
    expect([error.code, statusOf(error)]).toEqual(['GITHUB_REFUSED', 422]);
  });

  test('is told from one that can be repeated by its route', () => {
    const git = '/repos/{owner}/{repo}/git';
    const repeated = [
      `POST ${git}/blobs`,
      `POST ${git}/refs`,
      'PATCH /repos/{owner}/{repo}/issues/{number}',
      readIssue,
    ];
    expect(repeated.every(isRepeatable)).toBe(true);
    const issues = '/repos/{owner}/{repo}/issues';
    expect([openIssue, `POST ${issues}/{number}/comments`, `POST ${git}/tags`].some(isRepeatable)).toBe(false);
  });
});

test('asks no more than eight things at a time', async () => {
  let [now, most] = [0, 0];
  const fetch = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 60));
    now -= 1;
    return ok();
  };
  const { connection } = script([], { fetch });
  await Promise.all(Array.from({ length: 40 }, (_, number) => connection.request(readIssue, { number })));
  expect([most, connection.requests.length]).toEqual([8, 40]);
});

test('speaks to a GitHub Enterprise Server below its path', async () => {
  const { connection, seen } = script([ok], { apiUrl: 'https://github.shop.example/api/v3/' });
  await connection.request(readIssue, { number: 7 });
  expect(seen[0]!.url).toBe('https://github.shop.example/api/v3/repos/shop/app/issues/7');
  expect(seen[0]!.headers).toMatchObject({
    authorization: `token ${token}`,
    'user-agent': expect.stringContaining('sre-aiops'),
  });
});

test.each([
  ['http://github.shop.example/api/v3', 'OPTION_INVALID', /clear text/],
  ['http://127.0.0.1.example.com', 'OPTION_INVALID', /clear text/],
  ['https://user:secret@github.shop.example', 'OPTION_INVALID', /plain https/],
  ['ftp://github.shop.example', 'OPTION_INVALID', /plain https/],
  ['github', 'OPTION_INVALID', /plain https/],
])('refuses the address %s', (apiUrl, code, message) => {
  expect(() => connect({ repository: 'shop/app', token, apiUrl })).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringMatching(message),
      remedy: expect.stringContaining('GITHUB_API_URL'),
    }),
  );
});

test('takes plain http from this machine only, and names only as GitHub has them', () => {
  for (const apiUrl of ['http://127.0.0.1:4000', 'http://localhost:1/api/v3', 'http://[::1]:1']) {
    expect(connect({ repository: 'shop/app', token, apiUrl }).repo).toBe('app');
  }
  for (const repository of ['shop', 'shop/..', 'shop/app/x', '../app', 'shop/a b', '']) {
    expect(() => connect({ repository, token })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  }
  for (const wrong of ['', 'two words', 'line\nfeed']) {
    expect(() => connect({ repository: 'shop/app', token: wrong })).toThrow(
      expect.objectContaining({ code: 'TOKEN_INVALID' }),
    );
  }
});

test('never shows the token: not in an error, its causes, or the log', async () => {
  const heard: string[] = [];
  const log = { warning: (message: string) => heard.push(message) };
  const faults = [
    says(401, 'Bad credentials'),
    reset,
    says(500, 'x'),
    says(403, 'secondary rate limit', { 'retry-after': '1' }),
  ];
  for (const fault of faults) {
    const { connection } = script([fault], { log });
    const error = await connection.request(readIssue, { number: 1 }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SreError);
    heard.push(inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error));
  }
  expect(heard.length).toBeGreaterThan(8);
  expect(heard.filter((text) => text.includes(token.slice(4, 20)))).toEqual([]);
});

test('follows a redirect to another host without the token', async () => {
  const heard: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    heard.push(request.headers.authorization);
    response.end('the log');
  });
  const github = await serve((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(302, { location: `http://localhost:${other.port}/log` }).end();
  });
  const { stream } = connect({ repository: 'shop/app', token, apiUrl: `http://127.0.0.1:${github.port}` });
  const log = await stream('GET /repos/{owner}/{repo}/actions/jobs/{id}/logs', { id: 7 }, 'read the log', 5_000);
  expect(await text(log)).toBe('the log');
  expect(heard).toEqual([`token ${token}`, undefined]);
  other.close();
  github.close();
});

async function serve(answer: RequestListener): Promise<{ readonly port: number; close(): void }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

function brokenBody(): ReadableStream {
  return new ReadableStream({
    start(to) {
      to.enqueue(new TextEncoder().encode('{"done":'));
      to.error(new TypeError('terminated'));
    },
  });
}

function hourlyLimit(seconds: number): () => Response {
  const reset = String(Math.ceil(Date.now() / 1000) + seconds);
  return says(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
}
