import type { Rule } from './rule.ts';
import { places, rules } from './rules.ts';

/** Takes secrets and personal data out of texts, and remembers which name it gave to what. */
export interface Redactor {
  /** The text with pseudonyms (`[email-1]`, `[token-2]`) in place of secrets and personal data. */
  redact(text: string): string;
  /** What was taken out so far: occurrences by kind. */
  counts(): Record<string, number>;
}

/** What is taken out beside secrets and personal data. */
export interface Redaction {
  /** IP addresses, but those of the machine itself. */
  readonly ips?: boolean;
  /** Names of hosts. */
  readonly hosts?: boolean;
  /** Kinds of one's own, by name; what an expression's group `value` holds, or else the whole match. */
  readonly patterns?: Readonly<Record<string, string>>;
}

const pseudonym = /^\[[a-z-]+-\d+\]?$/;
const pseudonyms = /\[[a-z]+(?:-[a-z]+)*-\d+\]/g;

/** A redactor that can put back what it took out. Whatever it puts back stays in memory. */
export interface Veil {
  /** As {@link Redactor.redact}. */
  hide(text: string): string;
  /** The text with the values of its own pseudonyms; those of others stay. */
  restore(text: string): string;
  /** What of a text may be a pseudonym, as often as it stands there: of a kind that is taken out, which an index such as `[i-1]` is not. */
  namesIn(text: string): string[];
}

/**
 * A redactor whose pseudonyms are consistent: the same value gets the same name in every text it is given. Names are
 * numbered by kind in the order of first appearance, so equal texts in equal order redact to equal bytes.
 */
export function createRedactor(redaction: Redaction = {}): Redactor {
  const { nameOf } = createNames([]);
  const counts = new Map<string, number>();
  const replace = replacing(redaction);
  return {
    redact: (text) =>
      replace(text, (kind, value) => {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        return nameOf(kind, value);
      }),
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * A consistent redactor whose names can be undone, for as long as it lives. What stands in a text like a name before one was given
 * is never given: it would be undone to somebody else's secret.
 *
 * @param taken Pseudonyms that stand for something else already, such as those of `incident.json`.
 */
export function createVeil(taken: readonly string[], redaction: Redaction = {}): Veil {
  const { nameOf, meaningOf, keepFree } = createNames(taken);
  const replace = replacing(redaction);
  const kinds = new Set(rulesOf(redaction).map(({ kind }) => kind));
  // A value can hold the name of what was taken out of it before.
  const restore = (text: string): string =>
    text.replaceAll(pseudonyms, (name) => {
      const value = meaningOf(name);
      return value === undefined ? name : restore(value);
    });
  return {
    hide(text) {
      keepFree(pseudonymsIn(text));
      return replace(text, nameOf);
    },
    restore,
    namesIn: (text) => pseudonymsIn(text).filter((name) => kinds.has(name.slice(1, name.lastIndexOf('-')))),
  };
}

function createNames(given: readonly string[]) {
  const taken = new Set(given);
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  const numbered = new Map<string, number>();
  const free = (kind: string): string => {
    const number = (numbered.get(kind) ?? 0) + 1;
    numbered.set(kind, number);
    const name = `[${kind}-${number}]`;
    return taken.has(name) ? free(kind) : name;
  };
  const nameOf = (kind: string, value: string): string => {
    const key = `${kind} ${value}`;
    const name = names.get(key) ?? free(kind);
    names.set(key, name);
    values.set(name, value);
    return name;
  };
  const keepFree = (others: readonly string[]) => {
    for (const name of others) taken.add(name);
  };
  return { nameOf, meaningOf: (name: string) => values.get(name), keepFree };
}

function rulesOf({ ips, hosts, patterns = {} }: Redaction): readonly Rule[] {
  const own = Object.entries(patterns).map(([kind, source]): Rule => {
    return { kind, trigger: new RegExp(source, 'u'), pattern: new RegExp(source, 'gu') };
  });
  if (own.length === 0 && !ips && !hosts) return rules;
  return [...own, ...rules, ...(ips ? [places.ips] : []), ...(hosts ? [places.hosts] : [])];
}

function replacing(redaction: Redaction) {
  const used = rulesOf(redaction);
  const trigger = used === rules ? anyRule : anyOf(used);
  return (text: string, wordFor: (kind: string, value: string) => string) => replaceBy(used, trigger, text, wordFor);
}

/** One expression for all triggers: what holds none of them is read once and is done. */
const anyRule = anyOf(rules);

function anyOf(used: readonly Rule[]): RegExp {
  const sources = used.map(({ trigger }) => `(?:${trigger.source.replaceAll(/\(\?<[a-zA-Z]\w*>/g, '(?:')})`);
  return new RegExp(sources.join('|'), 'gm');
}

/** The text with another word in place of each secret and personal datum. */
export function replaceSensitive(text: string, wordFor: (kind: string, value: string) => string): string {
  return replaceBy(rules, anyRule, text, wordFor);
}

/** Line by line, but for keys, which go over many. */
function replaceBy(
  used: readonly Rule[],
  trigger: RegExp,
  text: string,
  wordFor: (kind: string, value: string) => string,
): string {
  if (text.includes('PRIVATE KEY')) return replaceIn(used, text, wordFor);
  let out = '';
  let from = 0;
  trigger.lastIndex = 0;
  for (let found = trigger.exec(text); found; found = trigger.exec(text)) {
    const start = text.lastIndexOf('\n', found.index) + 1;
    const next = text.indexOf('\n', found.index);
    const end = next === -1 ? text.length : next;
    out += text.slice(from, start) + replaceIn(used, text.slice(start, end), wordFor);
    from = end;
    trigger.lastIndex = Math.max(end, found.index + 1);
  }
  return from === 0 ? text : out + text.slice(from);
}

function replaceIn(used: readonly Rule[], text: string, wordFor: (kind: string, value: string) => string): string {
  let clean = text;
  for (const rule of used) if (rule.trigger.test(clean)) clean = apply(rule, clean, wordFor);
  return clean;
}

function apply(rule: Rule, text: string, wordFor: (kind: string, value: string) => string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(rule.pattern)) {
    const found = match as RegExpExecArray;
    const groups = found.groups;
    const value = groups?.value ?? groups?.double ?? groups?.single ?? groups?.bare ?? found[0];
    if (value === '' || pseudonym.test(value) || rule.confirms?.(value, found) === false) continue;
    const at = found.index + found[0].lastIndexOf(value);
    out += text.slice(from, at) + wordFor(rule.kind, value);
    from = at + value.length;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** The pseudonyms that a redacted text holds. */
export function pseudonymsIn(text: string): string[] {
  return text.match(pseudonyms) ?? [];
}
