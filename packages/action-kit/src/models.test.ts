import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ModelAnswer,
  type ModelServer,
  type PublishingWorld,
  publishingWorld,
  sampleLog,
  startModelServer,
} from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Given, runAction } from '../test/run-action.ts';
import type { ActionName } from './inputs.ts';

/** An action that asks a model: where, with which secrets, and what happens when it cannot. */
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-asking-'));
const logs = join(scratch, 'app.log');
writeFileSync(logs, sampleLog);
const key = 'sk-key-of-the-server';
const ours = readFileSync(join(import.meta.dirname, '../../../prompts/diagnose.prompt.yml'), 'utf8');
const theirs = ours.replace('You help the engineer on call', 'You know the shop, and help the engineer on call');

let world: PublishingWorld;
let ingested: string;
let server: ModelServer | undefined;
beforeAll(async () => {
  world = await publishingWorld({
    '.github/sre-aiops.yml': 'prompts:\n  diagnose: docs/diagnose.prompt.yml\n',
    'docs/diagnose.prompt.yml': theirs,
  });
  const { outputs, log } = await run('ingest', { logs });
  expect(outputs.folder, log).toBeDefined();
  ingested = outputs.folder ?? '';
});
afterEach(() => server?.close());
afterAll(async () => {
  expect(world.proxy.violations).toEqual([]);
  await world.close();
  rmSync(scratch, { recursive: true });
});

const run = (name: ActionName, given: Given, env: NodeJS.ProcessEnv = {}) =>
  runAction(world, scratch, name, given, { GITHUB_ACTIONS: 'true', ...env });
const diagnosisIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'diagnosis.json'), 'utf8'));

/** A server that quotes the first change, and the inputs that name it. */
async function asked(answer?: ModelAnswer) {
  server = await startModelServer(({ body }) => {
    const [, quote = ''] = /^\[C1\] (.{20,80}?)[:,]/m.exec(body.messages.at(-1).content) ?? [];
    const rootCause = { text: 'The change took away what the service needs.', citations: [{ id: 'C1', quote }] };
    const reply = { culprit: 'C1', failureMode: 'unknown', rootCause, claims: [], confidence: 'high' };
    const doubts = body.response_format.json_schema.name === 'DoubtReply';
    return answer ?? { text: JSON.stringify(doubts ? { verdict: 'stands', objections: [] } : reply) };
  });
  return { server, given: { folder: ingested, model: 'small-1', 'model-url': server.url, 'model-key': key } };
}

/** All text below a folder. */
function textsBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

describe('a server', () => {
  test('is asked with its key and in the words of the default branch, once; the key is in nothing that is left', async () => {
    const { server, given } = await asked();
    const first = await run('diagnose', given);
    const again = await run('diagnose', given);

    expect([first.status, again.status], first.log + again.log).toEqual([0, 0]);
    expect(diagnosisIn(ingested).engine).toMatchObject({ name: 'openai', model: 'small-1' });
    expect(server.asked).toHaveLength(2);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(server.asked[0]?.body.messages[0].content).toContain('You know the shop');
    expect(first.log).toContain('The prompt diagnose is docs/diagnose.prompt.yml of the default branch.');
    expect(again.log).toContain('The model was asked this before');
    const lines = [first, again].map(({ log, outputs, summary }) => log + JSON.stringify(outputs) + summary).join('\n');
    expect(lines.replaceAll(`::add-mask::${key}`, '')).not.toContain(key);
    expect(textsBelow(ingested)).not.toContain(key);
    expect(readdirSync(join(ingested, 'model'))).toHaveLength(2);
  });

  test('that refuses leaves the answer to the embedded engine, which says why', async () => {
    const { given } = await asked({ status: 401, error: `wrong key ${key}` });
    const { status, log } = await run('diagnose', { ...given, model: 'small-2' });

    expect(status, log).toBe(0);
    expect(diagnosisIn(ingested).engine).toMatchObject({
      name: 'offline',
      fallback: expect.stringContaining('answered 401'),
    });
    expect(log).toMatch(/^::warning::The model did not answer, the embedded engine did\..*answered 401/m);
    expect(log.replaceAll(`::add-mask::${key}`, '')).not.toContain(key);
  });

  test('that is not named is no reason to leave an incident unanswered', async () => {
    const { status, log } = await run('diagnose', { folder: ingested, engine: 'openai' });

    expect(status, log).toBe(0);
    expect(diagnosisIn(ingested).engine.fallback).toContain('The engine openai is not set up');
  });

  test('is not asked by a step that may write', async () => {
    const { server, given } = await asked();
    const env = { SRE_AIOPS_MODEL_URL: given['model-url'], SRE_AIOPS_MODEL: 'small-1' };
    const { status, log, outputs } = await run('respond', { logs, mode: 'report', engine: 'openai' }, env);

    expect(status, log).toBe(0);
    expect(server.asked).toEqual([]);
    expect(diagnosisIn(outputs.folder ?? '').engine.fallback).toContain('holds no token that may write');
  });
});

describe('Copilot', () => {
  /** A program in a folder of its own that notes what it was started with. */
  function program(name: string, script: string): string {
    const bin = mkdtempSync(join(scratch, 'bin-'));
    const note = `require('node:fs').writeFileSync(${JSON.stringify(join(bin, 'note'))}, JSON.stringify([process.argv, process.env]));`;
    writeFileSync(join(bin, name), `#!${process.execPath}\n${note}\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
    return join(bin, name);
  }

  test('is asked by the token that is given for it, which stands in no argument', async () => {
    const copilot = program('copilot', `process.stdout.write('nothing useful');`);
    const { log } = await run('diagnose', {
      folder: ingested,
      'copilot-token': 't-for-copilot',
      'copilot-path': copilot,
    });
    const [args, env] = JSON.parse(readFileSync(join(copilot, '../note'), 'utf8'));

    expect(log).toContain('Engine: copilot (auto), since COPILOT_GITHUB_TOKEN is set.');
    expect(log).toMatch(/^::add-mask::t-for-copilot$/m);
    expect(env).toMatchObject({ COPILOT_GITHUB_TOKEN: 't-for-copilot' });
    expect(JSON.stringify(args)).not.toContain('t-for-copilot');
    expect(Object.keys(env).filter((name) => /^(?:INPUT_|GITHUB_TOKEN)/.test(name))).toEqual([]);
  });

  test('is installed where no program is named, and when that fails the documents say why', async () => {
    const npm = program('npm', `process.stderr.write('npm error code E403'); process.exit(1);`);
    const temp = join(scratch, 'temp');
    mkdirSync(temp);
    const env = { PATH: join(npm, '..'), RUNNER_TEMP: temp };
    const { status, log } = await run('diagnose', { folder: ingested, 'copilot-token': 't-for-copilot' }, env);

    expect(status, log).toBe(0);
    expect(existsSync(join(npm, '../note'))).toBe(true);
    expect(diagnosisIn(ingested).engine).toMatchObject({
      name: 'offline',
      fallback: expect.stringMatching(
        /^copilot \(auto\): Copilot CLI \S+ could not be installed: npm says npm error code E403/,
      ),
    });
    expect(log).toMatch(/^::warning::.*could not be installed/m);
    expect(readdirSync(temp).filter((name) => name.includes('copilot'))).toEqual([]);
  });

  test('is asked by nobody who was not given a token for it', async () => {
    const { log } = await run('diagnose', { folder: ingested });

    expect(log).toContain('Engine: offline, since no model is set up.');
  });
});
