import { type LanguageModel, type ModelReply, type Prompt, SreError } from '@sre-aiops/core';
import type OpenAI from 'openai';
import { type Answer, answerIn } from './answer.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { type Asked, refusedBy, timedOut, unreachable } from './failures.ts';
import { allFeatures, type Features, type OpenaiSettings, withoutRefused } from './settings.ts';

export type { OpenaiSettings } from './settings.ts';

/** Refusals of single features before a request is given up. */
const maxSteps = 8;
/** What each server of this process was found to take, by address and model. */
const known = new Map<string, Features>();

/**
 * Any server that speaks OpenAI's chat completions: OpenAI, Azure, Ollama, vLLM, llama.cpp. It is asked for a reply of the
 * prompt's schema, else for JSON, else for text, whatever it takes; what a server refuses it is not asked for again.
 *
 * The SDK is loaded with the first request.
 */
export function openaiModel(settings: OpenaiSettings): LanguageModel {
  const { model, baseUrl } = settings;
  const asked: Asked = { server: hostOf(baseUrl), model, apiKey: settings.apiKey };
  return {
    provider: 'openai',
    id: model,
    async complete(prompt) {
      const sdk = await import('openai');
      const client = clientOf(sdk, settings, asked.server);
      const withinMs = Math.min(settings.timeoutMs ?? 120_000, prompt.withinMs ?? Number.POSITIVE_INFINITY);
      const patience = { withinMs, until: Date.now() + withinMs };
      const key = `${baseUrl} ${settings.apiVersion ?? ''} ${model}`;
      let features = known.get(key) ?? allFeatures;
      for (let step = 0; ; step++) {
        try {
          const reply = await completed(client, requestOf(prompt, model, features), patience, asked);
          known.set(key, features);
          return reply;
        } catch (error) {
          const simpler =
            step < maxSteps && isRefusal(error, sdk) ? withoutRefused(features, error.message) : undefined;
          if (!simpler) throw failureOf(error, sdk, asked);
          features = simpler;
        }
      }
    },
  };
}

function hostOf(baseUrl: string): string {
  if (URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol)) return new URL(baseUrl).host;
  throw new SreError(
    'OPTION_INVALID',
    'The address of the model server is no http or https address.',
    'Correct SRE_AIOPS_MODEL_URL, such as http://localhost:11434/v1.',
  );
}

type Sdk = typeof import('openai');

function clientOf(sdk: Sdk, settings: OpenaiSettings, server: string): OpenAI {
  const { baseUrl, model, apiKey = 'none', apiVersion, timeoutMs = 120_000, silentMs = 60_000, retries = 2 } = settings;
  // Ours is the limit for the whole; that of the SDK would begin anew with each attempt.
  const options = { apiKey, timeout: 2 * timeoutMs, maxRetries: retries, fetch: boundedFetch({ silentMs, server }) };
  if (apiVersion === undefined)
    return new sdk.OpenAI({ ...options, baseURL: baseUrl, organization: null, project: null });
  return new sdk.AzureOpenAI({ ...options, endpoint: baseUrl, apiVersion, deployment: model });
}

function requestOf(prompt: Prompt, model: string, features: Features): OpenAI.ChatCompletionCreateParams {
  const { system, user, schema, temperature, maxOutputTokens } = prompt;
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    ...(schema ? formOf(schema, features.format) : {}),
    ...(features.temperature && temperature !== undefined ? { temperature } : {}),
    ...(features.limit !== 'none' && maxOutputTokens !== undefined ? { [features.limit]: maxOutputTokens } : {}),
    ...(features.stream ? { stream: true } : {}),
    ...(features.stream && features.usage ? { stream_options: { include_usage: true } } : {}),
  };
}

function formOf({ name, json }: NonNullable<Prompt['schema']>, format: Features['format']) {
  switch (format) {
    case 'json_schema':
      return { response_format: { type: format, json_schema: { name, strict: true, schema: json } } };
    case 'object_schema':
      return { response_format: { type: 'json_object' as const, schema: json } };
    case 'json_object':
      return { response_format: { type: format } };
    case 'plain':
      return {};
  }
}

/** How long an answer may take, with all that the server refuses before it. */
interface Patience {
  readonly withinMs: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

async function completed(
  client: OpenAI,
  request: OpenAI.ChatCompletionCreateParams,
  { withinMs, until }: Patience,
  asked: Asked,
): Promise<ModelReply> {
  const controller = new AbortController();
  const answer: Answer = { text: '', refusal: '', ended: undefined, usage: {} };
  // Not the controller's own state: a stream that breaks aborts it as well.
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, until - Date.now());
  try {
    const response = await client.chat.completions.create(request, { signal: controller.signal }).asResponse();
    await answerIn(response, controller, answer);
  } catch (error) {
    if (isLate) throw timedOut(asked, withinMs, answer.text.length);
    throw error;
  } finally {
    clearTimeout(timer);
  }
  if (answer.refusal !== '' || answer.ended === 'content_filter') throw declined(answer, asked);
  return { text: answer.text, cut: answer.ended === 'length', usage: answer.usage };
}

function declined({ refusal }: Answer, { model }: Asked): SreError {
  return new SreError(
    'MODEL_REPLY_INVALID',
    `The model ${model} declined to answer${refusal ? `: ${refusal.slice(0, 200)}` : ', or a content filter did'}.`,
    'Choose another model.',
  );
}

/** Whether the server did not like the form of the request; llama-cpp-python answers 500 to what it does not know. */
function isRefusal(error: unknown, sdk: Sdk): error is InstanceType<Sdk['APIError']> {
  if (!(error instanceof sdk.APIError)) return false;
  const { status, message } = error;
  return status === 400 || status === 422 || status === 501 || (status === 500 && /validation error/.test(message));
}

function failureOf(error: unknown, sdk: Sdk, asked: Asked): SreError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof SreError) return at;
  if (error instanceof sdk.APIError && !(error instanceof sdk.APIConnectionError)) return refusedBy(error, asked);
  return unreachable(error, asked);
}
