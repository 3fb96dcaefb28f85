import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, publishingWorld, sampleAlert } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-notify-'));
const event = join(scratch, 'event.json');
const secret = 'https://hooks.slack.com/services/T0/B0/secret-part';

/** A proxy that lets nobody through, and says who wanted to go where. */
const wanted: string[] = [];
const proxy = createServer();
proxy.on('connect', ({ url }, socket) => {
  wanted.push(url ?? '');
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});

let world: PublishingWorld;
beforeAll(async () => {
  world = await publishingWorld();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  proxy.close();
  await world.close();
  rmSync(scratch, { recursive: true });
});

async function respond(payload: object, webhook: string): Promise<{ status: number | null; log: string }> {
  writeFileSync(event, JSON.stringify({ client_payload: payload }));
  const inputs = { 'github-token': world.github.token, repository: world.github.name, mode: 'on' };
  const entry = join(import.meta.dirname, '../../../actions/build/respond/src/main.js');
  const child = spawn(process.execPath, [entry], {
    cwd: scratch,
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      'INPUT_NOTIFY-WEBHOOK': webhook,
      GITHUB_API_URL: world.proxy.url,
      GITHUB_EVENT_PATH: event,
      RUNNER_TEMP: scratch,
      https_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      no_proxy: '127.0.0.1',
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, log };
}

test('a channel is told of the answer and of its end, once each, and the run passes when it cannot be told', async () => {
  const answered = await respond(sampleAlert, secret);
  expect(answered.status, answered.log).toBe(0);
  expect(wanted).toEqual(['hooks.slack.com:443']);
  expect(answered.log).toContain('::warning::The channel was not told: its webhook did not answer.');
  expect(answered.log.indexOf(`::add-mask::${secret}`)).toBeLessThan(answered.log.indexOf('respond for'));
  expect(answered.log.split('secret-part')).toHaveLength(2);

  const over = { ...sampleAlert, status: 'resolved', resolvedAt: '2026-04-12T10:40:00Z' };
  for (let time = 0; time < 2; time++) expect((await respond(over, secret)).status).toBe(0);
  expect(wanted).toHaveLength(2);
});

test('an address of nobody we know is called by no one, and the run passes', async () => {
  const { status, log } = await respond({ ...sampleAlert, service: 'ledger' }, 'https://chat.example/secret-part');
  expect(status, log).toBe(0);
  expect(log).toContain('::warning::The address of the webhook is no https:// address of Slack or Teams.');
  expect(wanted).toHaveLength(2);
});
