import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LogOptions, openLogs } from './open-logs.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-logs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(scratch, name), content);
  return join(scratch, name);
}

async function read(texts: readonly string[], options: LogOptions = {}) {
  const reader = await openLogs(texts, { env: {}, ...options });
  const chunks: Uint8Array[] = [];
  for await (const chunk of reader) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString('utf8'), gaps: reader.gaps?.() ?? [] };
}

describe('files', () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} of the log`).join('\n');

  test.each([
    ['as they lie', 'plain.log', () => Buffer.from(lines)],
    ['of gzip', 'app.log.gz', () => gzipSync(lines)],
    [
      'of gzip, one after the other',
      'two.gz',
      () => Buffer.concat([gzipSync(lines.slice(0, 99)), gzipSync(lines.slice(99))]),
    ],
    ['of zstd', 'app.log.zst', () => zstdCompressSync(lines)],
    ['of zip', 'app.zip', () => zipSync({ 'app.log': strToU8(lines) })],
    ['of gzip under another name', 'app.log', () => gzipSync(lines)],
  ])('%s', async (_, name, content) => {
    const { text, gaps } = await read([file(name, content())]);
    expect([text === lines, gaps]).toEqual([true, []]);
  });

  test('of a zip archive one after the other', async () => {
    const packed = zipSync({ 'a/1.log': strToU8('one'), 'a/2.log': strToU8('two') });
    expect((await read([file('many.zip', packed)])).text).toBe('one\ntwo');
  });

  test('of a glob, by their names', async () => {
    for (const name of ['b', 'a', 'c']) file(`glob-${name}.txt`, name);
    expect((await read([join(scratch, 'glob-*.txt')])).text).toBe('a\nb\nc');
    await expect(openLogs([join(scratch, 'none-*.txt')])).rejects.toMatchObject({ code: 'LOG_UNREADABLE' });
  });

  test('whose name looks like a pattern', async () => {
    expect((await read([file('app[1].log', 'one')])).text).toBe('one');
  });

  test('that are damaged or missing are refused', async () => {
    const half = gzipSync(lines).subarray(0, 500);
    await expect(read([file('half.gz', half)])).rejects.toMatchObject({ code: 'LOG_UNREADABLE' });
    const head = zipSync({ 'app.log': strToU8(lines) }).subarray(0, 20);
    await expect(read([file('head.zip', head)])).rejects.toMatchObject({ code: 'LOG_UNREADABLE' });
    await expect(openLogs([join(scratch, 'missing.log')])).rejects.toMatchObject({ code: 'LOG_UNREADABLE' });
  });

  test('that unpack to more than is read are cut, and it is said', async () => {
    const bomb = file('bomb.gz', gzipSync(Buffer.alloc(8 * 1024 * 1024, 'a')));
    const { text, gaps } = await read([bomb], { maxBytes: 1024 * 1024 });
    expect([text.length, gaps.map(({ why }) => why)]).toEqual([1024 * 1024, ['Only its first 1 MiB were read.']]);
    const plain = file('plain.txt', 'a'.repeat(2 * 1024 * 1024));
    expect((await read([plain], { maxBytes: 1024 * 1024 })).text.length).toBe(2 * 1024 * 1024);
  });
});

describe('commands', () => {
  const bin = join(scratch, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'kubectl'),
    [
      '#!/bin/sh',
      'case "$2" in',
      'forever) while :; do echo line; done;;',
      'slow) exec sleep 60;;',
      'missing) echo "no such pod" >&2; exit 1;;',
      '*) printf "%s\\n" "$@" "token=$GITHUB_TOKEN";;',
      'esac',
    ].join('\n'),
  );
  chmodSync(join(bin, 'kubectl'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, GITHUB_TOKEN: 'of-the-job' };
  const command = (...args: string[]) => JSON.stringify(['kubectl', ...args]);

  test('are given their arguments as they are, by no shell, and no token', async () => {
    const args = ['logs', 'deploy/a b', '$(touch x)', '; ls', '--since=1h'];
    const { text, gaps } = await read([command(...args)], { env });
    expect([text.split('\n').slice(0, -1), gaps]).toEqual([[...args, 'token='], []]);
  });

  test('that fail, hang or do not end are gaps, and the other logs are read', async () => {
    const after = file('after.log', 'after');
    const failed = await read([command('logs', 'missing'), after], { env });
    expect(failed.text).toBe('\nafter');
    expect(failed.gaps[0]).toMatchObject({
      what: 'The log of kubectl logs missing',
      why: 'kubectl ended with 1: no such pod.',
    });
    const slow = await read([command('logs', 'slow'), after], { env, ms: 300 });
    expect([slow.text, slow.gaps[0]?.why]).toEqual(['\nafter', 'kubectl took longer than 0 s.']);
    const endless = await read([command('logs', 'forever'), after], { env, maxBytes: 1024 * 1024 });
    expect([endless.text.length, endless.gaps[0]?.what]).toEqual([
      1024 * 1024 + 6,
      'The rest of the log of kubectl logs forever',
    ]);
  });

  test.each([
    '["sh","-c","id"]',
    '["/bin/kubectl","logs"]',
    '["kubectl", 1]',
    '["kubectl"]',
    '["kubectl","delete","pod","a"]',
    '["kubectl","get","secret","-o","yaml"]',
    '["journalctl","--vacuum-time=1s"]',
  ])('of another kind are refused: %s', async (text) => {
    const result = await read([text], { env }).catch((error: unknown) => error);
    const told = result instanceof Error ? [result] : (result as Awaited<ReturnType<typeof read>>).gaps;
    expect(told).toHaveLength(1);
  });
});

describe('from the network', () => {
  const asked: { url: string; headers: IncomingMessage['headers'] }[] = [];
  let answer: (request: URL, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    answer(new URL(request.url ?? '', 'http://localhost'), response);
  });
  let host = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const allowing = (more: object = {}) => ({ env: { SRE_AIOPS_LOG_HOSTS: ` logs.example, ${host}`, ...more } });

  test('an address whose host is allowed is read, unpacked too', async () => {
    answer = (_, response) => response.end(gzipSync('one\ntwo'));
    expect(await read([`http://${host}/app.log.gz?sig=abc`], allowing())).toEqual({ text: 'one\ntwo', gaps: [] });
  });

  test.each([
    ['https://elsewhere.example/x?sig=secret', 'Logs may not be fetched from elsewhere.example.'],
    ['http://logs.example/x?sig=secret', 'http://logs.example/x is no https address.'],
    ['https://user:word@logs.example/x', 'is no https address.'],
  ])('%s is not fetched, and why says nothing secret', async (address, why) => {
    const { gaps } = await read([address], allowing());
    expect(gaps[0]?.why).toContain(why);
    expect(JSON.stringify(gaps)).not.toContain('secret');
  });

  test('a redirect to a host that is not allowed is not followed', async () => {
    answer = (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    expect((await read([`http://${host}/x`], allowing())).gaps[0]?.why).toContain('169.254.169.254');
  });

  test('a refusal is a gap', async () => {
    answer = (_, response) => response.writeHead(403).end();
    expect((await read([`http://${host}/x`], allowing())).gaps[0]?.why).toContain('HTTP 403');
  });

  describe('Loki', () => {
    /** Answers as the API is documented: at most `limit` lines from `start` (included) to `end`, oldest first. */
    const loki =
      (entries: readonly (readonly [ns: bigint, line: string])[]) => (url: URL, response: ServerResponse) => {
        const number = (name: string) => BigInt(url.searchParams.get(name) ?? 0);
        const values = entries
          .filter(([ns]) => ns >= number('start') && ns < number('end'))
          .slice(0, Number(number('limit')))
          .map(([ns, line]) => [`${ns}`, line]);
        response.end(
          JSON.stringify({
            status: 'success',
            data: { resultType: 'streams', result: [{ stream: { app: 'x' }, values }] },
          }),
        );
      };
    const start = 1776074304000000000n;
    const from = (query: string) =>
      `loki:http://${host}/base?query=${encodeURIComponent(query)}&start=${start}&end=2026-04-13T11:00:00Z`;

    test('is read page after page, each line once', async () => {
      const entries = Array.from(
        { length: 12_345 },
        (_, at) => [start + BigInt(Math.floor(at / 7)) * 1_000_000n, `line ${at}`] as const,
      );
      answer = loki(entries);
      asked.length = 0;
      const { text, gaps } = await read(
        [from('{app="x"}')],
        allowing({ SRE_AIOPS_LOKI_TOKEN: 't0k', SRE_AIOPS_LOKI_TENANT: 'shop' }),
      );
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' ').slice(1).join(' ')),
      ).toEqual(entries.map(([, line]) => line));
      expect(text).toMatch(/^2026-04-13T09:58:24\.000Z line 0\n/);
      expect([asked.length, gaps]).toEqual([3, []]);
      expect(asked[0]!.url).toContain('/base/loki/api/v1/query_range?query=');
      expect(asked[0]!.headers).toMatchObject({ authorization: 'Bearer t0k', 'x-scope-orgid': 'shop' });
    });

    test('says where it holds more lines of one instant than it answers', async () => {
      answer = loki(Array.from({ length: 6_000 }, (_, at) => [start, `line ${at}`] as const));
      const { text, gaps } = await read([from('{app="x"}')], allowing());
      expect([text.trimEnd().split('\n').length, gaps[0]?.what]).toEqual([
        5_000,
        'More lines of 2026-04-13T09:58:24.000Z in Loki',
      ]);
    });

    test('that answers something else is a gap', async () => {
      answer = (_, response) => response.end('{"status":"success","data":{"resultType":"matrix","result":[]}}');
      expect((await read([from('rate({app="x"}[1m])')], allowing())).gaps[0]?.why).toContain('data.resultType');
      expect((await read([`loki:http://${host}`], allowing())).gaps[0]?.why).toContain('no query');
    });
  });
});

test('an artifact is unpacked, and needs a repository', async () => {
  const asked: unknown[] = [];
  const github = {
    async *artifact(runId: number, name: string) {
      asked.push([runId, name]);
      yield zipSync({ 'app.log': strToU8('from the run') });
    },
  };
  expect(await read(['artifact:123/app logs'], { github })).toEqual({ text: 'from the run', gaps: [] });
  expect(asked).toEqual([[123, 'app logs']]);
  await expect(openLogs(['artifact:123/logs'])).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});
