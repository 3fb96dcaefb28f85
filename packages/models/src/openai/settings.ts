/** Where a server is, what it is asked for, and how long it may take. */
export interface OpenaiSettings {
  /** Up to and including the version, such as `http://localhost:11434/v1`; of Azure the resource, such as `https://name.openai.azure.com`. */
  readonly baseUrl: string;
  /** Model, or deployment of Azure. */
  readonly model: string;
  /** Absent for a server that asks for none. */
  readonly apiKey?: string | undefined;
  /** Azure's `api-version`; makes the address that of a deployment. */
  readonly apiVersion?: string | undefined;
  /** Milliseconds before the whole answer is given up; two minutes unless told. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds in which nothing comes before the answer is given up; one minute unless told. */
  readonly silentMs?: number | undefined;
  /** Times a request is repeated after a limit, a failure of the server or a broken connection; 2 unless told. */
  readonly retries?: number | undefined;
}

const formats = ['json_schema', 'object_schema', 'json_object', 'plain'] as const;

/** What a server is asked for, best first; each step is left once it was refused. */
export interface Features {
  /** `object_schema` is how llama-cpp-python takes a schema, beside `json_object`. */
  readonly format: (typeof formats)[number];
  /** Servers that do not know `max_completion_tokens` ignore it, while OpenAI says when it wants no `max_tokens`. */
  readonly limit: 'max_tokens' | 'max_completion_tokens' | 'none';
  readonly temperature: boolean;
  readonly usage: boolean;
  readonly stream: boolean;
}

/** What every server is asked for first. */
export const allFeatures: Features = {
  format: 'json_schema',
  limit: 'max_tokens',
  temperature: true,
  usage: true,
  stream: true,
};

/**
 * What to ask for after a refusal: without what the message names, or else with the next simpler form of reply.
 *
 * @returns `undefined` when there is nothing left to give up.
 */
export function withoutRefused(features: Features, message: string): Features | undefined {
  if (features.temperature && /temperature/i.test(message)) return { ...features, temperature: false };
  if (features.usage && /stream_options|include_usage/i.test(message)) return { ...features, usage: false };
  if (features.limit !== 'none' && /max_(?:completion_)?tokens/i.test(message))
    return { ...features, limit: features.limit === 'max_tokens' ? 'max_completion_tokens' : 'none' };
  if (features.stream && /\bstream(?:ing)?\b/i.test(message)) return { ...features, stream: false, usage: false };
  const simpler = formats[formats.indexOf(features.format) + 1];
  return simpler && { ...features, format: simpler };
}
