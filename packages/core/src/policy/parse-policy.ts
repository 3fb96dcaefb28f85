import { isMap, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import { defaultPolicy, type Policy, PolicyFile, toPolicy } from './policy.ts';

/** Where the file stands in the user's repository. It is read from the default branch only. */
export const policyPath = '.github/sre-aiops.yml';

const maxCharacters = 65_536;
/** Deeper than any key of ours; a reader that recurses must not be led down a well. */
const maxDepth = 12;
const maxProblems = 20;

/** The text, its lines and its document, for telling where a problem is. */
interface Source {
  readonly document: ReturnType<typeof parseDocument<ParsedNode>>;
  readonly lines: LineCounter;
}

/**
 * The policy in the text of `.github/sre-aiops.yml`; the defaults without a text. A key without a value has its default.
 *
 * @param file Where the text is from, when it is another file of the user's.
 * @throws {SreError} `POLICY_INVALID` with every problem at once and its line. A file that cannot be understood allows
 *   nothing: it is never read halfway.
 */
export function parsePolicy(text: string | undefined, file: string = policyPath): Policy {
  if (text === undefined) return defaultPolicy;
  if (text.length > maxCharacters) throw invalid([`It is longer than ${maxCharacters} characters.`], file);
  if (depthOf(text) > maxDepth) throw invalid([`It is nested deeper than ${maxDepth} levels.`], file);
  const lines = new LineCounter();
  // At the level `silent` a second document would be dropped without a word.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false, version: '1.2' });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw invalid(
      faults.map(({ message, pos }) => `Line ${lines.linePos(pos[0]).line}: ${plain(message)}`),
      file,
    );
  }
  const checked = PolicyFile.safeParse(withoutEmpty(contentOf(document, file)));
  if (checked.success) return toPolicy(checked.data);
  throw invalid(
    checked.error.issues.flatMap((issue) => problemsOf(issue, { document, lines })),
    file,
  );
}

function contentOf(document: Source['document'], file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    throw invalid([`Its aliases cannot be resolved: ${plain((error as Error).message)}`], file);
  }
}

function invalid(problems: readonly string[], file: string): SreError {
  const shown = problems.slice(0, maxProblems);
  const rest = problems.length - shown.length;
  const list = [...shown, ...(rest > 0 ? [`And ${rest} more.`] : [])].map((problem) => `- ${problem}`).join('\n');
  return new SreError(
    'POLICY_INVALID',
    `${file} cannot be used:\n${list}`,
    `Correct ${file === policyPath ? `${file} on the default branch, or delete it to have the defaults` : 'it'}. docs/policy.md explains every key.`,
  );
}

function problemsOf(issue: z.core.$ZodIssue, source: Source): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = nearest(key, keysAt(path));
      const where = lineOf([...path, key], source);
      return `${where}${plain([...path, key].join('.'))} is no known key${known ? `; did you mean ${[...path, known].join('.')}?` : '.'}`;
    });
  }
  const where = lineOf(path, source);
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => `${where}${plain(path.join('.'))} ${plain(message)}.`);
  if (issue.code === 'custom') return [`${where}${plain(path.join('.'))} ${issue.message}.`];
  return [`${where}${plain(path.join('.')) || 'The file'}: ${plain(issue.message)}.`];
}

/** `Line 4: ` of the innermost node on the way to a value. */
function lineOf(path: readonly string[], { document, lines }: Source): string {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === path[length - 1]) : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as ParsedNode | undefined;
    if (node?.range) return `Line ${lines.linePos(node.range[0]).line}: `;
  }
  return '';
}

/** Keys that the schema knows at a place. */
function keysAt(path: readonly string[]): string[] {
  let place: unknown = PolicyFile.shape;
  for (const key of path) {
    const inner = (place as Record<string, { readonly def?: { readonly innerType?: { readonly shape?: unknown } } }>)[
      key
    ];
    place = inner?.def?.innerType?.shape ?? {};
  }
  return Object.keys(place as object);
}

/** The known key that was probably meant: the same but for case and dashes, or two letters away at most. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const [best] = known
    .map((name) => ({ name, away: distance(bare(key).slice(0, 40), bare(name)) }))
    .filter(({ name, away }) => away <= Math.min(2, name.length / 2))
    .sort((one, other) => one.away - other.away);
  return best?.name;
}

/** Levenshtein's distance: insertions, deletions and replacements of one letter. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [to, wanted] of [...other].entries()) {
      next.push(Math.min(row[to + 1]! + 1, next[to]! + 1, row[to]! + (letter === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** The value without keys that have none: `paths:` above lines that are all comments means the default. */
function withoutEmpty(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > maxDepth) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutEmpty(inner, depth + 1)]));
}

/** An upper bound of the nesting: open brackets, and steps of indentation (also of `- - -` on one line). */
function depthOf(text: string): number {
  let deepest = 0;
  const open: number[] = [];
  for (const line of text.split('\n')) {
    const [lead = ''] = /^(?:\s|[-?:](?=\s|$))*/.exec(line) ?? [];
    if (lead.length === line.length && !/[-?:]/.test(lead)) continue;
    while (open.length > 0 && open.at(-1)! >= lead.length) open.pop();
    open.push(lead.length);
    const dashes = lead.match(/[-?:]/g)?.length ?? 0;
    deepest = Math.max(deepest, open.length + dashes);
  }
  const brackets = text.match(/[[{]/g)?.length ?? 0;
  let nested = 0;
  let deepestBracket = 0;
  if (brackets > maxDepth) {
    for (const [character] of text.matchAll(/[[\]{}]/g)) {
      nested += /[[{]/.test(character) ? 1 : -1;
      deepestBracket = Math.max(deepestBracket, nested);
    }
  }
  return Math.max(deepest, deepestBracket);
}

/** A message from outside on one line, of bounded length, without what hides or turns text. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
