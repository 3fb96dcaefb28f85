import { SreError } from '@sre-aiops/core';
import { z } from 'zod';

/** What has come of an answer so far. */
export interface Answer {
  text: string;
  /** What the model says instead of an answer. */
  refusal: string;
  /** `stop`, `length`, `content_filter` and others; `undefined` until it is told. */
  ended: string | undefined;
  usage: { inputTokens?: number; outputTokens?: number };
}

const Part = z.object({ content: z.string().nullish(), refusal: z.string().nullish() });
/** A whole answer, or a piece of one; servers differ in the rest. */
const Piece = z.object({
  choices: z
    .array(z.object({ message: Part.nullish(), delta: Part.nullish(), finish_reason: z.string().nullish() }))
    .nullish(),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/**
 * Reads an answer into what has come so far, streamed or whole, whatever was asked for.
 *
 * @throws {SreError} `MODEL_REPLY_INVALID` when it is neither, `MODEL_UNREACHABLE` when a stream ends before it is told to.
 */
export async function answerIn(response: Response, controller: AbortController, answer: Answer): Promise<void> {
  const isStream = response.headers.get('content-type')?.includes('event-stream') ?? false;
  if (!isStream) return add(parsed(await response.text()), answer);
  const { Stream } = await import('openai/streaming');
  for await (const piece of Stream.fromSSEResponse<unknown>(response, controller)) add(piece, answer);
  if (answer.ended !== undefined) return;
  throw new SreError(
    'MODEL_UNREACHABLE',
    `The model server ended its answer in the middle, ${answer.text.length} characters in.`,
    'See the log of the server, and run it again.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnAnswer();
  }
}

function add(given: unknown, answer: Answer): void {
  const read = Piece.safeParse(given);
  if (!read.success) throw notAnAnswer();
  const { choices, usage } = read.data;
  const [choice] = choices ?? [];
  const part = choice?.delta ?? choice?.message;
  answer.text += part?.content ?? '';
  answer.refusal += part?.refusal ?? '';
  if (choice?.finish_reason) answer.ended = choice.finish_reason;
  if (typeof usage?.prompt_tokens === 'number') answer.usage.inputTokens = usage.prompt_tokens;
  if (typeof usage?.completion_tokens === 'number') answer.usage.outputTokens = usage.completion_tokens;
}

function notAnAnswer(): SreError {
  return new SreError(
    'MODEL_REPLY_INVALID',
    'The server answered with something that is no chat completion.',
    'See that SRE_AIOPS_MODEL_URL names the version of its OpenAI-compatible interface (…/v1).',
  );
}
