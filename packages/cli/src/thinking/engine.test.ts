import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Diagnosis } from '@sre-aiops/core';
import { type ModelAnswer, makeSampleService, sampleAlert, sampleLog, startModelServer } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { respondInFolder } from '../commands/respond.ts';
import { silentLog } from '../terminal.ts';
import { engineOf } from './engine.ts';
import type { EngineName } from './engine-names.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-engine-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const repo = join(scratch, 'service');
makeSampleService(repo, {}, { 'settings.py': 'KEY = "AKIAIOSFODNN7EXAMPLE"\nTIMEOUT = 5\n' });
const secrets = ['AKIAIOSFODNN7EXAMPLE', 'jane.doe@customer.example'];
const log = join(scratch, 'app.log');
writeFileSync(log, `${sampleLog}\nERROR login of ${secrets[1]} failed with key ${secrets[0]}\n`);
const alert = join(scratch, 'alert.json');
writeFileSync(alert, JSON.stringify({ ...sampleAlert, description: `Ask ${secrets[1]}` }));

/** Answers the sample incident with a model whose replies are scripted. */
async function answered(script: (prompt: string) => ModelAnswer, limits: Record<string, string> = {}) {
  const server = await startModelServer(({ body }) => script(body.messages.at(-1).content));
  const lines: string[] = [];
  const told = { ...silentLog, info: (line: string) => lines.push(line), warning: (line: string) => lines.push(line) };
  try {
    const out = mkdtempSync(join(scratch, 'out-'));
    const env = {
      SRE_AIOPS_MODEL_URL: server.url,
      SRE_AIOPS_MODEL: 'small-1',
      SRE_AIOPS_MODEL_KEY: 'key-of-ours',
      ...limits,
    };
    const response = await respondInFolder({
      incident: alert,
      logs: [log],
      repo,
      out,
      env,
      clock: systemClock,
      log: told,
    });
    const sent = JSON.stringify(server.asked.map(({ body }) => body));
    return { ...response, lines: lines.join('\n'), sent, requests: server.asked.length };
  } finally {
    await server.close();
  }
}

/** Good replies, that quote what the prompt shows as `C1`, to whatever is asked. */
function goodReply(prompt: string): ModelAnswer {
  const [, quote = ''] = /^\[C1\] (.{20,80}?)[:,]/m.exec(prompt) ?? [];
  const sentence = { text: 'The change took away what the service still needs.', citations: [{ id: 'C1', quote }] };
  const diagnosis = { culprit: 'C1', failureMode: 'unknown', rootCause: sentence, claims: [], confidence: 'high' };
  const doubt = { verdict: 'stands', objections: [] };
  const artifacts = { steps: [{ section: 'prevent', ...sentence }], alertRules: [] };
  const fix = {
    type: 'code_fix',
    title: 'Take no discount where there is none',
    why: sentence,
    files: [],
    edits: [
      { path: 'checkout.py', search: 'order["discount"]', replace: 'order.get("discount", 0)' },
      { path: 'settings.py', search: '[aws-key-2]"\nTIMEOUT = 5', replace: '[aws-key-2]"\nTIMEOUT = 10' },
    ],
  };
  const replies = [
    [/Which edits end/, fix],
    [/Which change caused/, diagnosis],
    [/What speaks against it/, doubt],
    [/What should be added/, artifacts],
  ] as const;
  const [, reply = { why: sentence, edits: [] }] = replies.find(([question]) => question.test(prompt)) ?? [];
  return { text: JSON.stringify(reply) };
}

describe('respond with a model', () => {
  test('says who thought, and sends nothing that was redacted', async () => {
    const { diagnosis, remediation, artifacts, lines, sent, requests, folder } = await answered(goodReply);
    const asked = (times: number) => ({
      name: 'openai',
      model: 'small-1',
      usage: {
        requests: times,
        inputTokens: 1200 * times,
        outputTokens: 80 * times,
        waitedMs: expect.any(Number),
        countedBy: 'provider',
      },
    });

    expect(diagnosis.engine).toEqual(asked(2));
    expect(diagnosis.rootCause).toBe('The change took away what the service still needs.');
    expect(diagnosis.culprit).toMatchObject({ number: 7 });
    expect(remediation).toMatchObject({
      engine: asked(1),
      type: 'code_fix',
      title: 'Take no discount where there is none',
    });
    expect(remediation.edits.map(({ content }) => content).join()).toMatch(
      /order\.get\("discount", 0\)[\s\S]*KEY = "AKIAIOSFODNN7EXAMPLE"\nTIMEOUT = 10/,
    );
    expect(remediation.checks).toContainEqual(
      expect.objectContaining({ name: 'applies to the head', outcome: 'passed' }),
    );
    expect(artifacts.engine).toEqual(asked(1));
    expect(requests).toBe(4);
    expect(lines).toContain('Engine: openai (small-1), since SRE_AIOPS_MODEL_URL is set.');
    expect(lines).toMatch(/^Requests to a model: 2; tokens sent: 2400, answered: 160; seconds waited: \d+\.$/m);
    expect(sent).toContain('login of [email-');
    for (const secret of secrets) expect(sent).not.toContain(secret);
    const issue = readFileSync(join(folder, 'artifacts', 'issue.md'), 'utf8');
    expect(issue).toContain('openai engine (`small-1`); 4 requests to a model, 4800 tokens sent and 320 answered');
    expect(readFileSync(join(folder, 'artifacts', 'runbook.md'), 'utf8')).toContain('(by the model small-1)');
  });

  test('sends no more than it is allowed to', async () => {
    const whole = await answered(goodReply);
    const part = await answered(goodReply, { SRE_AIOPS_MODEL_INPUT_TOKENS: '1500' });

    expect(part.diagnosis.engine).toMatchObject({ name: 'openai' });
    expect(part.sent.length).toBeLessThan(whole.sent.length);
  });

  test.each<[string, ModelAnswer, string]>([
    ['a refused key', { status: 401, error: 'no' }, 'answered 401'],
    ['nonsense', { text: 'I like turtles.' }, 'no whole JSON object'],
    ['a broken connection', { hangsUp: 'in the middle' }, 'model server'],
  ])('answers by itself after %s, and says so', async (_, answer, why) => {
    const { diagnosis, lines, folder } = await answered(() => answer);

    expect(Diagnosis.safeParse(diagnosis).success).toBe(true);
    expect(diagnosis.engine).toMatchObject({ name: 'offline', fallback: expect.stringContaining(why) });
    expect(diagnosis.culprit).toMatchObject({ number: 7 });
    expect(lines).toContain('The model did not answer, the embedded engine did.');
    expect(readFileSync(join(folder, 'artifacts', 'issue.md'), 'utf8')).toContain(
      'since the preferred one did not answer',
    );
    expect(JSON.stringify(diagnosis)).not.toContain('key-of-ours');
  });
});

describe('engineOf', () => {
  const used = async (env: Record<string, string>, engine?: EngineName) =>
    (await engineOf({ engine, env, folder: scratch, log: silentLog })).used;
  const server = { SRE_AIOPS_MODEL_URL: 'http://localhost:9/v1', SRE_AIOPS_MODEL: 'm' };

  test('asks a model only where one is set up', async () => {
    expect(await used({ OPENAI_API_KEY: 'k', GITHUB_TOKEN: 't' })).toEqual({ name: 'offline' });
    expect(await used({ ...server, COPILOT_GITHUB_TOKEN: 't' })).toEqual({ name: 'openai', model: 'm' });
    expect(await used({ COPILOT_GITHUB_TOKEN: 't' })).toEqual({ name: 'copilot', model: 'auto' });
    expect(await used(server, 'offline')).toEqual({ name: 'offline' });
    expect(await used({ SRE_AIOPS_MODEL: 'gpt-x' }, 'copilot')).toEqual({ name: 'copilot', model: 'gpt-x' });
  });

  test.each([
    ['SRE_AIOPS_MODEL_SECONDS', 'two'],
    ['SRE_AIOPS_MODEL_INPUT_TOKENS', '0'],
    ['SRE_AIOPS_MODEL_OUTPUT_TOKENS', '1e9'],
  ])('refuses %s=%s', async (name, value) => {
    await expect(used({ ...server, [name]: value })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  const beside = (engine: EngineName | undefined, env: Record<string, string>) =>
    engineOf({ engine, env: { ...server, ...env }, publishes: true, folder: scratch, log: silentLog });

  test('refuses a model beside a token that writes', async () => {
    expect((await beside('auto', {})).used).toEqual({ name: 'offline' });
    expect((await beside('offline', {})).used).toEqual({ name: 'offline' });
    await expect(beside('openai', {})).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('do not go together'),
    });
  });

  test('on a runner goes on without a model that is not set up, or may not be asked, and says why', async () => {
    const fallback = expect.stringContaining('do not go together');
    expect((await beside('openai', { GITHUB_ACTIONS: 'true' })).used).toEqual({ name: 'offline', fallback });
    const missing = await used({ GITHUB_ACTIONS: 'true', SRE_AIOPS_MODEL_URL: '' }, 'openai');
    expect(missing).toEqual({ name: 'offline', fallback: expect.stringContaining('is not set up') });
  });
});

test('an engine that is not set up is wrong usage, and leaves nothing behind', () => {
  const out = join(scratch, 'nowhere');
  const bin = join(import.meta.dirname, '../../bin/sre-aiops.js');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'respond', alert, '--engine', 'openai', '--out', out], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });

  expect(stderr).toContain('SRE_AIOPS_MODEL_URL and SRE_AIOPS_MODEL are not set');
  expect(status).toBe(2);
  expect(readdirSync(scratch)).not.toContain('nowhere');
});
