import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRedactor, type LanguageModel, type Log, type ModelReply, type Prompt, SreError } from '@sre-aiops/core';
import { z } from 'zod';
import { readArrived } from '../arrived-file.ts';
import { writeWhole } from '../local/incident-folder.ts';

/** Bytes of one exchange, and exchanges of one incident, that are kept. */
const maxBytes = 512 * 1024;
const maxExchanges = 64;

const Tokens = z.number().int().nonnegative().optional();
/** One request to a model and its reply, as it lies in `model/<hash>.json` of the incident's folder. */
const Exchange = z.object({
  schemaVersion: z.literal(1),
  provider: z.string(),
  model: z.string(),
  system: z.string(),
  user: z.string(),
  reply: z.object({
    text: z.string(),
    cut: z.boolean(),
    usage: z.object({ inputTokens: Tokens, outputTokens: Tokens }),
  }),
});

/** Where replies are kept, and who is told of it. */
export interface ReplyCacheOptions {
  /** The incident's. */
  readonly folder: string;
  readonly log: Log;
}

/**
 * A model that is asked the same question once: the reply lies in the incident's folder, under a hash of model and prompt. It is
 * no more trusted for that than one that has just come. What redaction would change is not kept, nor what is too large, nor what is
 * no answer: the next run may have one.
 */
export function withReplyCache(model: LanguageModel, { folder, log }: ReplyCacheOptions): LanguageModel {
  const place = join(folder, 'model');
  return {
    ...model,
    async complete(prompt) {
      const name = `${keyOf(model, prompt)}.json`;
      const kept = await replyIn(join(place, name));
      if (kept) {
        log.info(`The model was asked this before: its reply is that of model/${name}.`);
        return kept;
      }
      const reply = await model.complete(prompt);
      await keep(join(place, name), model, prompt, reply).catch((error: unknown) => {
        if (!(error instanceof SreError)) throw error;
        log.warning(`The reply of the model is not kept. ${error.message}`);
      });
      return reply;
    },
  };
}

function keyOf({ provider, id }: LanguageModel, prompt: Prompt): string {
  const { system, user, schema, temperature, maxOutputTokens } = prompt;
  const asked = [provider, id, system, user, schema?.name, schema?.json, temperature, maxOutputTokens];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** The reply of a file; `undefined` where there is none that can be read. */
async function replyIn(file: string): Promise<ModelReply | undefined> {
  const unusable = (why: string) => new SreError('FILE_UNREADABLE', `${file}: ${why}.`, 'It is asked again.');
  try {
    const { text, cut, usage } = Exchange.parse(JSON.parse(await readArrived(file, maxBytes, unusable))).reply;
    const { inputTokens, outputTokens } = usage;
    return {
      text,
      cut,
      usage: {
        ...(inputTokens === undefined ? {} : { inputTokens }),
        ...(outputTokens === undefined ? {} : { outputTokens }),
      },
    };
  } catch {
    return undefined;
  }
}

async function keep(file: string, { provider, id }: LanguageModel, prompt: Prompt, reply: ModelReply): Promise<void> {
  const { system, user, schema } = prompt;
  const isAnswer = !reply.cut && (schema === undefined || /\{.*\}/s.test(reply.text));
  const said = [system, user, reply.text].join('\n');
  if (!isAnswer || createRedactor().redact(said) !== said) return;
  const exchange: z.input<typeof Exchange> = { schemaVersion: 1, provider, model: id, system, user, reply };
  const text = `${JSON.stringify(exchange, undefined, 2)}\n`;
  const kept = await readdir(dirname(file)).catch(() => []);
  if (Buffer.byteLength(text) <= maxBytes && kept.length < maxExchanges) await writeWhole(file, text);
}
