import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelAnswer, type ModelServer, startModelServer } from '@sre-aiops/testkit';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { copilotModel, installCopilot } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-real-copilot-'));
const program = process.env.SRE_AIOPS_LONG ? await installed() : undefined;
let server: ModelServer | undefined;
afterEach(() => server?.close());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** It unpacks itself into the cache. */
const own = { PATH: process.env.PATH, XDG_CACHE_HOME: join(scratch, 'cache') };
const prompt = { system: 'Be brief.', user: 'What broke?' };

/** The real program as a runner gets it, or nothing where the registry cannot be reached. */
async function installed(): Promise<string | undefined> {
  return installCopilot({ folder: scratch, env: process.env }).catch((error: unknown) => {
    process.stderr.write(`Skipped: ${String(error)}\n`);
    return undefined;
  });
}

/** Copilot CLI with another server in the place of GitHub's, as its offline mode has it. */
async function asking(answer: ModelAnswer, timeoutMs = 60_000) {
  server = await startModelServer(() => answer);
  const offline = { COPILOT_OFFLINE: 'true', COPILOT_PROVIDER_TYPE: 'openai', COPILOT_PROVIDER_API_KEY: 'k' };
  const env = { ...own, ...offline, COPILOT_PROVIDER_BASE_URL: server.url, COPILOT_MODEL: 'small-1' };
  return { model: copilotModel({ program, env, timeoutMs }), asked: server.asked };
}

describe.runIf(program)('the real Copilot CLI', () => {
  test('answers a prompt of a megabyte without tools, and counts', async () => {
    const { model, asked } = await asking({ text: '{"a":"ü"}' });
    const user = `What broke? ${'x'.repeat(1_000_000)} end of it`;

    expect(await model.complete({ ...prompt, user })).toEqual({
      text: '{"a":"ü"}',
      cut: false,
      usage: { inputTokens: 1200, outputTokens: 80 },
    });
    expect(JSON.stringify(asked[0]?.body.messages.at(-1))).toContain('x end of it');
    expect(asked[0]?.body.tools ?? []).toEqual([]);
    expect(JSON.stringify(asked[0]?.body)).not.toContain('AGENTS.md');
  });

  test('answers, and leaves nothing behind', async () => {
    const { model } = await asking({ text: 'The discount.' });

    expect(await model.complete(prompt)).toMatchObject({ text: 'The discount.', cut: false });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('sre-aiops-copilot-'))).toEqual([]);
  });

  // Who has no seat, no permission or a policy against it: of another server than GitHub's, 403 is all that the program tells.
  test.each<[string, ModelAnswer, string, RegExp]>([
    ['a wrong key', { status: 401, error: 'wrong' }, 'MODEL_REFUSED', /no token that is valid/],
    [
      'a token that may not',
      { status: 403, error: 'You are not licensed to use Copilot.' },
      'MODEL_REFUSED',
      /may not ask/,
    ],
    [
      'a limit',
      { status: 429, error: 'Rate limit exceeded', headers: { 'retry-after': '1' } },
      'MODEL_LIMIT_REACHED',
      /no more requests/,
    ],
    [
      'a spent budget',
      { status: 402, error: 'You have exceeded your premium request allowance.' },
      'MODEL_LIMIT_REACHED',
      /budget/,
    ],
    [
      'a model that is not there',
      { status: 404, error: 'The model small-1 is not available.' },
      'MODEL_REFUSED',
      /does not know/,
    ],
    ['a server that fails', { status: 500, error: 'boom' }, 'MODEL_UNREACHABLE', /boom|500/],
    ['a connection that breaks', { hangsUp: 'at once' }, 'MODEL_UNREACHABLE', /./],
  ])('tells %s', async (_, answer, code, why) => {
    const { model } = await asking(answer);

    await expect(model.complete(prompt)).rejects.toMatchObject({ code, message: expect.stringMatching(why) });
  });

  test('tells that nobody listens', async () => {
    const { model } = await asking({ text: '' });
    await server?.close();

    await expect(model.complete(prompt)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' });
  });

  test('is ended when the server drips', async () => {
    const { model } = await asking({ drips: true }, 5_000);

    await expect(model.complete(prompt)).rejects.toMatchObject({ code: 'MODEL_TIMED_OUT' });
  });

  test('says that it has no token', async () => {
    const model = copilotModel({ program, env: own });

    await expect(model.complete(prompt)).rejects.toMatchObject({
      code: 'MODEL_REFUSED',
      message: expect.stringContaining('no token'),
    });
  });
});
