import { parse } from 'yaml';
import { z } from 'zod';
import { SreError } from '../../errors/sre-error.ts';
import type { Prompt, PromptStore } from '../../ports/index.ts';

/** A file of `prompts/`, in the form that GitHub gave to prompt files; `schema` names the form of the reply. */
const PromptFile = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  modelParameters: z.strictObject({
    temperature: z.number().min(0).max(2).optional(),
    maxCompletionTokens: z.number().int().positive().optional(),
  }),
  messages: z.tuple([
    z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
    z.strictObject({ role: z.literal('user'), content: z.string().min(1) }),
  ]),
  responseFormat: z.literal('json_schema'),
  schema: z.string().regex(/^\w+$/),
});

/** The forms of reply that a prompt may name. */
export type ReplySchemas = Readonly<Record<string, z.ZodType>>;

/**
 * A prompt of the store with its slots filled. What fills a slot is never searched for slots again.
 *
 * @throws {SreError} `PROMPT_INVALID` when the file is not a prompt, names a schema that is not there, has a slot that nobody
 *   fills, or lacks one that somebody fills.
 */
export async function filledPrompt(
  store: PromptStore,
  name: string,
  schemas: ReplySchemas,
  variables: Readonly<Record<string, string>>,
): Promise<Prompt> {
  const file = promptIn(await store.text(name), name);
  const schema = schemas[file.schema];
  if (!schema) throw invalid(name, `it names the schema ${file.schema}, which is not there`);
  const [system, user] = file.messages.map(({ content }) => content) as [string, string];
  assertSlots(name, textOf(file), variables);
  const { temperature, maxCompletionTokens } = file.modelParameters;
  return {
    system: fill(system, variables),
    user: fill(user, variables),
    schema: { name: file.schema, json: z.toJSONSchema(schema) as Record<string, unknown> },
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxCompletionTokens === undefined ? {} : { maxOutputTokens: maxCompletionTokens }),
  };
}

/**
 * Refuses a text that cannot take the place of a prompt of ours: it must be a prompt of the same name and schema, with the same
 * slots.
 *
 * @throws {SreError} `PROMPT_INVALID` naming the slot.
 */
export function assertStandsIn(name: string, text: string, ours: string): void {
  const [own, known] = [promptIn(text, name), promptIn(ours, name)];
  if (own.schema !== known.schema) throw invalid(name, `it names the schema ${own.schema}, not ${known.schema}`);
  const slots = Array.from(textOf(known).matchAll(slot), ([, found]) => [found as string, '']);
  assertSlots(name, textOf(own), Object.fromEntries(slots));
}

function textOf({ messages }: z.infer<typeof PromptFile>): string {
  return messages.map(({ content }) => content).join('\n');
}

function promptIn(text: string, name: string): z.infer<typeof PromptFile> {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw invalid(name, `it is no YAML: ${String(cause).split('\n')[0]}`);
  }
  const read = PromptFile.safeParse(value);
  if (read.success && read.data.name === name) return read.data;
  if (read.success) throw invalid(name, `it calls itself ${read.data.name}`);
  const [issue] = read.error.issues;
  throw invalid(name, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

const slot = /\{\{([\w-]+)\}\}/g;

function assertSlots(name: string, text: string, variables: Readonly<Record<string, string>>): void {
  const slots = new Set(Array.from(text.matchAll(slot), ([, found]) => found as string));
  const missing = [...slots].filter((found) => !Object.hasOwn(variables, found));
  const unused = Object.keys(variables).filter((variable) => !slots.has(variable));
  if (missing.length + unused.length === 0) return;
  const told = [
    missing.length > 0 && `nobody fills ${missing.join(', ')}`,
    unused.length > 0 && `it lacks ${unused.join(', ')}`,
  ];
  throw invalid(name, told.filter(Boolean).join('; '));
}

function fill(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(slot, (_, found: string) => variables[found] as string).trim();
}

function invalid(name: string, why: string): SreError {
  return new SreError(
    'PROMPT_INVALID',
    `The prompt ${name} cannot be used: ${why}.`,
    `Correct prompts/${name}.prompt.yml; the one of the release shows the form and the slots.`,
  );
}
