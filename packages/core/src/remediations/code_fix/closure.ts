import { aritiesOf, declarationsIn, isImport, mentions } from '../identifiers.ts';
import { isImportOnly, isSilent, type Part, textWithout } from './parts.ts';

/**
 * The parts that have to be taken back together with some, so that what remains still builds, by the identifiers
 * that lines declare and use. Scopes and types are not known: a name counts for a whole file.
 *
 * @param stuck parts that had better stay: they go only where what remains would not build with them. A Go compiler
 * does not take what is unused, so there they go as any other.
 */
export function closureOf(
  seeds: readonly Part[],
  parts: readonly Part[],
  stuck: ReadonlySet<Part> = new Set(),
): Set<Part> {
  const taken = new Set(seeds);
  const rest = () => parts.filter((part) => !taken.has(part));
  const idle = () => rest().filter((part) => !stuck.has(part) || part.file.path.endsWith('.go'));
  for (let size = -1; size !== taken.size; ) {
    size = taken.size;
    const state = stateOf(taken, parts);
    for (const part of rest()) {
      if (usesGone(part, state) || isNeeded(part, state) || isLinked(part, state)) taken.add(part);
    }
    if (size !== taken.size) continue;
    for (const part of idle()) if (isLeftOver(part, state) || isLastImport(part, taken, parts)) taken.add(part);
  }
  for (const part of idle()) if (isSilent(part) && isAllElse(part, taken, parts)) taken.add(part);
  return taken;
}

/** Whether all that runs in a part's file goes back, so that its comments and imports are as they were too. */
function isAllElse(part: Part, taken: ReadonlySet<Part>, parts: readonly Part[]): boolean {
  const others = parts.filter((other) => other.file === part.file && !isImportOnly(other) && !isSilent(other));
  return others.length > 0 && others.every((other) => taken.has(other));
}

/** Names that taking parts back leaves without a declaration. */
export function namesGone(taken: ReadonlySet<Part>, parts: readonly Part[]): Set<string> {
  return stateOf(taken, parts).gone;
}

interface State {
  readonly taken: ReadonlySet<Part>;
  /** Text by path of each file as it would then be. */
  readonly texts: ReadonlyMap<string, string>;
  /** Names declared by path. */
  readonly declared: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that the taken parts declared and nothing declares any more. */
  readonly gone: Set<string>;
}

function stateOf(taken: ReadonlySet<Part>, parts: readonly Part[]): State {
  const files = new Set(parts.map(({ file }) => file));
  const texts = new Map<string, string>();
  const declared = new Map<string, Set<string>>();
  for (const file of files) {
    const text = textWithout(file, taken) ?? '';
    texts.set(file.path, text);
    declared.set(file.path, declarationsIn(withoutImports(text)));
  }
  const gone = new Set<string>();
  for (const { added } of taken) for (const name of declarationsIn(withoutImports(added))) gone.add(name);
  for (const names of declared.values()) for (const name of names) gone.delete(name);
  return { taken, texts, declared, gone };
}

/** It uses a name whose declaration is taken back. */
function usesGone({ added }: Part, { gone }: State): boolean {
  return [...gone].some((name) => mentions(added, name));
}

/** It took away a name that the lines coming back use: a declaration anywhere, or an import of the same file. */
function isNeeded(part: Part, { taken, declared, texts }: State): boolean {
  const imports = isImportOnly(part);
  const offered = declarationsIn(part.removed);
  if (offered.size === 0) return false;
  const has = (path: string, name: string) =>
    declared.get(path)?.has(name) || importsIn(texts.get(path) ?? '').has(name);
  for (const { file, removed } of taken) {
    if (imports && file !== part.file) continue;
    for (const name of offered) {
      const known = imports ? has(file.path, name) : [...declared.values()].some((names) => names.has(name));
      if (!known && mentions(removed, name)) return true;
    }
  }
  return false;
}

/** A taken part and this one changed the same call, signature or declaration. */
function isLinked(part: Part, { taken, declared }: State): boolean {
  const ours = (name: string) => [...declared.values()].some((names) => names.has(name));
  return [...taken].some((other) => sharesCall(part, other, ours) || usesRedeclared(part, other));
}

/** Both changed the number of arguments of one of our functions, or one did and the other calls it anew. */
function sharesCall(part: Part, taken: Part, ours: (name: string) => boolean): boolean {
  const own = changedArities(part);
  const theirs = changedArities(taken);
  const { came, went } = aritiesIn(part);
  const { came: gone, went: back } = aritiesIn(taken);
  const follows = [...theirs].some(
    ([name, { after }]) => ours(name) && (own.has(name) || (!went.has(name) && came.get(name) === after)),
  );
  return follows || [...own].some(([name, { before }]) => ours(name) && !gone.has(name) && back.get(name) === before);
}

function usesRedeclared(part: Part, taken: Part): boolean {
  return redeclared(taken).some((name) => mentions(part.added, name) && mentions(part.removed, name));
}

/** What is read of a part once, since each part of a change is compared with each. */
function once<T>(read: (part: Part) => T): (part: Part) => T {
  const known = new WeakMap<Part, { readonly value: T }>();
  return (part) => {
    const found = known.get(part) ?? { value: read(part) };
    known.set(part, found);
    return found.value;
  };
}

const aritiesIn = once(({ added, removed }) => ({ came: aritiesOf(added), went: aritiesOf(removed) }));

const changedArities = once((part) => {
  const { came: after, went: before } = aritiesIn(part);
  const changed = new Map<string, { before: number; after: number }>();
  for (const [name, count] of before) {
    const now = after.get(name);
    if (now !== undefined && now !== count) changed.set(name, { before: count, after: now });
  }
  return changed;
});

/** Names that a part declares anew with another type or shape. */
const redeclared = once(({ added, removed }): string[] => {
  const before = declarationsIn(withoutImports(removed));
  return [...declarationsIn(withoutImports(added))].filter((name) => name.length > 3 && before.has(name));
});

/** It only added what nothing uses any more: an import, or a declaration that the taken parts used. */
function isLeftOver(part: Part, state: State): boolean {
  if (part.removed.trim() !== '') return false;
  if (isUnusedLocal(part, state)) return true;
  const { taken, texts } = state;
  const names = [...declarationsIn(part.added)];
  if (names.length === 0) return false;
  const text = texts.get(part.file.path) ?? '';
  if (isImportOnly(part)) {
    const rest = text.replace(part.added, '');
    return (
      names.every((name) => !mentions(rest, name)) &&
      names.some((name) => [...taken].some(({ added }) => mentions(added, name)))
    );
  }
  const main = names[0]!;
  const rest = [...texts]
    .map(([path, other]) => (path === part.file.path ? other.replace(part.added, '') : other))
    .join('\n');
  const wasUsed = [...taken].some(({ added }) => mentions(added, main));
  return wasUsed && names.every((name) => !mentions(rest, name) || isLocal(name, part.added, main));
}

const assignment =
  /^\s*(?:(?:var|let|const|auto|val|final|my|local)\s+|[A-Z][\w.<>,[\]?]{0,80}\s+)?\$?([A-Za-z_]\w*)\s*(?::=|=)(?![=>~])/;

/** A local value that only the taken parts used: from its line to the end of its block nothing names it. */
function isUnusedLocal({ added, file }: Part, { taken, texts }: State): boolean {
  const name = assignment.exec(added)?.[1];
  const indent = added.search(/\S/);
  if (!name || indent === 0 || added.trimEnd().includes('\n')) return false;
  const [, behind = ''] = (texts.get(file.path) ?? '').split(added, 2);
  const block: string[] = [];
  for (const line of behind.split('\n')) {
    if (line.trim() !== '' && line.search(/\S/) < indent) break;
    block.push(line);
  }
  return (
    [...taken].some((part) => part.file === file && mentions(part.added, name)) && !mentions(block.join('\n'), name)
  );
}

/** An import of a file of which everything else goes back: the file then imports what it did before. */
function isLastImport(part: Part, taken: ReadonlySet<Part>, parts: readonly Part[]): boolean {
  return isImportOnly(part) && isAllElse(part, taken, parts);
}

/** Names declared inside a declaration do not keep it alive. */
function isLocal(name: string, text: string, main: string): boolean {
  return name !== main && text.indexOf(name) > text.indexOf(main);
}

function importsIn(text: string): Set<string> {
  return declarationsIn(text.split('\n').filter(isImport).join('\n'));
}

function withoutImports(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isImport(line))
    .join('\n');
}
