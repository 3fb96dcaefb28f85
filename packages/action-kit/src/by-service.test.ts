import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, publishingWorld, sampleAlert, startGitHub, type TestGitHub } from '@sre-aiops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const actions = join(import.meta.dirname, '../../../actions/build');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-by-service-'));
const event = join(scratch, 'event.json');

/** The repository in which all alerts arrive, and that of one service; one address serves both, as GitHub's does. */
let alerts: TestGitHub;
let checkout: PublishingWorld;
const both = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const isAlerts = request.url?.startsWith('/repos/shop/alerts') === true;
  const answer = await fetch(`${isAlerts ? alerts.apiUrl : checkout.proxy.url}${request.url}`, {
    method: request.method ?? 'GET',
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${isAlerts ? alerts.token : checkout.github.token}`,
      'content-type': 'application/json',
    },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  const headers = [...answer.headers].filter(
    ([name]) => !/^(?:content-(?:length|encoding)|transfer-encoding|connection)$/.test(name),
  );
  response.writeHead(answer.status, Object.fromEntries(headers)).end(Buffer.from(await answer.arrayBuffer()));
});

beforeAll(async () => {
  alerts = await startGitHub({
    name: 'shop/alerts',
    files: { '.github/sre-aiops.yml': 'services:\n  check*: shop/checkout\n' },
  });
  checkout = await publishingWorld();
  await new Promise<void>((resolve) => both.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  both.close();
  await alerts.close();
  await checkout.close();
  rmSync(scratch, { recursive: true });
});

async function run(name: string, payload: object, given: Readonly<Record<string, string>> = {}) {
  writeFileSync(event, JSON.stringify({ client_payload: payload }));
  const output = join(scratch, 'output');
  writeFileSync(output, '');
  const inputs = { 'github-token': 'ghs_app', repository: 'by-service', mode: 'on', ...given };
  const child = spawn(process.execPath, [join(actions, name, 'src/main.js')], {
    cwd: scratch,
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value])),
      GITHUB_API_URL: `http://127.0.0.1:${(both.address() as AddressInfo).port}`,
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: 'shop/alerts',
      RUNNER_TEMP: scratch,
    },
  });
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const told = Array.from(readFileSync(output, 'utf8').matchAll(/^(.+)<<(\S+)\n([\s\S]*?)\n\2$/gm));
  return { status, log, outputs: Object.fromEntries(told.map(([, key = '', , value = '']) => [key, value])) };
}

test('an alert is answered in the repository of its service, by a stage that follows too', async () => {
  const answered = await run('respond', sampleAlert);
  expect(answered.log).toContain('The service checkout lives in shop/checkout.');
  const { folder = '' } = answered.outputs;
  const { status, log } = await run('create-issue', sampleAlert, { folder });
  expect(status, log).toBe(0);
  expect(checkout.github.state().issues).toHaveLength(1);
  expect(alerts.state().issues).toEqual([]);
});

test('an alert of a service that nobody named stays where it arrived', async () => {
  const { status, log } = await run('create-issue', { ...sampleAlert, service: 'ledger' });
  expect(status, log).toBe(0);
  expect(log).toContain('The service ledger lives in shop/alerts.');
});
