/** Who owns some files, without the leading `@`; in the order of the files. */
export interface Owners {
  /** Logins; at most ten, the number of assignees that an issue takes. */
  readonly users: string[];
  /** `organisation/team`; at most ten. */
  readonly teams: string[];
}

/** Places where GitHub looks for the file; the first that exists counts. */
export const codeOwnersPlaces: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

const maxOwners = 10;
/** GitHub does not load a larger file. */
const maxBytes = 3_000_000;
/** Longer than any path of git on GitHub, so a longer pattern matches nothing. */
const maxPattern = 4_096;

/** One part of a pattern: how it is written, and its letters, wildcards and escaped letters. */
interface Segment {
  readonly text: string;
  readonly tokens: readonly string[];
}

interface OwnerRule {
  readonly segments: readonly Segment[];
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

/**
 * Owners of files by the text of a CODEOWNERS file. The last line that matches a file wins, also when it names nobody; a
 * line that is not valid is skipped, as GitHub skips it. Addresses are left out: who they belong to is not in the file.
 *
 * Source: GitHub documentation, "About code owners" (syntax, and its exceptions from gitignore: no `!`, no `[ ]`, no
 * escaped `#`).
 */
export function ownersOf(codeOwners: string, paths: readonly string[]): Owners {
  const rules = rulesOf(codeOwners);
  const owning = paths.flatMap((path) => ruleFor(rules, path) ?? []);
  return {
    users: firstOf(owning.flatMap(({ users }) => users)),
    teams: firstOf(owning.flatMap(({ teams }) => teams)),
  };
}

/** The paths that someone owns whose login or team's name, as `organisation/team`, fits. */
export function pathsOwnedBy(
  codeOwners: string,
  paths: readonly string[],
  fits: (owner: string) => boolean,
): ReadonlySet<string> {
  const rules = rulesOf(codeOwners);
  const fitting = new Set(rules.filter(({ users, teams }) => [...users, ...teams].some(fits)));
  if (fitting.size === 0) return new Set();
  return new Set(
    paths.filter((path) => {
      const rule = ruleFor(rules, path);
      return rule !== undefined && fitting.has(rule);
    }),
  );
}

function rulesOf(codeOwners: string): OwnerRule[] {
  if (Buffer.byteLength(codeOwners, 'utf8') > maxBytes) return [];
  return codeOwners.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
}

function ruleFor(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  const parts = path.split('/');
  return rules.findLast(({ segments }) => matches(segments, parts));
}

function ruleOf(line: string): OwnerRule | undefined {
  const [pattern = '', ...words] = wordsOf(line);
  if (pattern === '' || pattern.length > maxPattern || /^[!\\]#|^!|[[\]]/.test(pattern)) return undefined;
  const users: string[] = [];
  const teams: string[] = [];
  for (const word of words) {
    if (/^@[A-Za-z\d][\w-]{0,99}$/.test(word)) users.push(word.slice(1));
    else if (/^@[A-Za-z\d][\w-]{0,99}\/[A-Za-z\d_][\w.-]{0,254}$/.test(word)) teams.push(word.slice(1));
    else if (!/^[^\s@]+@[^\s@]+$/.test(word)) return undefined;
  }
  const segments = segmentsOf(pattern)?.map((text): Segment => ({ text, tokens: text.match(/\\.|./gsu) ?? [] }));
  return segments && { segments, users, teams };
}

/** Words of a line up to a comment; `\ ` is a space inside a word. */
function wordsOf(line: string): string[] {
  const words = line.trim().match(/(?:\\.|[^\s\\]|\\$)+/gu) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}

/**
 * A pattern as segments that match a whole path: one without a slash, but for one at its end, matches at any depth; what
 * names a folder matches all below it; only a `*` of its own at the end stays on its level.
 */
function segmentsOf(pattern: string): string[] | undefined {
  const parts = pattern.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (parts.includes('')) return undefined;
  const anchored = parts.length > 1 || pattern.startsWith('/');
  const segments = anchored ? parts : ['**', ...parts];
  const last = parts.at(-1);
  if (pattern.endsWith('/')) return [...segments, '*', '**'];
  if (last === '**') return [...segments.slice(0, -1), '*', '**'];
  return anchored && last === '*' ? segments : [...segments, '**'];
}

/**
 * Whether segments match the parts of a path: `**` stands for any number of parts. Goes back to the last `**` only, so
 * its time is the product of both lengths.
 */
function matches(segments: readonly Segment[], parts: readonly string[]): boolean {
  return globbed(
    segments,
    parts,
    ({ text }) => text === '**',
    ({ tokens }, part) => segmentMatches(tokens, part),
  );
}

function segmentMatches(tokens: readonly string[], part: string): boolean {
  return globbed(
    tokens,
    [...part],
    (token) => token === '*',
    (token, letter) => token === '?' || token.replace(/^\\(?=.)/su, '') === letter,
  );
}

/** The classic two-pointer glob over any two lists. */
function globbed<Token>(
  pattern: readonly Token[],
  items: readonly string[],
  isStar: (token: Token) => boolean,
  fits: (token: Token, item: string) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let item = 0; item < items.length; ) {
    const token = pattern[at];
    if (token !== undefined && isStar(token)) {
      star = at++;
      resume = item;
    } else if (token !== undefined && fits(token, items[item]!)) {
      at++;
      item++;
    } else if (star !== -1) {
      at = star + 1;
      item = ++resume;
    } else return false;
  }
  return pattern.slice(at).every(isStar);
}

/** Each name once, whatever its case: logins and teams have none. */
function firstOf(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const name of names) if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name);
  return [...seen.values()].slice(0, maxOwners);
}
