import type { ProposedEdit } from './edits.ts';
import { foldedPath } from './paths.ts';

/** Git's modes of what is no plain file: symbolic link, submodule. Source: git-fast-import(1), "filemodify". */
const special: Readonly<Record<string, string>> = { '120000': 'a symbolic link', '160000': 'a submodule' };

/**
 * Why edits do not fit the tree they are written onto, one sentence each; empty when they do.
 *
 * A link or a submodule, and everything below one, is left alone; a file does not take a folder's place or the other way
 * round; a new file differs from every other in more than case, because on some systems the two would be one.
 *
 * @param base Path → mode of everything in the base tree, as the Git trees API lists it (`100644`, `120000`, …). Folders
 *   may be left out.
 */
export function refusedModes(
  edits: readonly Pick<ProposedEdit, 'path' | 'content'>[],
  base: ReadonlyMap<string, string>,
): string[] {
  const deleted = new Set(edits.filter(({ content }) => content === undefined).map(({ path }) => path));
  const after = placesOf(
    [...base].filter(([path, mode]) => mode !== '040000' && !deleted.has(path)).map(([path]) => path),
  );
  const refusals: string[] = [];
  for (const { path, content } of edits) {
    const prefixes = prefixesOf(path);
    const why =
      linkFault(path, prefixes, base) ??
      (content === undefined ? undefined : (placeFault(path, prefixes, after) ?? caseFault(prefixes, after)));
    if (why) refusals.push(`${path} may not be changed: ${why}.`);
    else if (content !== undefined) addPlace(after, path);
  }
  return refusals;
}

/** What stands where: files, folders, and one spelling of each folded path. */
interface Places {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly spellings: Map<string, string>;
}

function placesOf(paths: readonly string[]): Places {
  const places: Places = { files: new Set(), folders: new Set(), spellings: new Map() };
  for (const path of paths) addPlace(places, path);
  return places;
}

function addPlace({ files, folders, spellings }: Places, path: string): void {
  files.add(path);
  for (const prefix of prefixesOf(path).reverse()) {
    if (prefix !== path) {
      if (folders.has(prefix)) return;
      folders.add(prefix);
    }
    const folded = foldedPath(prefix);
    if (!spellings.has(folded)) spellings.set(folded, prefix);
  }
}

function linkFault(path: string, prefixes: readonly string[], base: ReadonlyMap<string, string>): string | undefined {
  for (const prefix of prefixes) {
    const what = special[base.get(prefix) ?? ''];
    if (what) return prefix === path ? `it is ${what}` : `${prefix} is ${what}`;
  }
  return undefined;
}

function placeFault(path: string, prefixes: readonly string[], { files, folders }: Places): string | undefined {
  if (folders.has(path)) return 'it is a folder';
  const file = prefixes.find((prefix) => prefix !== path && files.has(prefix));
  return file && `${file} is a file`;
}

function caseFault(prefixes: readonly string[], { files, folders, spellings }: Places): string | undefined {
  for (const prefix of prefixes) {
    if (files.has(prefix) || folders.has(prefix)) continue;
    const other = spellings.get(foldedPath(prefix));
    if (other !== undefined) return `it differs from ${other} only in how it is spelled`;
  }
  return undefined;
}

/** `a`, `a/b`, `a/b/c` of `a/b/c`. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
