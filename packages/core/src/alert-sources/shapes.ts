import { z } from 'zod';

/** A field that senders write as text, number or nothing: trimmed text, or `undefined` when it is blank. */
export const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value == null ? undefined : String(value).trim() || undefined));

/** An instant as a sender writes it; `instantOf` reads it. */
export const instant = z.union([z.string(), z.number()]).nullish();

/** A list; nothing is an empty one. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** Names and values of any kind; nothing is an empty one. */
export const record = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((entries) => entries ?? {});

/** True for objects that are no arrays. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a payload is an object that has all of the names. */
export function has(payload: unknown, ...names: readonly string[]): payload is Record<string, unknown> {
  return isRecord(payload) && names.every((name) => Object.hasOwn(payload, name));
}

/** An object that travels as text inside another; other values as they are. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{/.test(value) || value.length > 1_000_000) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
