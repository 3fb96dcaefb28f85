import type { z } from 'zod';
import { SreError } from '../../errors/sre-error.ts';
import { type EngineUsed, type ModelUse, totalUsage } from '../../incident/index.ts';
import { o200kCounter, type TokenCounter } from '../../logs/excerpt/tokens.ts';
import { createRedactor, type Redaction } from '../../logs/redact/redactor.ts';
import type { Clock, LanguageModel, ModelReply, Prompt, PromptStore } from '../../ports/index.ts';
import { oneLine } from '../../report/text.ts';
import { type ParsedReply, parseReply } from './reply-text.ts';

/** Who is asked, with which words, and how much. */
export interface ModelDeps {
  readonly model: LanguageModel;
  readonly prompts: PromptStore;
  /** o200k tokens of one prompt, at most; 8,000 unless told. */
  readonly inputTokens?: number | undefined;
  /** o200k tokens of one reply, about; 4,000 unless told. */
  readonly outputTokens?: number | undefined;
  /** What is taken out of files beside secrets and personal data, as it was out of alert and log. */
  readonly redaction?: Redaction | undefined;
  /** By which the waiting is counted; without one it is not, and has no limit of ours. */
  readonly clock?: Clock | undefined;
  /** Milliseconds that one incident may wait for a model, all questions together; ten minutes unless told. */
  readonly waitMs?: number | undefined;
}

/** What one incident may take, all questions and repairs together; whoever asks for more is answered by the embedded engine. */
export const incidentLimits = { requests: 12, inputTokens: 40_000, outputTokens: 16_000, waitMs: 600_000 } as const;

/** Requests about one question, counted, within what is left of the incident's budget. */
export interface Conversation {
  readonly count: TokenCounter;
  /** o200k tokens that one prompt may take. */
  readonly inputTokens: number;
  /**
   * One request. @throws {SreError} what the model throws, and `MODEL_LIMIT_REACHED` before a request that the budget of the
   * incident has no room for.
   */
  ask<T>(prompt: Prompt, schema: z.ZodType<T>): Promise<ParsedReply<T>>;
  /** As {@link Conversation.ask}, and once more when the reply cannot be read. */
  askTwice<T>(prompt: Prompt, schema: z.ZodType<T>): Promise<ParsedReply<T>>;
  /** Who answered and what it took; `undefined` usage before the first request. */
  used(): EngineUsed;
  /** Who answers instead, and why; what it took in vain is told too. */
  instead(why: string): EngineUsed;
  /** Who answers where there is nothing to ask, and why. */
  unasked(why: string): EngineUsed;
}

/**
 * Begins to ask about one question of an incident.
 *
 * @param spent What the documents before this one took.
 */
export async function converse(deps: ModelDeps, spent: readonly (ModelUse | undefined)[] = []): Promise<Conversation> {
  const { model, inputTokens = 8000, outputTokens = 4000, clock, waitMs = incidentLimits.waitMs } = deps;
  const count = await o200kCounter();
  const before = totalUsage(spent);
  let usage: ModelUse = nothing;

  async function ask<T>(prompt: Prompt, schema: z.ZodType<T>): Promise<ParsedReply<T>> {
    const sent = ours(count, `${prompt.system}\n${prompt.user}`);
    const taken = totalUsage([before, usage]);
    assertRoom(taken, sent, waitMs);
    const most = Math.min(
      prompt.maxOutputTokens ?? outputTokens,
      outputTokens,
      incidentLimits.outputTokens - taken.outputTokens,
    );
    // Counted before the answer: a request that failed was sent all the same.
    usage = { ...usage, requests: usage.requests + 1 };
    const limits = { maxOutputTokens: most, ...(clock ? { withinMs: waitMs - (taken.waitedMs ?? 0) } : {}) };
    const {
      text,
      cut,
      usage: told,
    } = await waitedFor(() => model.complete({ ...prompt, ...limits })).catch((error) => {
      if (wasRead(error)) usage = { ...usage, inputTokens: usage.inputTokens + sent, countedBy: 'us' };
      throw error;
    });
    const [input, output] = [countable(told.inputTokens), countable(told.outputTokens, text)];
    usage = {
      ...usage,
      inputTokens: usage.inputTokens + (input ?? sent),
      outputTokens: usage.outputTokens + (output ?? ours(count, text)),
      countedBy: input === undefined || output === undefined ? 'us' : usage.countedBy,
    };
    const parsed = parseReply(text, schema);
    return 'refused' in parsed && cut ? { refused: `${parsed.refused} (it was cut off by its limit)` } : parsed;
  }

  function told(why: string): string {
    return `${model.provider} (${model.id}): ${createRedactor(deps.redaction).redact(oneLine(why)).slice(0, 400)}`;
  }

  async function waitedFor(complete: () => Promise<ModelReply>): Promise<ModelReply> {
    if (!clock) return complete();
    const began = Date.parse(clock.now());
    try {
      return await complete();
    } finally {
      const waited = Math.max(0, Date.parse(clock.now()) - began);
      usage = { ...usage, waitedMs: (usage.waitedMs ?? 0) + waited };
    }
  }

  return {
    count,
    inputTokens,
    ask,
    async askTwice(prompt, schema) {
      const first = await ask(prompt, schema);
      if ('value' in first) return first;
      return ask({ ...prompt, user: `${prompt.user}\n\n${again(first.refused)}` }, schema);
    },
    used: () => ({ name: model.provider, model: model.id, ...(usage.requests > 0 ? { usage } : {}) }),
    instead: (why) => ({ name: 'offline', fallback: told(why), ...(usage.requests > 0 ? { usage } : {}) }),
    unasked: (why) => ({ name: 'offline', unasked: told(why) }),
  };
}

const nothing: ModelUse = totalUsage([]);

/** Room for what a second request says about the first, in tokens. */
export const repairRoom = 150;

/** Milliseconds for which nothing came, after which a model is given up for the questions that follow. */
const vainMs = 10_000;

/**
 * Why a model is not asked again in the same run: at an earlier question it was waited for and said nothing at all, as one that is
 * out of reach; `undefined` where it answered, failed at once, or was not asked.
 */
export function inVain(spent: readonly (ModelUse | undefined)[]): string | undefined {
  const vain = spent.find((use) => use && use.outputTokens === 0 && (use.waitedMs ?? 0) >= vainMs);
  return (
    vain && `it said nothing in ${Math.ceil((vain.waitedMs ?? 0) / 1000)} s at a question before and is not asked again`
  );
}

/** Why a model did not answer, for `engine.fallback`. */
export function whyNot(error: unknown): string {
  return error instanceof SreError ? `${error.message} ${error.remedy}` : `unexpected failure: ${String(error)}`;
}

function assertRoom(
  { requests, inputTokens, outputTokens, waitedMs = 0 }: ModelUse,
  sent: number,
  waitMs: number,
): void {
  const { requests: most, inputTokens: mostIn, outputTokens: mostOut } = incidentLimits;
  if (requests < most && inputTokens + sent <= mostIn && outputTokens < mostOut && waitedMs < waitMs) return;
  throw new SreError(
    'MODEL_LIMIT_REACHED',
    `The incident's budget for a model is spent: ${requests} of ${most} requests, ${inputTokens} of ${mostIn} tokens sent, ${outputTokens} of ${mostOut} answered, ${Math.ceil(waitedMs / 1000)} of ${waitMs / 1000} s waited.`,
    'The embedded engine answers from here on.',
  );
}

function again(refused: string): string {
  return `Your last reply could not be read: ${oneLine(refused).slice(0, 300)}. Reply again with the one JSON object, short enough to be whole, and nothing else.`;
}

/** Whether the prompt of a request that failed has come to the model: it takes tokens, whatever came of it. */
function wasRead(error: unknown): boolean {
  return error instanceof SreError && ['MODEL_TIMED_OUT', 'MODEL_REPLY_INVALID'].includes(error.code);
}

/** A count of tokens that can be one: a server may tell anything, and the budget is not given back by it. */
function countable(told: number | undefined, counted = 'a prompt'): number | undefined {
  if (told === undefined || !Number.isInteger(told) || told < 0 || told > mostTold) return undefined;
  return told === 0 && counted !== '' ? undefined : told;
}

/** More tokens than any model takes. */
const mostTold = 1_000_000_000;

/** A flood is not tokenised, which takes long: four characters make a token, about. */
function ours(count: TokenCounter, text: string): number {
  return text.length > 60_000 ? Math.ceil(text.length / 4) : count(text);
}
