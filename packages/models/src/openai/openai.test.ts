import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SreError } from '@sre-aiops/core';
import { type ModelAnswer, type ModelServer, startModelServer } from '@sre-aiops/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type OpenaiSettings, openaiModel } from './index.ts';

const prompt = {
  system: 'Be brief.',
  user: 'What broke?',
  schema: { name: 'Reply', json: { type: 'object', properties: {}, required: [], additionalProperties: false } },
  temperature: 0,
  maxOutputTokens: 200,
};

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function asking(
  script: ModelAnswer | ((body: Record<string, unknown>, index: number) => ModelAnswer),
  settings: Partial<OpenaiSettings> = {},
) {
  server = await startModelServer(({ body }, index) => (typeof script === 'function' ? script(body, index) : script));
  const model = openaiModel({ baseUrl: server.url, model: 'small-1', apiKey: 'key-of-ours', ...settings });
  return { model, server };
}

async function failure(
  script: ModelAnswer | ((body: Record<string, unknown>, index: number) => ModelAnswer),
  settings: Partial<OpenaiSettings> = {},
): Promise<SreError> {
  const { model } = await asking(script, { retries: 0, ...settings });
  const error = await model.complete(prompt).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SreError);
  expect((error as SreError).remedy).not.toBe('');
  return error as SreError;
}

/** A server that refuses what the words name. */
const refusing =
  (...words: readonly string[]) =>
  (body: Record<string, unknown>): ModelAnswer => {
    const word = words.find((one) => JSON.stringify(body).includes(`"${one}"`));
    return word ? { status: 400, error: `${word} is not supported` } : { text: '{"a":1}' };
  };

describe('openaiModel', () => {
  test('asks with the schema, streamed, and counts what the server counts', async () => {
    const { model, server: asked } = await asking({ text: '{"a":"ü"}' });

    expect(await model.complete(prompt)).toEqual({
      text: '{"a":"ü"}',
      cut: false,
      usage: { inputTokens: 1200, outputTokens: 80 },
    });
    expect(asked.asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer key-of-ours' },
      body: {
        model: 'small-1',
        stream: true,
        temperature: 0,
        max_tokens: 200,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'Reply', strict: true, schema: prompt.schema.json },
        },
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'What broke?' },
        ],
      },
    });
  });

  test('reads a whole answer where it asked for a stream', async () => {
    const { model } = await asking({ text: '{"a":1}', whole: true });

    expect(await model.complete(prompt)).toMatchObject({ text: '{"a":1}', usage: { inputTokens: 1200 } });
  });

  test.each([
    [['json_schema'], { response_format: { type: 'json_object', schema: prompt.schema.json } }],
    [['json_schema', 'schema'], { response_format: { type: 'json_object' } }],
    [['response_format'], { stream: true }],
    [['temperature', 'max_tokens'], { max_completion_tokens: 200 }],
    [['stream_options'], { stream: true }],
    [['stream', 'max_tokens', 'max_completion_tokens', 'temperature', 'response_format'], { model: 'small-1' }],
  ])('asks again without %s, and remembers it', async (words, body) => {
    const { model, server: asked } = await asking(refusing(...words));

    expect((await model.complete(prompt)).text).toBe('{"a":1}');
    const tries = asked.asked.length;
    expect((await model.complete(prompt)).text).toBe('{"a":1}');
    expect(asked.asked).toHaveLength(tries + 1);
    expect(tries).toBeGreaterThan(1);
    expect(asked.asked.at(-1)?.body).toMatchObject(body);
    for (const word of words) expect(JSON.stringify(asked.asked.at(-1)?.body)).not.toContain(`"${word}"`);
  });

  test('asks llama-cpp-python in its own form, which answers 500 to what it does not know', async () => {
    // As its server of version 0.3.36 says it.
    const said =
      "1 validation error:\n  {'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}";
    const { model, server: asked } = await asking(
      (body) => (JSON.stringify(body).includes('json_schema') ? { status: 500, error: said } : { text: '{"a":1}' }),
      { retries: 0 },
    );

    expect((await model.complete(prompt)).text).toBe('{"a":1}');
    expect(asked.asked.at(-1)?.body.response_format).toEqual({ type: 'json_object', schema: prompt.schema.json });
    expect((await failure({ status: 500, error: 'out of memory' })).code).toBe('MODEL_UNREACHABLE');
  });

  test('gives up on a server that refuses everything', async () => {
    const error = await failure({ status: 400, error: 'no. key-of-ours is a bad key' });

    expect(error.code).toBe('MODEL_REFUSED');
    expect(error.message).toContain('[key] is a bad key');
  });

  test('asks Azure at its deployment, with its version and its header', async () => {
    const { model, server: asked } = await asking({ text: '{}' }, { apiVersion: '2026-05-01' });
    const url = asked.url.replace('/v1', '');
    const azure = openaiModel({ baseUrl: url, model: 'our-deployment', apiKey: 'k', apiVersion: '2026-05-01' });
    await azure.complete(prompt);

    expect(model.id).toBe('small-1');
    expect(asked.asked[0]).toMatchObject({
      path: '/openai/deployments/our-deployment/chat/completions?api-version=2026-05-01',
      headers: { 'api-key': 'k' },
    });
  });

  test('says when the limit ended the reply', async () => {
    const { model } = await asking({ text: '{"a":', finish: 'length' });

    expect(await model.complete(prompt)).toMatchObject({ text: '{"a":', cut: true });
  });

  test('leaves the count to others when the server does not count', async () => {
    const { model } = await asking({ text: '{}', usage: false });

    expect((await model.complete(prompt)).usage).toEqual({});
  });

  test('asks again after a limit and after a failure of the server', async () => {
    const headers = { 'retry-after-ms': '1' };
    const { model, server: asked } = await asking((_, index) =>
      index < 2 ? { status: index === 0 ? 429 : 503, error: 'busy', headers } : { text: '{}' },
    );

    expect((await model.complete(prompt)).text).toBe('{}');
    expect(asked.asked).toHaveLength(3);
  });

  test.each<[string, ModelAnswer, string, RegExp]>([
    ['a limit', { status: 429, error: 'slow down' }, 'MODEL_LIMIT_REACHED', /429: .*slow down/],
    ['a spent budget', { status: 429, error: 'quota', code: 'insufficient_quota' }, 'MODEL_LIMIT_REACHED', /quota/],
    ['a wrong key', { status: 401, error: 'wrong key' }, 'MODEL_REFUSED', /401/],
    ['a forbidden model', { status: 403, error: 'not yours' }, 'MODEL_REFUSED', /403/],
    ['a model that is not there', { status: 404, error: 'no such model' }, 'MODEL_REFUSED', /404/],
    ['a broken server', { status: 500, error: 'oops' }, 'MODEL_UNREACHABLE', /500/],
    ['a connection closed at once', { hangsUp: 'at once' }, 'MODEL_UNREACHABLE', /broke the connection off/],
    ['a connection closed in the middle', { hangsUp: 'in the middle' }, 'MODEL_UNREACHABLE', /broke|in the middle/],
    ['a reply of 5 MB', { text: 'x'.repeat(5_000_000) }, 'MODEL_REPLY_INVALID', /more than 2000000 bytes/],
    ['a whole reply of 5 MB', { text: 'x'.repeat(5_000_000), whole: true }, 'MODEL_REPLY_INVALID', /more than/],
    ['a refusal', { refusal: 'I cannot help with that.' }, 'MODEL_REPLY_INVALID', /declined to answer: I cannot/],
    ['a filter', { text: '', finish: 'content_filter' }, 'MODEL_REPLY_INVALID', /content filter/],
  ])('tells %s apart', async (_, answer, code, message) => {
    const error = await failure(answer);

    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('follows no redirect, with the key and the evidence', async () => {
    const other = await startModelServer(() => ({ text: '{}' }));
    const error = await failure({
      status: 307,
      error: 'over there',
      headers: { location: `${other.url}/chat/completions` },
    });
    await other.close();

    expect(error).toMatchObject({
      code: 'MODEL_REFUSED',
      remedy: expect.stringContaining('redirects are not followed'),
    });
    expect(other.asked).toEqual([]);
  });

  test('gives up on a server that drips, and on one that falls silent', async () => {
    const dripping = await failure({ drips: true }, { timeoutMs: 2_000 });
    await server?.close();
    const silent = await failure({ fallsSilent: true }, { silentMs: 100 });

    expect(dripping).toMatchObject({ code: 'MODEL_TIMED_OUT' });
    expect(dripping.message).toMatch(/still answering after 2 s, \d+ characters in/);
    expect(silent.message).toMatch(/sent nothing for 0.1 s/);
  });

  test('waits no longer than it is told, with all that a server refuses before it answers', async () => {
    const slow = createServer((request, response) => {
      request.resume();
      setTimeout(() => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'response_format' } }));
      }, 400);
    });
    await new Promise<void>((ready) => slow.listen(0, '127.0.0.1', ready));
    const baseUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/v1`;
    const began = Date.now();
    const error = await openaiModel({ baseUrl, model: 'slow', retries: 0 })
      .complete({ ...prompt, withinMs: 600 })
      .catch((thrown: unknown) => thrown);
    slow.close();
    slow.closeAllConnections();

    expect(error).toMatchObject({
      code: 'MODEL_TIMED_OUT',
      message: expect.stringContaining('did not answer within 0.6 s'),
    });
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  test('tells a server that is not there, and an address that is none', async () => {
    const gone = await startModelServer(() => ({ text: '' }));
    await gone.close();
    const model = openaiModel({ baseUrl: gone.url, model: 'm', retries: 0 });

    await expect(model.complete(prompt)).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: /refused the conn/,
    });
    expect(() => openaiModel({ baseUrl: 'file:///etc', model: 'm' })).toThrow(/no http or https address/);
  });
});
