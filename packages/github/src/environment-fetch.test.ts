import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { environmentFetch } from './environment-fetch.ts';

const api = 'https://api.github.com';
beforeEach(() => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe('the way to GitHub', () => {
  test('leads through the proxy that the environment names, with its login', async () => {
    const asked: IncomingMessage[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    vi.stubEnv('https_proxy', `http://anna:p%40ss@127.0.0.1:${(proxy.address() as AddressInfo).port}`);

    const fetch = environmentFetch(api);
    await expect(fetch(`${api}/rate_limit`)).rejects.toThrow();
    await expect(fetch(`${api}/rate_limit`)).rejects.toThrow();
    proxy.close();

    expect(asked.map(({ url }) => url)).toEqual(['api.github.com:443', 'api.github.com:443']);
    expect(asked[0]!.headers['proxy-authorization']).toBe(`Basic ${btoa('anna:p@ss')}`);
  });

  test.each([
    ['no proxy is named', {}],
    ['no_proxy excepts it', { https_proxy: 'http://127.0.0.1:9', no_proxy: '.example.com,github.com' }],
  ])('is straight when %s', (_, env) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);

    expect(environmentFetch(api)).toBe(globalThis.fetch);
  });
});
