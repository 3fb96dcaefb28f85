import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

/** Answers as the REST API is documented: the archive lies on another host, behind a signed address. */
const asked: { path: string; authorization: string | undefined }[] = [];
const store = createServer((request, response) => {
  asked.push({ path: `store${request.url}`, authorization: request.headers.authorization });
  response.end('the archive');
});
const api = createServer((request, response) => {
  asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
  if (request.url?.endsWith('/artifacts/8/zip')) {
    return response.writeHead(302, { location: `${addressOf(store)}/signed?sig=1` }).end();
  }
  const artifacts = [
    { id: 7, name: 'logs', expired: true },
    { id: 8, name: 'logs', expired: false },
    { id: 9, name: 'logs-old', expired: true },
  ];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ total_count: 3, artifacts }));
});
const addressOf = (server: typeof api) => `http://localhost:${(server.address() as AddressInfo).port}`;
for (const server of [store, api]) await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
afterAll(() => {
  store.close();
  api.close();
});
const { reader } = sampleReading({ apiUrl: addressOf(api), token: 'of-the-job', name: 'acme/checkout' });

test('an artifact of a run is read from where it lies, which is not shown the token', async () => {
  expect(await text(reader.artifact(123, 'logs'))).toBe('the archive');
  expect(asked.map(({ path }) => path)).toEqual([
    '/repos/acme/checkout/actions/runs/123/artifacts?name=logs&per_page=100',
    '/repos/acme/checkout/actions/artifacts/8/zip',
    'store/signed?sig=1',
  ]);
  expect(asked[0]!.authorization).toContain('of-the-job');
  expect(asked[2]!.authorization).toBeUndefined();
});

test('one that has expired is not there', async () => {
  await expect(text(reader.artifact(123, 'logs-old'))).rejects.toMatchObject({
    code: 'GITHUB_NOT_FOUND',
    message: expect.stringContaining('logs-old'),
  });
});
