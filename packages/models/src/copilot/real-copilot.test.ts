import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelAnswer, type ModelServer, startModelServer } from '@sre-aiops/testkit';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { copilotModel, copilotVersion } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-real-copilot-'));
const program = process.env.SRE_AIOPS_LONG ? installed() : undefined;
let server: ModelServer | undefined;
afterEach(() => server?.close());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** It unpacks itself into the cache. */
const own = { PATH: process.env.PATH, XDG_CACHE_HOME: join(scratch, 'cache') };
const prompt = { system: 'Be brief.', user: 'What broke?' };

/** The real program from the registry, or nothing where that cannot be reached. */
function installed(): string | undefined {
  writeFileSync(join(scratch, 'package.json'), '{}');
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `@github/copilot@${copilotVersion}`], {
      cwd: scratch,
      timeout: 240_000,
    });
    return join(scratch, 'node_modules/.bin/copilot');
  } catch {
    process.stderr.write(`Skipped: @github/copilot@${copilotVersion} cannot be installed from here.\n`);
    return undefined;
  }
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

  test.each<[string, ModelAnswer, string]>([
    ['a wrong key', { status: 401, error: 'wrong' }, 'MODEL_REFUSED'],
    ['a limit', { status: 429, error: 'Rate limit exceeded', headers: { 'retry-after': '1' } }, 'MODEL_LIMIT_REACHED'],
    [
      'a spent budget',
      { status: 402, error: 'You have exceeded your premium request allowance.' },
      'MODEL_LIMIT_REACHED',
    ],
  ])('tells %s', async (_, answer, code) => {
    const { model } = await asking(answer);

    await expect(model.complete(prompt)).rejects.toMatchObject({ code });
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
