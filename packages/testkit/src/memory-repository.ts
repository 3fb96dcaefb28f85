import { createHash } from 'node:crypto';
import type { Change, ChangedFile, CodeReader } from '@sre-aiops/core';
import { createTwoFilesPatch } from 'diff';

/** One merged change of a made-up history. */
export interface MergedChange {
  readonly number?: number;
  readonly title: string;
  readonly body?: string;
  readonly author?: string;
  /** ISO 8601, UTC. */
  readonly mergedAt: string;
  /** New text by path; `null` deletes the file, a `Uint8Array` is binary. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  /** New path → old path, for files of `files` that were renamed. */
  readonly renames?: Readonly<Record<string, string>>;
}

/** A repository held in memory, with the changes as the reader reports them. */
export interface MemoryRepository extends CodeReader {
  /** All changes after the first commit, oldest first. */
  readonly changes: readonly Change[];
  /** The change of a pull request number; throws when there is none. */
  numbered(number: number): Change;
}

type Tree = ReadonlyMap<string, string | Uint8Array>;

/**
 * A `CodeReader` over a history told in a test: the first tree, then changes oldest first.
 * Commit ids are hashes of the story, so the same story has the same ids.
 */
export function memoryRepository(story: {
  readonly name?: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly changes?: readonly MergedChange[];
}): MemoryRepository {
  let sha = idOf('', JSON.stringify(Object.keys(story.files)));
  let tree: Tree = new Map(Object.entries(story.files));
  const trees = new Map<string, Tree>([[sha, tree]]);
  const changes: Change[] = [];
  for (const merged of story.changes ?? []) {
    const parentSha = sha;
    const before = tree;
    const after = new Map(before);
    for (const old of Object.values(merged.renames ?? {})) after.delete(old);
    for (const [path, text] of Object.entries(merged.files)) {
      if (text === null) after.delete(path);
      else after.set(path, text);
    }
    sha = idOf(parentSha, JSON.stringify([merged.title, merged.mergedAt]));
    tree = after;
    trees.set(sha, tree);
    changes.push(changeOf(merged, { sha, parentSha, before, after }));
  }
  return {
    changes,
    numbered(number) {
      const found = changes.find((change) => change.number === number);
      if (!found) throw new Error(`The story has no pull request #${number}.`);
      return found;
    },
    head: async () => ({ repository: story.name ?? 'shop', branch: 'main', sha, shallow: false }),
    mergedChanges: async ({ since, until, limit }) =>
      changes
        .filter(({ mergedAt }) => mergedAt >= since && mergedAt <= until)
        .reverse()
        .slice(0, limit),
    change: async (wanted) => changes.find((change) => change.sha === wanted),
    listFiles: async (at) => [...(trees.get(at)?.keys() ?? [])].sort(),
    async readFile(path, at) {
      const content = trees.get(at)?.get(path);
      return typeof content === 'string' ? content : undefined;
    },
  };
}

interface Step {
  readonly sha: string;
  readonly parentSha: string;
  readonly before: Tree;
  readonly after: Tree;
}

function changeOf(merged: MergedChange, { sha, parentSha, before, after }: Step): Change {
  const files: ChangedFile[] = [];
  const patches: string[] = [];
  for (const path of Object.keys(merged.files)) {
    const previousPath = merged.renames?.[path];
    const old = before.get(previousPath ?? path);
    const now = after.get(path);
    const patch = patchOf({ path, previousPath: previousPath ?? path, old, now });
    const body = patch.split('\n').slice(2);
    files.push({
      path,
      ...(previousPath ? { previousPath } : {}),
      additions: body.filter((line) => line.startsWith('+') && !line.startsWith('+++ ')).length,
      deletions: body.filter((line) => line.startsWith('-') && !line.startsWith('--- ')).length,
    });
    patches.push(patch);
  }
  return {
    ...(merged.number === undefined ? {} : { number: merged.number }),
    sha,
    parentSha,
    title: merged.title,
    body: merged.body ?? '',
    author: merged.author ?? 'Shop team',
    mergedAt: merged.mergedAt,
    files,
    patch: patches.join(''),
  };
}

function patchOf(file: {
  readonly path: string;
  readonly previousPath: string;
  readonly old: string | Uint8Array | undefined;
  readonly now: string | Uint8Array | undefined;
}): string {
  const { path, previousPath, old, now } = file;
  const head = `diff --git a/${previousPath} b/${path}\n`;
  if (old instanceof Uint8Array || now instanceof Uint8Array) return `${head}Binary files differ\n`;
  const from = old === undefined ? '/dev/null' : `a/${previousPath}`;
  const to = now === undefined ? '/dev/null' : `b/${path}`;
  const text = createTwoFilesPatch(from, to, old ?? '', now ?? '', undefined, undefined, { context: 3 });
  return head + text.slice(text.indexOf('--- '));
}

function idOf(parent: string, text: string): string {
  return createHash('sha1').update(parent).update(text).digest('hex');
}
