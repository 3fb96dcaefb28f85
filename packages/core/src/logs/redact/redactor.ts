import { type Rule, rules } from './rules.ts';

/** Takes secrets and personal data out of texts, and remembers which name it gave to what. */
export interface Redactor {
  /** The text with pseudonyms (`[email-1]`, `[token-2]`) in place of secrets and personal data. */
  redact(text: string): string;
  /** What was taken out so far: occurrences by kind. */
  counts(): Record<string, number>;
}

const pseudonym = /^\[[a-z-]+-\d+\]?$/;
const digitRun = /\d{4}|\d [A-Z0-9]{4} /;

/**
 * A redactor whose pseudonyms are consistent: the same value gets the same name in every text it is given. Names are
 * numbered by kind in the order of first appearance, so equal texts in equal order redact to equal bytes.
 */
export function createRedactor(): Redactor {
  const names = new Map<string, string>();
  const numbered = new Map<string, number>();
  const counts = new Map<string, number>();

  function nameOf(kind: string, value: string): string {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const key = `${kind} ${value}`;
    const known = names.get(key);
    if (known) return known;
    const number = (numbered.get(kind) ?? 0) + 1;
    numbered.set(kind, number);
    const name = `[${kind}-${number}]`;
    names.set(key, name);
    return name;
  }

  return {
    redact: (text) => replaceSensitive(text, nameOf),
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The text with another word in place of each secret and personal datum. */
export function replaceSensitive(text: string, wordFor: (kind: string, value: string) => string): string {
  let clean = text;
  for (const rule of rules) if (mayHold(rule, clean)) clean = apply(rule, clean, wordFor);
  return clean;
}

function apply(rule: Rule, text: string, wordFor: (kind: string, value: string) => string): string {
  let out = '';
  let from = 0;
  rule.pattern.lastIndex = 0;
  for (const match of text.matchAll(rule.pattern)) {
    const found = match as RegExpExecArray;
    const groups = found.groups;
    const value = groups?.value ?? groups?.double ?? groups?.single ?? groups?.bare ?? found[0];
    if (pseudonym.test(value) || rule.confirms?.(value, found) === false) continue;
    const at = found.index + found[0].lastIndexOf(value);
    out += text.slice(from, at) + wordFor(rule.kind, value);
    from = at + value.length;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** The pseudonyms that a redacted text holds. */
export function pseudonymsIn(text: string): string[] {
  return text.match(/\[[a-z]+(?:-[a-z]+)*-\d+\]/g) ?? [];
}

/** The cheap test before a rule's expression. */
function mayHold(rule: Rule, text: string): boolean {
  if (rule.hints.length === 0) return rule.kind === 'private-key' ? text.length >= 64 : digitRun.test(text);
  return rule.hints.some((hint) => text.includes(hint));
}
