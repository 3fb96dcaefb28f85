import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModel, ModelReply, Prompt } from '@sre-aiops/core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../terminal.ts';
import { withReplyCache } from './reply-cache.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-reply-cache-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const prompt: Prompt = { system: 'Be brief.', user: 'What broke?', temperature: 0 };
const answer: ModelReply = { text: '{"culprit":"C1"}', cut: false, usage: { inputTokens: 7 } };
let folder: string;
let asked: Prompt[];
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'incident-'));
  asked = [];
});

/** A process that asks a model which answers as told. */
function model(reply: ModelReply = answer, id = 'small-1', lines: string[] = []): LanguageModel {
  const asking: LanguageModel = {
    provider: 'openai',
    id,
    async complete(one) {
      asked.push(one);
      return reply;
    },
  };
  const tell = (line: string) => lines.push(line);
  return withReplyCache(asking, { folder, log: { ...silentLog, info: tell, warning: tell } });
}

const files = () => readdirSync(join(folder, 'model'));

test('a question is asked once, and its reply is the same in another process', async () => {
  const lines: string[] = [];

  expect(await model().complete(prompt)).toEqual(answer);
  expect(await model(answer, 'small-1', lines).complete(prompt)).toEqual(answer);
  expect(asked).toEqual([prompt]);
  expect(lines).toEqual([expect.stringMatching(/^The model was asked this before: .*model\/[0-9a-f]{64}\.json\.$/)]);
});

test.each<[string, Prompt, string]>([
  ['system', { ...prompt, system: 'Be long.' }, 'small-1'],
  ['user', { ...prompt, user: 'Who broke it?' }, 'small-1'],
  ['temperature', { ...prompt, temperature: 1 }, 'small-1'],
  ['limit', { ...prompt, maxOutputTokens: 10 }, 'small-1'],
  ['schema', { ...prompt, schema: { name: 'A', json: {} } }, 'small-1'],
  ['model', prompt, 'small-2'],
])('another %s is another question', async (_, other, id) => {
  await model().complete(prompt);
  await model(answer, id).complete(other);

  expect(asked).toHaveLength(2);
  expect(files()).toHaveLength(2);
});

test.each<[string, Prompt, string, boolean?]>([
  ['that was cut off', prompt, '{"culprit":', true],
  ['without the object that was asked for', { ...prompt, schema: { name: 'A', json: {} } }, 'I like turtles.'],
  ['with a secret in the reply', prompt, 'The key is AKIAIOSFODNN7EXAMPLE.'],
  ['with a secret in the question', { ...prompt, user: 'Ask jane.doe@customer.example' }, 'no'],
  ['of half a megabyte', prompt, 'x '.repeat(300_000)],
])('an exchange %s is given on as it is, and not kept', async (_, question, text, cut = false) => {
  const reply = { ...answer, text, cut };

  expect(await model(reply).complete(question)).toEqual(reply);
  expect(readdirSync(folder)).toEqual([]);
});

test('what is no exchange counts as none: it is asked again, and no link is followed', async () => {
  await model().complete(prompt);
  const [name = ''] = files();
  const file = join(folder, 'model', name);
  const whole = readFileSync(file, 'utf8');
  for (const text of ['', '{', '[]', whole.replace('"cut": false', '"cut": "no"'), 'x'.repeat(600_000)]) {
    writeFileSync(file, text);
    expect(await model().complete(prompt)).toEqual(answer);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  }
  const elsewhere = join(folder, 'elsewhere.json');
  writeFileSync(elsewhere, whole.replace('C1', 'C2'));
  rmSync(file);
  symlinkSync(elsewhere, file);
  expect(await model().complete(prompt)).toEqual(answer);
  expect(asked).toHaveLength(7);
});

test('no more than 64 exchanges are kept, and one that cannot be written costs no answer', async () => {
  for (let n = 0; n < 70; n++) await model().complete({ ...prompt, user: String(n) });
  expect(files()).toHaveLength(64);

  rmSync(join(folder, 'model'), { recursive: true });
  writeFileSync(join(folder, 'model'), 'a file in the place of the folder');
  const lines: string[] = [];
  expect(await model(answer, 'small-1', lines).complete(prompt)).toEqual(answer);
  expect(lines).toEqual([expect.stringContaining('The reply of the model is not kept.')]);
});
