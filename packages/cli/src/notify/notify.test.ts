import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PublishingWorld, publishingWorld } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openGithub } from '../remote/github.ts';
import { silentLog } from '../terminal.ts';
import { notify } from './notify.ts';
import { webhook } from './webhook.ts';

/** A channel on the loopback: what it was told, and what it answers next. */
let told: object[] = [];
let answer: { status: number; headers?: Record<string, string> } | 'nothing' = { status: 200 };
let server: Server;
let address = '';
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    told.push(JSON.parse(Buffer.concat(chunks).toString()));
    if (answer !== 'nothing') response.writeHead(answer.status, answer.headers ?? {}).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/secret-part`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  told = [];
  answer = { status: 200 };
});

const here = { allow: () => 'slack' as const, timeoutMs: 500 };
const clock = { now: () => '2026-04-12T10:05:00.000Z' };

describe('after an answer on GitHub', () => {
  let world: PublishingWorld;
  afterEach(() => world.close());
  /** A process of its own: nothing is remembered. */
  const github = () =>
    openGithub(world.github.name, {
      clock,
      log: silentLog,
      secondMs: 10,
      env: { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url },
    });

  test('a channel is told once, by however many runs, and again when there is news', async () => {
    world = await publishingWorld();
    const answered = await world.deliver();
    if (answered.verdict !== 'answered') throw new Error(answered.verdict);
    const { folder } = answered;
    const tell = () => notify(folder, { channel: webhook(address, here), log: silentLog, github: github() });
    expect(await Promise.all([tell(), tell(), tell()]).then((all) => all.filter(Boolean))).toHaveLength(1);
    expect(await tell()).toBe(false);
    expect(told).toHaveLength(1);
    const [issue] = world.github.state().issues;
    const fix = world.github.state().pulls.find(({ head }) => !head.includes('/knowledge-'))!;
    const text = JSON.stringify(told[0]);
    expect(text).toContain('P1 checkout: ');
    expect(text).toContain(`/issues/${issue!.number}|Issue #${issue!.number}>`);
    expect(text).toContain(`|Fix #${fix.number}>`);

    await world.github.act.closeIssue(issue!.number);
    const anew = await world.deliver({ firedAt: '2026-04-12T10:03:00Z' }, { again: true });
    if (anew.verdict !== 'answered') throw new Error(anew.verdict);
    expect(await notify(anew.folder, { channel: webhook(address, here), log: silentLog, github: github() })).toBe(true);
  });

  test('a channel that refuses is told no second time, and nothing of its address is said', async () => {
    world = await publishingWorld();
    const answered = await world.deliver();
    if (answered.verdict !== 'answered') throw new Error(answered.verdict);
    answer = { status: 404 };
    const tell = () => notify(answered.folder, { channel: webhook(address, here), log: silentLog, github: github() });
    const error = await tell().catch((failure: Error) => failure);
    expect(error).toMatchObject({ code: 'NOTIFICATION_FAILED', message: expect.stringContaining('answered 404') });
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('secret-part');
    expect(await tell()).toBe(false);
  });

  test('nothing is told where the policy says off', async () => {
    world = await publishingWorld();
    const answered = await world.deliver();
    if (answered.verdict !== 'answered') throw new Error(answered.verdict);
    await world.github.act.push({ branch: 'main', files: { '.github/sre-aiops.yml': 'mode: off\n' } });
    const channel = webhook(address, here);
    expect(await notify(answered.folder, { channel, log: silentLog, github: github() })).toBe(false);
    expect(told).toEqual([]);
  });
});

test('follows no redirect, and does not wait for ever', async () => {
  const notification = { state: 'x', title: 'x', facts: [], links: [] };
  answer = { status: 307, headers: { location: address } };
  await expect(webhook(address, here).send(notification)).rejects.toThrow('answered 307');
  expect(told).toHaveLength(1);
  answer = 'nothing';
  await expect(webhook(address, here).send(notification)).rejects.toThrow('did not answer');
});

test.each([
  'https://hooks.slack.com/services/T0/B0/x',
  'https://prod-23.westeurope.logic.azure.com/workflows/x/triggers/manual/paths/invoke?sig=x',
  'https://default1.6f.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/x',
  'https://shop.webhook.office.com/webhookb2/x',
])('takes %s', (url) => {
  expect(() => webhook(url)).not.toThrow();
});

test.each([
  'http://hooks.slack.com/services/x',
  'https://hooks.slack.com.evil.example/x',
  'https://evil.example/hooks.slack.com',
  'https://logic.azure.com.evil.example/x',
  'https://evillogic.azure.com.example/x',
  'https://user:pass@hooks.slack.com/x',
  'https://hooks.slack.com:8443/x',
  'https://169.254.169.254/latest/meta-data',
  'http://127.0.0.1/x',
  'file:///etc/passwd',
  'hooks.slack.com',
  '',
])('refuses %s', (url) => {
  expect(() => webhook(url)).toThrow('no https:// address of Slack or Teams');
});

test('takes another host only by name, over TLS, and not what lies below it', () => {
  expect(() => webhook('https://chat.shop.example/hooks/x', { host: 'chat.shop.example' })).not.toThrow();
  expect(() => webhook('http://chat.shop.example/hooks/x', { host: 'chat.shop.example' })).toThrow();
  expect(() => webhook('https://a.chat.shop.example/hooks/x', { host: 'chat.shop.example' })).toThrow();
});
