import type { CommitRow, TreeEntry, TreeRow } from './store.ts';
import type { World } from './world.ts';

interface Marks {
  blobs: number;
  trees: number;
  commits: number;
}

const marks = new WeakMap<World, Marks>();
const turns = new WeakMap<World, Promise<void>>();

/** Says that everything in the store is in the git repository already: right after seeding. */
export function allShelved(world: World): void {
  const { blobs, trees, commits } = world.store;
  marks.set(world, { blobs: lastOf(blobs.all()), trees: lastOf(trees.all()), commits: lastOf(commits.all()) });
}

/** Writes what the API made since the last time into the git repository, so that git can answer about it. */
export function shelve(world: World): Promise<void> {
  const turn = (turns.get(world) ?? Promise.resolve()).then(() => shelveNow(world));
  turns.set(world, turn);
  return turn;
}

async function shelveNow(world: World): Promise<void> {
  const { store, git } = world;
  const from = marks.get(world) ?? { blobs: 0, trees: 0, commits: 0 };
  const blobs = store.blobs.all().filter(({ id }) => id > from.blobs);
  const trees = store.trees.all().filter(({ id }) => id > from.trees);
  const commits = store.commits.all().filter(({ id }) => id > from.commits);
  for (const { content, encoding } of blobs) {
    await git.write('blob', Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
  }
  for (const tree of trees) await git.write('tree', treeBytes(tree));
  for (const commit of commits) await git.write('commit', commitBytes(commit));
  marks.set(world, {
    blobs: lastOf(blobs, from.blobs),
    trees: lastOf(trees, from.trees),
    commits: lastOf(commits, from.commits),
  });
}

function lastOf(rows: readonly { readonly id: number }[], before = 0): number {
  return rows.at(-1)?.id ?? before;
}

/** git orders a tree as if its folders ended in a slash. */
function treeBytes({ tree }: TreeRow): Buffer {
  const key = ({ type, path }: TreeEntry) => Buffer.from(type === 'tree' ? `${path}/` : path);
  const ordered = [...tree].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    ordered.flatMap(({ mode, path, sha }) => [
      Buffer.from(`${mode.replace(/^0+/, '')} ${path}\0`),
      Buffer.from(sha, 'hex'),
    ]),
  );
}

/** The bytes emulate took the commit's id from: the offset of a date as it was given, a line feed at the end. */
function commitBytes(commit: CommitRow): Buffer {
  const head = [
    `tree ${commit.tree_sha}`,
    ...commit.parent_shas.map((sha) => `parent ${sha}`),
    `author ${commit.author_name} <${commit.author_email}> ${moment(commit.author_date)}`,
    `committer ${commit.committer_name} <${commit.committer_email}> ${moment(commit.committer_date)}`,
  ];
  const message = commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`;
  return Buffer.from(`${head.join('\n')}\n\n${message}`);
}

function moment(date: string): string {
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d\d):?(\d\d)$/.exec(date) ?? [];
  return `${Math.floor(Date.parse(date) / 1000)} ${sign}${hours}${minutes}`;
}
