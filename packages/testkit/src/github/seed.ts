import type { GitMirror, GitObject } from './git.ts';
import type { CommitRow, GitHubStore, TreeEntry } from './store.ts';

/** A repository ready to be shown: its default branch and the ids git gave. */
export interface SeededHistory {
  readonly defaultBranch: string;
  /** Full ref name → id. */
  readonly refs: ReadonlyMap<string, string>;
}

type CommitContent = Omit<CommitRow, 'created_at' | 'id' | 'node_id' | 'repo_id' | 'updated_at' | 'user_id'>;

/** The branches and tags of a clone, and the branch that stands checked out. */
export async function readRefs(git: (args: readonly string[]) => Promise<Buffer>): Promise<SeededHistory> {
  const listed = (await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'])).toString(
    'utf8',
  );
  const refs = new Map(
    listed
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => [line.slice(41), line.slice(0, 40)]),
  );
  const head = (await git(['symbolic-ref', '--short', 'HEAD'])).toString('utf8').trim();
  return { defaultBranch: head, refs };
}

/** Loads every object that the refs reach into the store, under git's own ids, then the refs themselves. */
export async function loadHistory(
  store: GitHubStore,
  git: GitMirror,
  repoId: number,
  history: SeededHistory,
): Promise<void> {
  const tips = [...history.refs.values()];
  const listed = (await git.run(['rev-list', '--objects', '--stdin'], `${tips.join('\n')}\n`)).toString('utf8');
  const shas = listed
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(0, 40));
  loadObjects(store, repoId, await git.read(shas));
  for (const [ref, sha] of history.refs) addRef(store, repoId, ref, sha);
}

/** Puts objects into the store; those that are there already stay as they are. */
export function loadObjects(store: GitHubStore, repoId: number, objects: readonly GitObject[]): void {
  const sizes = new Map(objects.filter(({ type }) => type === 'blob').map(({ sha, bytes }) => [sha, bytes.byteLength]));
  const sizeOf = (sha: string) => sizes.get(sha) ?? store.blobs.findOneBy('sha', sha)?.size;
  for (const { sha, bytes } of objects.filter(({ type }) => type === 'blob')) {
    if (store.blobs.findOneBy('sha', sha)) continue;
    const text = bytes.toString('utf8');
    const isText = !text.includes('\0') && Buffer.from(text, 'utf8').equals(bytes);
    store.blobs.insert({
      repo_id: repoId,
      sha,
      node_id: nodeId('Blob', sha),
      content: isText ? text : bytes.toString('base64'),
      encoding: isText ? 'utf-8' : 'base64',
      size: bytes.byteLength,
    });
  }
  for (const { sha, bytes } of objects.filter(({ type }) => type === 'tree')) {
    if (store.trees.findOneBy('sha', sha)) continue;
    const tree = treeEntries(bytes).map((entry) => {
      const size = entry.type === 'blob' ? sizeOf(entry.sha) : undefined;
      return size === undefined ? entry : { ...entry, size };
    });
    store.trees.insert({ repo_id: repoId, sha, node_id: nodeId('Tree', sha), tree, truncated: false });
  }
  const commits = objects
    .filter(({ type }) => type === 'commit')
    .map(({ sha, bytes }) => commitOf(sha, bytes))
    .sort((a, b) => a.committer_date.localeCompare(b.committer_date));
  for (const commit of commits) {
    if (store.commits.findOneBy('sha', commit.sha)) continue;
    store.commits.insert({ ...commit, repo_id: repoId, node_id: nodeId('Commit', commit.sha), user_id: null });
  }
}

/** Makes a ref, and the branch behind it. */
export function addRef(store: GitHubStore, repoId: number, ref: string, sha: string): void {
  store.refs.insert({ repo_id: repoId, ref, sha, node_id: nodeId('Ref', ref) });
  moveBranch(store, repoId, ref, sha);
}

/** Keeps the branch of a ref, and the open pull requests of that branch, in step with it. */
export function moveBranch(store: GitHubStore, repoId: number, ref: string, sha: string): void {
  if (!ref.startsWith('refs/heads/')) return;
  const name = ref.slice('refs/heads/'.length);
  const branch = store.branches.findBy('repo_id', repoId).find((row) => row.name === name);
  if (branch) store.branches.update(branch.id, { sha });
  else store.branches.insert({ repo_id: repoId, name, sha, protected: false });
  for (const pull of store.pulls.findBy('repo_id', repoId)) {
    if (pull.state === 'open' && pull.head_ref === name) store.pulls.update(pull.id, { head_sha: sha });
  }
}

/** The entries of a git tree object: `<mode> <name>\0<20 bytes>`, repeated. */
function treeEntries(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const space = bytes.indexOf(' ', at);
    const zero = bytes.indexOf(0, space);
    const mode = bytes.toString('latin1', at, space).padStart(6, '0');
    const type = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    const sha = bytes.toString('hex', zero + 1, zero + 21);
    entries.push({ path: bytes.toString('utf8', space + 1, zero), mode, type, sha });
    at = zero + 21;
  }
  return entries;
}

/** A git commit object as GitHub shows it: times in UTC, the message without its last line feed. */
function commitOf(sha: string, bytes: Buffer): CommitContent {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end);
  const author = identity(head, 'author');
  const committer = identity(head, 'committer');
  return {
    sha,
    message: text.slice(end + 2).replace(/\n+$/, ''),
    author_name: author.name,
    author_email: author.email,
    author_date: author.date,
    committer_name: committer.name,
    committer_email: committer.email,
    committer_date: committer.date,
    tree_sha: /^tree (\w+)/m.exec(head)?.[1] ?? '',
    parent_shas: Array.from(head.matchAll(/^parent (\w+)/gm), (match) => match[1]!),
  };
}

function identity(head: string, role: string): { name: string; email: string; date: string } {
  const [, name = '', email = '', seconds = '0'] = new RegExp(`^${role} (.*) <(.*)> (\\d+)`, 'm').exec(head) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') };
}

function nodeId(kind: string, key: string): string {
  return Buffer.from(`${kind}:${key.slice(0, 24)}`).toString('base64url');
}
