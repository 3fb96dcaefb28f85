import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Scripted, scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { SreError } from '../../errors/sre-error.ts';
import { EngineUsed } from '../../incident/index.ts';
import type { LanguageModel, ModelUsage } from '../../ports/index.ts';
import { converse, inVain } from './conversation.ts';

const prompts = { text: async () => '' };
const Reply = z.object({ a: z.number() });
const prompt = { system: 'Be brief.', user: 'What broke?', schema: { name: 'Reply', json: {} } };

test.each([
  [{ inputTokens: -1_000_000, outputTokens: -5 }],
  [{ inputTokens: 0, outputTokens: 0 }],
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
  expect(used.usage?.outputTokens).toBeGreaterThan(0);
});

test.each([
  ['MODEL_TIMED_OUT', true],
  ['MODEL_REPLY_INVALID', true],
  ['MODEL_UNREACHABLE', false],
  ['MODEL_REFUSED', false],
] as const)('after %s the prompt counts as sent: %s', async (code, counts) => {
  const { model } = scriptedModel({ Reply: [new SreError(code, 'It failed.', 'See why.')] });
  const conversation = await converse({ model, prompts });
  await expect(conversation.ask(prompt, Reply)).rejects.toThrow('It failed');

  const { usage } = EngineUsed.parse(conversation.instead('it failed'));
  expect(usage?.requests).toBe(1);
  expect((usage?.inputTokens ?? 0) > 0).toBe(counts);
});

test('what the policy takes out stands in no reason, either', async () => {
  const { model } = scriptedModel({});
  const conversation = await converse({ model, prompts, redaction: { patterns: { till: 'till-\\d+' } } });

  expect(conversation.instead('a check fails at till-17').fallback).toBe('openai (small-1): a check fails at [till-1]');
});

describe('the time that an incident waits for a model', () => {
  /** A clock that goes on by so many seconds whenever a model is asked. */
  function waiting(seconds: number, answer: Scripted) {
    let now = Date.parse('2026-03-04T10:00:00Z');
    const { model, asked } = scriptedModel({ Reply: [answer] });
    const slow: LanguageModel = {
      ...model,
      async complete(one) {
        now += seconds * 1000;
        return model.complete(one);
      },
    };
    return { asked, deps: { model: slow, prompts, clock: { now: () => new Date(now).toISOString() } } };
  }

  test('is counted, handed on, and has an end', async () => {
    const { asked, deps } = waiting(200, '{"a":1}');
    const before = { requests: 1, inputTokens: 1, outputTokens: 1, waitedMs: 50_000, countedBy: 'us' as const };
    const conversation = await converse(deps, [before]);
    for (let n = 0; n < 3; n++) await conversation.ask(prompt, Reply);

    expect(asked.map(({ withinMs }) => withinMs)).toEqual([550_000, 350_000, 150_000]);
    expect(conversation.used().usage).toMatchObject({ requests: 3, waitedMs: 600_000 });
    await expect(conversation.ask(prompt, Reply)).rejects.toMatchObject({
      code: 'MODEL_LIMIT_REACHED',
      message: expect.stringContaining('650 of 600 s waited'),
    });
    expect(asked).toHaveLength(3);
  });

  test('counts when nothing comes, and then nobody waits in vain again', async () => {
    const { deps } = waiting(24, new SreError('MODEL_UNREACHABLE', 'Nobody is there.', 'See why.'));
    const conversation = await converse(deps);
    await expect(conversation.ask(prompt, Reply)).rejects.toThrow('Nobody is there');

    const { usage } = EngineUsed.parse(conversation.instead('nobody is there'));
    expect(usage).toMatchObject({ requests: 1, waitedMs: 24_000 });
    expect(inVain([undefined, usage])).toContain('said nothing in 24 s');
    expect(inVain([undefined])).toBeUndefined();
  });

  test.each([
    ['it failed at once', 2, new Error('no key')],
    ['it answered, if slowly', 100, 'I like turtles.'],
  ])('is no reason not to ask again where %s', async (_, seconds, answer) => {
    const { deps } = waiting(seconds, answer);
    const conversation = await converse(deps);
    await conversation.ask(prompt, Reply).catch(() => {});

    expect(inVain([conversation.used().usage])).toBeUndefined();
  });
});
