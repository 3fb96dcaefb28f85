import type { z } from 'zod';

/** Characters of a reply that are looked at; a longer one is refused. */
export const maxReply = 256_000;
/** Places at which an object may begin that are tried. */
const maxStarts = 200;

/** What was found in a reply, or one sentence why nothing was. */
export type ParsedReply<T> = { readonly value: T } | { readonly refused: string };

/**
 * The one object of a schema in a model's reply, whatever stands around it: prose, fences, reasoning. A reply with two
 * different objects that both fit is refused, for nobody knows which one is meant.
 */
export function parseReply<T>(text: string, schema: z.ZodType<T>): ParsedReply<T> {
  if (text.trim() === '') return { refused: 'it is empty' };
  if (text.length > maxReply) return { refused: `it has ${text.length} characters, more than ${maxReply}` };
  const objects = objectsIn(text);
  if (objects.length === 0) return { refused: 'it holds no whole JSON object' };
  const read = objects.map((value) => schema.safeParse(value));
  const fitting = new Map(
    read.flatMap(({ data }) => (data === undefined ? [] : [[JSON.stringify(data), data] as const])),
  );
  const [value] = fitting.values();
  if (fitting.size > 1) return { refused: 'it holds more than one answer' };
  if (value !== undefined) return { value };
  const issue = read[0]?.error?.issues[0];
  return { refused: `${issue?.path.join('.') || 'the object'}: ${issue?.message ?? 'does not fit'}` };
}

/** The outermost JSON objects of a text, in order. */
function objectsIn(text: string): unknown[] {
  const objects: unknown[] = [];
  let from = text.indexOf('{');
  for (let tried = 0; from >= 0 && tried < maxStarts; tried++) {
    const end = endOfObject(text, from);
    const value = end === undefined ? undefined : parsed(text.slice(from, end));
    if (value !== undefined) objects.push(value);
    from = text.indexOf('{', value === undefined ? from + 1 : end);
  }
  return objects;
}

/** Where the object that begins at a brace ends; `undefined` when it does not. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
