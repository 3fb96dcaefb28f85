import { type DiffRow, readDiff } from '../diff-rows.ts';
import { shelve } from '../shelve.ts';
import { type Addition, type Answer, type Call, commitAt, json, mergeBase, paged, type World } from '../world.ts';
import { oneCommit } from './commits.ts';

/**
 * One changed file in GitHub's form. A file that became a link, or the other way round, is listed twice: removed and
 * added (seen in https://github.com/pytorch/pytorch/pull/95720).
 */
export interface FileDiff {
  /**
   * Id of the blob, of a removed file of the one before; `null` when only the mode changed (seen in
   * https://github.com/haskell-github/github/pull/392).
   */
  readonly sha: string | null;
  readonly filename: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly blob_url: string;
  readonly raw_url: string;
  readonly contents_url: string;
  readonly previous_filename?: string;
  readonly patch?: string;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const statuses: Readonly<Record<DiffRow['letter'], string>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
};

/** GitHub's limits of a commit (docs.github.com); the size of a page holds where none is asked for. */
const limits = { files: 3000, filesAtOnce: 300 } as const;

/** Diffs come from git itself: renames with changes, the hunk's function, binary files. */
export const diffs: readonly Addition[] = [
  {
    why: 'The files of a commit are those git sees, renames with changes included; emulate finds exact renames only.',
    method: 'GET',
    path: oneCommit,
    after: async (world, call, [ref = ''], answer) => {
      const commit = commitAt(world, ref);
      if (answer.status !== 200 || !commit) return undefined;
      const base = commit.parent_shas[0] ?? emptyTree;
      if (wantsDiff(call)) return diffText(world, base, commit.sha);
      const files = await filesBetween(world, base, commit.sha);
      const body = { ...(answer.body as object), stats: statsOf(files) };
      const { page, headers } = paged(world, call, files.slice(0, limits.files), limits.filesAtOnce);
      return json(200, { ...body, files: page }, headers);
    },
  },
  {
    why: 'The files of a comparison are those git sees.',
    method: 'GET',
    path: /^\/compare\/(.+)\.\.\.(.+)$/,
    after: async (world, call, [from = '', to = ''], answer) => {
      const [base, head] = [commitAt(world, from), commitAt(world, to)];
      const start = base && head ? mergeBase(world, base.sha, head.sha) : undefined;
      if (answer.status !== 200 || !head || !start) return undefined;
      if (wantsDiff(call)) return diffText(world, start, head.sha);
      const isFirst = (call.query.get('page') ?? '1') === '1';
      const files = isFirst ? (await filesBetween(world, start, head.sha)).slice(0, limits.filesAtOnce) : [];
      return { ...answer, body: { ...(answer.body as object), files } };
    },
  },
];

/** What git says changed from one commit to another; kept, for commits never change. */
export async function filesBetween(world: World, base: string, head: string): Promise<readonly FileDiff[]> {
  const cache = caches.get(world) ?? new Map<string, Promise<readonly FileDiff[]>>();
  caches.set(world, cache);
  const key = `${base}..${head}`;
  const known = cache.get(key);
  if (known) return known;
  const files = ask(world, base, head);
  cache.set(key, files);
  return files;
}

const caches = new WeakMap<World, Map<string, Promise<readonly FileDiff[]>>>();

/** Lines added, deleted and both. */
export function statsOf(files: readonly FileDiff[]): { additions: number; deletions: number; total: number } {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { additions, deletions, total: additions + deletions };
}

/** Whether the client asks for the diff as text. */
export function wantsDiff(call: Call): boolean {
  return /application\/vnd\.github(?:\.v3)?\.diff/.test(call.accept ?? '');
}

/** The diff as text. */
export async function diffText(world: World, base: string, head: string): Promise<Answer> {
  await shelve(world);
  const body = await world.git.run(['diff-tree', '-r', '-M', '-p', base, head]);
  return { status: 200, headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' }, body };
}

async function ask(world: World, base: string, head: string): Promise<FileDiff[]> {
  await shelve(world);
  const rows = await readDiff(world.git, base, head);
  return rows.map(({ letter, before, after, path, previous, additions, deletions, patch }) => ({
    sha: letter === 'D' ? before : isModeOnly(letter, before, after) ? null : after,
    filename: path,
    status: statuses[letter],
    additions,
    deletions,
    changes: additions + deletions,
    ...urlsOf(world, path, letter === 'D' ? base : head),
    ...(previous === undefined ? {} : { previous_filename: previous }),
    ...(patch === undefined ? {} : { patch }),
  }));
}

function isModeOnly(letter: DiffRow['letter'], before: string, after: string): boolean {
  return letter === 'M' && before === after;
}

function urlsOf(world: World, path: string, sha: string) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return {
    blob_url: `${world.origin}/${world.name}/blob/${sha}/${encoded}`,
    raw_url: `${world.origin}/${world.name}/raw/${sha}/${encoded}`,
    contents_url: `${world.apiUrl}/repos/${world.name}/contents/${encoded}?ref=${sha}`,
  };
}
