import { addRef, moveBranch } from '../seed.ts';
import type { RefRow } from '../store.ts';
import {
  type Addition,
  type Answer,
  ancestors,
  type Call,
  json,
  type MaybeAnswer,
  refusal,
  type World,
} from '../world.ts';

/** Refs: each of these checks and writes without waiting in between, so that creating a ref is atomic. */
export const refs: readonly Addition[] = [
  {
    why: 'A new ref needs a full name of three parts that git takes, an object that is there, and no ref in its way.',
    method: 'POST',
    path: /^\/git\/refs$/,
    before: create,
  },
  {
    why: 'A ref that is not there cannot be updated (422, not 404), nor moved back without force, nor when protected.',
    method: 'PATCH',
    path: /^\/git\/refs\/(.+)$/,
    before: (world, call, [name = '']) => update(world, call, `refs/${name}`),
  },
  {
    why: 'A ref that is not there cannot be deleted (422, not 404); the pull requests of a deleted branch are closed.',
    method: 'DELETE',
    path: /^\/git\/refs\/(.+)$/,
    before: (world, _call, [name = '']) => remove(world, `refs/${name}`),
  },
  {
    why: 'A protected branch takes no file by the contents API.',
    method: '*',
    path: /^\/contents\//,
    before: (world, call) => {
      if (call.method === 'GET') return undefined;
      const branch = typeof call.body?.branch === 'string' ? call.body.branch : 'main';
      return isProtected(world, `refs/heads/${branch}`)
        ? refusal(409, 'Could not create file: Changes must be made through a pull request.')
        : undefined;
    },
    after: (world, call) => {
      if (call.method === 'GET') return undefined;
      for (const { ref, sha } of refsOf(world)) moveBranch(world.store, world.repoId, ref, sha);
      return undefined;
    },
  },
];

function create(world: World, call: Call): MaybeAnswer {
  const { ref, sha } = call.body ?? {};
  if (typeof ref !== 'string' || typeof sha !== 'string') return refusal(422, 'Invalid request.');
  if (!/^refs\/[^/]+\/./.test(ref)) {
    return refusal(422, "Reference name must start with 'refs/' and contain at least two slashes.");
  }
  if (!isRefName(ref)) return refusal(422, `${ref} is not a valid ref name.`);
  if (ref.startsWith('refs/pull/')) return refusal(422, 'Reference update failed');
  if (!isThere(world, ref, sha)) return refusal(422, 'Object does not exist');
  const others = refsOf(world).map((row) => row.ref);
  if (others.includes(ref)) return refusal(422, 'Reference already exists');
  if (others.some((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`))) {
    return refusal(422, 'Reference update failed');
  }
  addRef(world.store, world.repoId, ref, sha);
  return json(201, shown(world, ref));
}

/** The rules of `git check-ref-format`. */
function isRefName(ref: string): boolean {
  const isPlain = [...ref].every((character) => character > ' ' && character !== '\u007f');
  return isPlain && !/[~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(ref);
}

function update(world: World, call: Call, ref: string): MaybeAnswer {
  const row = find(world, ref);
  if (!row) return refusal(422, 'Reference does not exist');
  const { sha, force } = call.body ?? {};
  if (typeof sha !== 'string') return refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (!isThere(world, ref, sha)) return refusal(422, 'Object does not exist');
  if (isProtected(world, ref)) {
    return refusal(422, `Protected branch update failed for ${ref}.\n- Changes must be made through a pull request.`);
  }
  if (force !== true && !ancestors(world, sha).has(row.sha)) return refusal(422, 'Update is not a fast forward');
  world.store.refs.update(row.id, { sha });
  moveBranch(world.store, world.repoId, ref, sha);
  return json(200, shown(world, ref));
}

function remove(world: World, ref: string): Answer {
  const { store, repoId } = world;
  const row = find(world, ref);
  if (!row) return refusal(422, 'Reference does not exist');
  if (isProtected(world, ref)) return refusal(422, `Cannot delete a protected branch: ${ref}`);
  store.refs.delete(row.id);
  const branch = store.branches.findBy('repo_id', repoId).find(({ name }) => `refs/heads/${name}` === ref);
  if (branch) store.branches.delete(branch.id);
  for (const pull of store.pulls.findBy('repo_id', repoId)) {
    if (pull.state !== 'open' || `refs/heads/${pull.head_ref}` !== ref) continue;
    const closed = { state: 'closed', closed_at: new Date().toISOString() };
    store.pulls.update(pull.id, closed);
    const issue = store.issues.findBy('repo_id', repoId).find(({ number }) => number === pull.number);
    if (issue) store.issues.update(issue.id, closed);
  }
  return { status: 204, headers: {}, body: undefined };
}

function refsOf(world: World): RefRow[] {
  return world.store.refs.findBy('repo_id', world.repoId);
}

function find(world: World, ref: string): RefRow | undefined {
  return refsOf(world).find((row) => row.ref === ref);
}

function typeOf({ store }: World, sha: string): 'blob' | 'commit' | 'tree' | undefined {
  if (store.commits.findOneBy('sha', sha)) return 'commit';
  if (store.trees.findOneBy('sha', sha)) return 'tree';
  return store.blobs.findOneBy('sha', sha) ? 'blob' : undefined;
}

/** A branch must be a commit, any other ref may be any object. */
function isThere(world: World, ref: string, sha: string): boolean {
  const type = typeOf(world, sha);
  return ref.startsWith('refs/heads/') ? type === 'commit' : type !== undefined;
}

function isProtected(world: World, ref: string): boolean {
  return world.store.branches
    .findBy('repo_id', world.repoId)
    .some((branch) => branch.protected && `refs/heads/${branch.name}` === ref);
}

function shown(world: World, ref: string): object {
  const { sha, node_id } = find(world, ref)!;
  const api = `${world.apiUrl}/repos/${world.name}/git`;
  const type = typeOf(world, sha) ?? 'commit';
  return { ref, node_id, url: `${api}/${ref}`, object: { sha, type, url: `${api}/${type}s/${sha}` } };
}
