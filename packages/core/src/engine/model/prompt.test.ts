import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { filledPrompt } from './prompt.ts';

const file = readFileSync(new URL('../../../../../prompts/diagnose.prompt.yml', import.meta.url), 'utf8');
const schemas = { DiagnosisReply: z.object({ culprit: z.string() }) };
const slots = { evidence: 'e', open: '<', close: '>', 'failure-modes': 'a, b', 'max-claims': '8' };
const filled = (text: string, variables: Record<string, string> = slots) =>
  filledPrompt({ text: async () => text }, 'diagnose', schemas, variables);

test('fills the slots, and never what was filled in', async () => {
  const prompt = await filled(file, { ...slots, evidence: 'the log says {{open}} and $& and {{nothing}}' });

  expect(prompt.user).toContain('<\nthe log says {{open}} and $& and {{nothing}}\n>');
  expect(prompt).toMatchObject({ temperature: 0, maxOutputTokens: 4000, schema: { name: 'DiagnosisReply' } });
});

test.each([
  ['a slot that nobody fills', file.replace('{{evidence}}', '{{evidence}} {{weather}}'), 'nobody fills weather'],
  ['a slot that it lacks', file.replaceAll('{{evidence}}', ''), 'it lacks evidence'],
  ['a schema that is not there', file.replace('schema: DiagnosisReply', 'schema: Other'), 'names the schema Other'],
  ['another name', file.replace('name: diagnose', 'name: repair'), 'calls itself repair'],
  ['a message too few', file.replace(/ {2}- role: user[\s\S]*?(?=responseFormat)/, ''), 'messages'],
  ['a field that nobody reads', `${file}\nmodel: other`, 'model'],
  ['no YAML', '{', 'it is no YAML'],
])('refuses a prompt with %s', async (_, text, why) => {
  await expect(filled(text)).rejects.toMatchObject({ code: 'PROMPT_INVALID', message: expect.stringContaining(why) });
});
