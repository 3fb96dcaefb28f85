import type { Plan } from '../types.ts';

/** A migration before it has a version. SQL keywords are in lower case and statements have no semicolon. */
export interface Draft {
  /** Words of the file name. */
  readonly description: string;
  readonly title: string;
  readonly summary: string;
  /** Header comment, one line each. */
  readonly why: readonly string[];
  readonly sql: readonly string[];
  readonly risk: Plan['risk'];
  readonly rollback: string;
  readonly verification: readonly string[];
}

/** A migration as text, or one sentence why none can be written. */
export type Drafted = Draft | { readonly declined: string };

const keywords =
  /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\b(?:create|alter|table|drop|add|column|rename|to|constraint|set|not|null|default|type|update|primary|key|modify|varchar|numeric|bigint|integer|smallint|boolean|timestamp|timestamptz|text|date|references|where|is|generated|by|as|identity)\b/g;

/** SQL in the case the repository writes it. */
export function inCase(sql: string, upper: boolean): string {
  return upper ? sql.replaceAll(keywords, (word) => (/^['"`]/.test(word) ? word : word.toUpperCase())) : sql;
}
