import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { afterAll, describe, expect, test } from 'vitest';
import { copilotModel } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-copilot-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const prompt = { system: 'Be brief.', user: 'What broke?', schema: { name: 'R', json: { type: 'object' } } };

/** A program that stands in for Copilot CLI and notes how it was started. */
function standIn(name: string, script: string): string {
  const program = join(scratch, name);
  const note = `const fs = require('node:fs');
const stdin = fs.readFileSync(0, 'utf8');
const file = process.argv[process.argv.indexOf('--usage-output-file') + 1];
fs.writeFileSync(${JSON.stringify(`${program}.json`)}, JSON.stringify({ args: process.argv.slice(2), stdin, env: process.env, cwd: process.cwd(), here: fs.readdirSync('.') }));`;
  writeFileSync(program, `#!${process.execPath}\n${note}\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}

const noted = (program: string) => JSON.parse(readFileSync(`${program}.json`, 'utf8'));
const env = {
  PATH: process.env.PATH,
  HOME: '/home/somebody',
  COPILOT_GITHUB_TOKEN: 't',
  GITHUB_TOKEN: 'for other things',
  AWS_SECRET_ACCESS_KEY: 's',
};

async function failing(stderr: string): Promise<SreError> {
  const program = standIn('failing', `process.stderr.write(${JSON.stringify(stderr)}); process.exit(1);`);
  const error = await copilotModel({ program, env })
    .complete(prompt)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SreError);
  expect(existsSync(noted(program).env.COPILOT_HOME)).toBe(false);
  return error as SreError;
}

describe('copilotModel', () => {
  test('asks without tools, by standard input, in a private home that is gone afterwards', async () => {
    const usage = {
      modelMetrics: {
        a: { usage: { inputTokens: 10, outputTokens: 2 } },
        b: { usage: { inputTokens: 5, outputTokens: 1 } },
      },
    };
    const program = standIn(
      'answering',
      `fs.writeFileSync(file, ${JSON.stringify(JSON.stringify(usage))}); process.stdout.write('{"a":1}\\n\\n');`,
    );
    const reply = await copilotModel({ program, env, model: 'gpt-x' }).complete(prompt);
    const { args, stdin, env: seen, cwd, here } = noted(program);

    expect(reply).toEqual({ text: '{"a":1}', cut: false, usage: { inputTokens: 15, outputTokens: 3 } });
    expect(args.slice(0, 4)).toEqual(['-s', '--no-ask-user', '--available-tools=none', '--no-custom-instructions']);
    expect(args.slice(-2)).toEqual(['--model', 'gpt-x']);
    expect(stdin).toContain('Be brief.\n\nWhat broke?');
    expect(stdin).toContain('{"type":"object"}');
    expect(seen).toMatchObject({
      COPILOT_GITHUB_TOKEN: 't',
      HOME: seen.COPILOT_HOME,
      XDG_CACHE_HOME: '/home/somebody/.cache',
    });
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN']) expect(seen).not.toHaveProperty(name);
    expect(here).toEqual([]);
    expect(cwd.startsWith(seen.COPILOT_HOME)).toBe(true);
    expect(existsSync(seen.COPILOT_HOME)).toBe(false);
  });

  test('answers also when nothing is told of the usage', async () => {
    const program = standIn('silent', `fs.writeFileSync(file, 'no json'); process.stdout.write('ok');`);

    expect((await copilotModel({ program, env }).complete(prompt)).usage).toEqual({});
  });

  test.each([
    [
      '401 unauthorized: Personal Access Token does not have Copilot Requests permission',
      'MODEL_REFUSED',
      /may not ask Copilot/,
    ],
    ['Classic personal access tokens (ghp_) are not supported.', 'MODEL_REFUSED', /may not ask Copilot/],
    ['You are not licensed to use Copilot.', 'MODEL_REFUSED', /no seat/],
    [
      'You are not authorized to use this Copilot feature, it requires an enterprise or organization policy to be enabled.',
      'MODEL_REFUSED',
      /policy/,
    ],
    ['Error: Access denied by policy settings', 'MODEL_REFUSED', /policy/],
    ['402 You have exceeded your premium request allowance.', 'MODEL_LIMIT_REACHED', /budget/],
    [
      'Failed to get response from the AI model; retried 5 times Last error: 429 Rate limit exceeded',
      'MODEL_LIMIT_REACHED',
      /no more requests/,
    ],
    ['Error: No authentication information found.', 'MODEL_REFUSED', /no token/],
    ['Authentication failed with provider (HTTP 401).', 'MODEL_REFUSED', /no token/],
    ['Authentication failed with provider (HTTP 403).', 'MODEL_REFUSED', /may not ask Copilot/],
    ['connect ECONNREFUSED 127.0.0.1:9', 'MODEL_UNREACHABLE', /could not be reached/],
    ["error: unknown option '--usage-output-file'", 'MODEL_REFUSED', /does not know/],
    ['', 'MODEL_UNREACHABLE', /exit code 1: it said nothing/],
  ])('tells apart: %s', async (stderr, code, message) => {
    const error = await failing(stderr);

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
  });

  test('says how to install what is not there', async () => {
    await expect(copilotModel({ program: join(scratch, 'nowhere'), env }).complete(prompt)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      remedy: expect.stringContaining('npm install --global @github/copilot@'),
    });
  });

  test('ends what takes too long, with its children, and what never stops', async () => {
    const pids = join(scratch, 'pid');
    const slow = standIn(
      'slow',
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
fs.writeFileSync(${JSON.stringify(pids)}, String(child.pid)); setInterval(() => {}, 1000);`,
    );
    const flood = standIn(
      'flood',
      `const text = 'x'.repeat(100000); const more = () => process.stdout.write(text, more); more();`,
    );

    await expect(copilotModel({ program: slow, env }).complete({ ...prompt, withinMs: 3_000 })).rejects.toMatchObject({
      code: 'MODEL_TIMED_OUT',
    });
    await expect(copilotModel({ program: flood, env }).complete(prompt)).rejects.toMatchObject({
      code: 'MODEL_REPLY_INVALID',
    });
    await expect.poll(() => isRunning(Number(readFileSync(pids, 'utf8')))).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => noted(slow).env.HOME.endsWith(name))).toEqual([]);
  });
});

test('waits for nobody who left its group and holds its output', async () => {
  const pids = join(scratch, 'left');
  const left = standIn(
    'leaves',
    `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'inherit' });
fs.writeFileSync(${JSON.stringify(pids)}, String(child.pid)); child.unref(); console.log('{"a":1}');`,
  );
  try {
    expect(await copilotModel({ program: left, env, timeoutMs: 15_000 }).complete(prompt)).toMatchObject({
      text: '{"a":1}',
    });
  } finally {
    process.kill(Number(readFileSync(pids, 'utf8')), 'SIGKILL');
  }
}, 30_000);

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
