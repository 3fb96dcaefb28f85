import { expect, test } from 'vitest';
import { z } from 'zod';
import { scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { EngineUsed } from '../../incident/index.ts';
import type { ModelUsage } from '../../ports/index.ts';
import { converse } from './conversation.ts';

const prompts = { text: async () => '' };
const Reply = z.object({ a: z.number() });
const prompt = { system: 'Be brief.', user: 'What broke?', schema: { name: 'Reply', json: {} } };

test.each([
  [{ inputTokens: -1_000_000, outputTokens: -5 }],
  [{ inputTokens: 12.5, outputTokens: 3 }],
  [{ inputTokens: 1e300, outputTokens: 1 }],
  [{ inputTokens: Number.NaN, outputTokens: 1 }],
] satisfies [ModelUsage][])('counts itself where a provider tells %j, which is no number of tokens', async (usage) => {
  const { model } = scriptedModel({ Reply: [{ text: '{"a":1}', cut: false, usage }] });
  const conversation = await converse({ model, prompts });
  await conversation.ask(prompt, Reply);

  const used = EngineUsed.parse(conversation.used());
  expect(used.usage).toMatchObject({ requests: 1, countedBy: 'us' });
  expect(used.usage?.inputTokens).toBeGreaterThan(0);
});
