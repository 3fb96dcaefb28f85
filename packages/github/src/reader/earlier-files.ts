import type { CodeReader } from '@sre-aiops/core';
import type { Details } from './changes.ts';
import { submodule, type TreeFile } from './git-tree.ts';
import type { History } from './history.ts';
import type { FileShape } from './shapes.ts';
import type { Trees } from './trees.ts';
import { blobId, keepsContent, removedText, removesSubmodule, textBefore } from './undo-change.ts';

/** What stood at a path of an earlier commit: what the tip has at a path, or what a newer change left, with that undone. */
type Version = { readonly atTip: string } | { readonly undo: FileShape; readonly after: Version | undefined };

/** The files of an earlier commit: those of the tip, but for some paths. */
interface Earlier {
  readonly tip: string;
  readonly files: ReadonlyMap<string, TreeFile>;
  /** By path; `undefined` where there was no file. */
  readonly others: Map<string, Version | undefined>;
}

/**
 * Lists and reads the files of commits. Those of an earlier commit of the default branch are worked out, without a
 * request, from the files of the tip and the patches in between, as far as all of these were read already. What that
 * does not tell is read as GitHub has it.
 */
export function earlierFiles(
  trees: Trees,
  past: History,
  details: Details,
): Pick<CodeReader, 'listFiles' | 'readFile'> {
  const known = new Map<string, Earlier>();

  /** `undefined` of the tip itself, and when not everything in between was read. */
  async function earlierAt(sha: string): Promise<Earlier | undefined> {
    const newer = (past.newerThan(sha) ?? []).map((commit) => details.known(commit.sha));
    const tip = newer[0]?.commit.sha;
    if (known.has(sha) || !tip || !newer.every((detail) => detail?.isWhole)) return known.get(sha);
    const earlier = { tip, files: await trees.tree(tip), others: new Map() };
    if (!newer.every((detail) => undo(detail!.files, earlier))) return undefined;
    known.set(sha, earlier);
    return earlier;
  }

  /** Text of a version, as far as it can be told. */
  async function textOf(version: Version, tip: string): Promise<string | undefined> {
    if ('atTip' in version) return trees.text(version.atTip, tip);
    if (!version.after) return removedText(version.undo);
    const after = await textOf(version.after, tip);
    return after === undefined ? undefined : textBefore(after, version.undo);
  }

  /** Whether a text is the one that the last commit to touch a path left there, where that commit was read. */
  function isAsLeft(text: string, path: string, sha: string): boolean {
    for (let at: string | undefined = sha; at; at = past.known(at)?.parents[0]?.sha) {
      const detail = details.known(at);
      if (!detail?.isWhole) return true;
      const change = detail.files.find(({ filename }) => filename === path);
      if (change && !keepsContent(change)) return blobId(text) === change.sha;
    }
    return true;
  }

  return {
    async listFiles(sha) {
      const earlier = await earlierAt(sha);
      const { files, others }: Omit<Earlier, 'tip'> = earlier ?? { files: await trees.tree(sha), others: new Map() };
      const same = [...files].flatMap(([path, { mode }]) => (others.has(path) || mode === submodule ? [] : [path]));
      const other = [...others].flatMap(([path, it]) => (it && !isSubmodule(it, files) ? [path] : []));
      return [...same, ...other].sort();
    },
    async readFile(path, sha) {
      const earlier = await earlierAt(sha);
      if (!earlier) return trees.text(path, sha);
      const version = versionAt(path, earlier);
      if (!version || 'atTip' in version) return version && trees.text(version.atTip, earlier.tip);
      const text = await textOf(version, earlier.tip);
      return text !== undefined && isAsLeft(text, path, sha) ? text : trees.text(path, sha);
    },
  };
}

function versionAt(path: string, { files, others }: Earlier): Version | undefined {
  if (others.has(path)) return others.get(path);
  return files.has(path) ? { atTip: path } : undefined;
}

/** Goes back before one commit; `false` when its changes are of a kind, or of files, that we do not know. */
function undo(changes: readonly FileShape[], earlier: Earlier): boolean {
  const before = new Map<string, Version | undefined>();
  for (const change of changes) {
    const { filename, previous_filename: previous, status } = change;
    const after = versionAt(filename, earlier);
    if ((after === undefined) !== (status === 'removed') || removesSubmodule(change)) return false;
    const version = after && keepsContent(change) ? after : { undo: change, after };
    if (status === 'added' || status === 'copied') before.set(filename, undefined);
    else if (status === 'modified' || status === 'removed') before.set(filename, version);
    else if (status === 'renamed' && previous && !versionAt(previous, earlier))
      before.set(filename, undefined).set(previous, version);
    else return false;
  }
  for (const [path, version] of before) earlier.others.set(path, version);
  return true;
}

/** A file that a newer change removed was none, or else there would be no {@link Earlier}. */
function isSubmodule(version: Version, files: Earlier['files']): boolean {
  if ('atTip' in version) return files.get(version.atTip)?.mode === submodule;
  return version.after !== undefined && isSubmodule(version.after, files);
}
