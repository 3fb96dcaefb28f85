import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultKind, faultKinds } from './faults.ts';
import { bodyOf } from './forward.ts';
import { type FaultyProxy, startProxy } from './proxy.ts';

const repo = '/repos/shop/bookshop';
const labels: { name: string; url: string }[] = [];
let origin = '';
let proxy: FaultyProxy;

/** A GitHub of nothing but labels: enough to see what a call did and what was read. */
const server = createServer(async (request, response) => {
  const path = (request.url ?? '').replace(/^\/api\/v3/, '').replace(/\?.*/, '');
  const json = (status: number, body: unknown, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  if (path === `${repo}/labels`) return json(...(await labelsAnswer(request)));
  if (path === `${repo}/tarball/main`) {
    return response.writeHead(302, { location: `${origin}/_codeload/main.tar.gz?token=1` }).end();
  }
  if (path === '/_codeload/main.tar.gz')
    return response.writeHead(200, { 'content-type': 'application/gzip' }).end('tar');
  const label = labels.find(({ url }) => url.endsWith(path));
  return label ? json(200, label) : json(404, { message: 'Not Found' });
});

async function labelsAnswer(request: IncomingMessage): Promise<[number, unknown, object?]> {
  const next = { link: `<${origin}${repo}/labels?page=2>; rel="next"` };
  if (request.method === 'GET') return [200, labels, next];
  const { name } = JSON.parse((await bodyOf(request)).toString());
  const label = { id: 1, node_id: 'L', url: `${origin}${repo}/labels/${name}`, name, color: 'ededed', default: false };
  labels.push({ ...label, description: null } as (typeof labels)[number]);
  return [201, labels.at(-1)];
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(async () => {
  labels.length = 0;
  proxy = await startProxy({ target: origin, contract: true });
});
afterEach(() => proxy.close());

describe('without faults', () => {
  test('passes calls on, records them and holds them to the contract', async () => {
    await create('incident');
    expect(await names()).toEqual(['incident']);
    await fetch(`${proxy.url}${repo}/labels?colour=red`);

    expect(
      proxy.calls.map(({ number, method, path, search, status }) => [number, method, path, search, status]),
    ).toEqual([
      [1, 'POST', `${repo}/labels`, '', 201],
      [2, 'GET', `${repo}/labels`, '', 200],
      [3, 'GET', `${repo}/labels`, '?colour=red', 200],
    ]);
    expect(proxy.violations).toEqual(['GET /repos/{owner}/{repo}/labels: query parameter colour does not exist']);
  });

  test('keeps redirects and further pages on its own address, and lets the archive be no API call', async () => {
    const archive = await fetch(`${proxy.url}${repo}/tarball/main`);
    const page = await fetch(`${proxy.url}${repo}/labels`);

    expect(await archive.text()).toBe('tar');
    expect(archive.url).toBe(`${proxy.url}/_codeload/main.tar.gz?token=1`);
    expect(page.headers.get('link')).toBe(`<${proxy.url}${repo}/labels?page=2>; rel="next"`);
    expect(proxy.calls.map(({ status }) => status)).toEqual([302, 200, 200]);
    expect(proxy.violations).toEqual([]);
  });

  test('keeps the base path of an Enterprise Server out of the contract', async () => {
    const enterprise = await startProxy({ target: `${origin}/api/v3`, contract: true });
    await fetch(`${enterprise.url}${repo}/labels`);
    await enterprise.close();

    expect(enterprise.url).toMatch(/:\d+\/api\/v3$/);
    expect(enterprise.calls[0]?.path).toBe(`${repo}/labels`);
    expect(enterprise.violations).toEqual([]);
  });

  test('begins anew after reset', async () => {
    proxy.reset({ faults: [{ kind: 'error-500', at: 1 }] });
    expect(await create('a')).toBe(500);
    proxy.reset();
    expect(await create('a')).toBe(201);
    expect(proxy.calls.map(({ number }) => number)).toEqual([1]);
  });
});

describe('a fault', () => {
  test.each<[FaultKind, number | 'cut', string[]]>([
    ['stop-before', 'cut', []],
    ['stop-after', 'cut', ['b']],
    ['reset-before', 'cut', ['c']],
    ['reset-after', 'cut', ['b', 'c']],
    ['error-500', 500, ['c']],
    ['error-502', 502, ['c']],
    ['error-502-after', 502, ['b', 'c']],
    ['error-429', 429, ['c']],
    ['secondary-limit', 403, ['c']],
    ['primary-limit', 403, ['c']],
    ['slow-body', 201, ['b', 'c']],
    ['stale-read', 201, ['b', 'c']],
  ])('%s strikes the second of three calls: %s', async (kind, answer, kept) => {
    proxy.reset({ faults: [{ kind, at: 2, pauseMs: 20 }] });
    const answers = [await create('a'), await create('b'), await create('c')];

    expect(answers).toEqual([201, answer, kind.startsWith('stop') ? 'cut' : 201]);
    expect(labels.map(({ name }) => name)).toEqual(['a', ...kept]);
    expect(proxy.calls).toHaveLength(3);
    expect(proxy.calls[1]?.fault).toBe(kind === 'stale-read' ? undefined : kind);
    expect(proxy.stopped).toBe(kind.startsWith('stop'));
  });

  test('is there for every kind', () => {
    expect(new Set(faultKinds).size).toBe(12);
  });

  test('can strike by what is asked, and for a while', async () => {
    proxy.reset({ faults: [{ kind: 'error-502', at: ({ method }) => method === 'POST', times: 2 }] });
    expect([await create('a'), (await names()).length, await create('a'), await create('a')]).toEqual([
      502, 0, 502, 201,
    ]);
  });

  test('stops calls that are under way, too', async () => {
    proxy.reset({ faults: [{ kind: 'stop-after', at: 5 }] });
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => create(name)));
    expect(answers.filter((answer) => answer === 201).length).toBeLessThan(8);
    expect(await create('i')).toBe('cut');
    expect(labels.map(({ name }) => name)).not.toContain('i');
  });

  test('says how long to wait, in GitHub’s words', async () => {
    proxy.reset({
      faults: [
        { kind: 'secondary-limit', at: 1, retryAfterSeconds: 0 },
        { kind: 'primary-limit', at: 2, retryAfterSeconds: 1 },
      ],
    });
    const secondary = await fetch(`${proxy.url}${repo}/labels`);
    const primary = await fetch(`${proxy.url}${repo}/labels`);

    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([403, '0']);
    expect(await secondary.json()).toMatchObject({
      message: expect.stringContaining('exceeded a secondary rate limit'),
    });
    expect(primary.headers.get('x-ratelimit-remaining')).toBe('0');
    const untilReset = Number(primary.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(untilReset).toBeGreaterThan(-1);
    expect(untilReset).toBeLessThanOrEqual(1);
  });

  test('slows a body without changing it', async () => {
    await create('a');
    proxy.reset({ faults: [{ kind: 'slow-body', at: 1, pauseMs: 150 }] });
    const start = performance.now();
    expect(await names()).toEqual(['a']);
    expect(performance.now() - start).toBeGreaterThan(140);
  });
});

describe('a stale read', () => {
  const staleAt = (at: number) => proxy.reset({ faults: [{ kind: 'stale-read', at }] });

  test('answers what the same address answered before the last change', async () => {
    await create('a');
    await names();
    await create('b');
    staleAt(1);
    expect([await names(), await names()]).toEqual([['a'], ['a', 'b']]);
    expect(proxy.calls.map(({ fault }) => fault)).toEqual(['stale-read', undefined]);
  });

  test('knows that a list was shorter though nobody had read it', async () => {
    await create('a');
    await create('b');
    staleAt(1);
    expect(await names()).toEqual(['a']);
  });

  test('does not find what was just made', async () => {
    await create('a');
    staleAt(1);
    expect((await fetch(`${proxy.url}${repo}/labels/a`)).status).toBe(404);
    expect((await fetch(`${proxy.url}${repo}/labels/a`)).status).toBe(200);
  });

  test('is an ordinary read while nothing has changed', async () => {
    staleAt(1);
    expect(await names()).toEqual([]);
    expect(proxy.calls[0]?.fault).toBeUndefined();
  });
});

async function create(name: string): Promise<number | 'cut'> {
  try {
    const response = await fetch(`${proxy.url}${repo}/labels`, {
      method: 'POST',
      body: JSON.stringify({ name }),
      headers: { 'content-type': 'application/json' },
    });
    await response.text();
    return response.status;
  } catch {
    return 'cut';
  }
}

async function names(): Promise<string[]> {
  const list = (await (await fetch(`${proxy.url}${repo}/labels`)).json()) as { name: string }[];
  return list.map(({ name }) => name);
}
