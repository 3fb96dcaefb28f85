import type { PullRow } from '../store.ts';
import {
  type Addition,
  type Answer,
  ancestors,
  type Call,
  commitAt,
  invalid,
  json,
  type MaybeAnswer,
  mergeBase,
  paged,
  refusal,
  type World,
} from '../world.ts';
import { diffText, filesBetween, statsOf, wantsDiff } from './diffs.ts';

/** Pull requests. */
export const pulls: readonly Addition[] = [
  {
    why: 'A pull request needs branches that exist, commits between them, and no other one open; emulate makes what is missing.',
    method: 'POST',
    path: /^\/pulls$/,
    before: refuse,
  },
  {
    why: 'The files of a pull request are what its commits change since they left the base; emulate makes names up.',
    method: 'GET',
    path: /^\/pulls\/(\d+)\/files$/,
    before: async (world, call, [number]) => {
      const pull = pullOf(world, number);
      if (!pull) return refusal(404, 'Not Found');
      const { page, headers } = paged(world, call, await filesBetween(world, startOf(world, pull), pull.head_sha));
      return json(200, page, headers);
    },
  },
  {
    why: 'One pull request knows its size and its comments; as text it is a diff.',
    method: '*',
    path: /^\/pulls(?:\/(\d+))?$/,
    after: async (world, call, [number], answer) => {
      if (answer.status > 201 || Array.isArray(answer.body)) return undefined;
      const pull = pullOf(world, number || String((answer.body as { number: number }).number));
      if (!pull) return undefined;
      const start = startOf(world, pull);
      if (call.method === 'GET' && wantsDiff(call)) return diffText(world, start, pull.head_sha);
      return { ...answer, body: { ...(answer.body as object), ...(await sizeOf(world, pull, start)) } };
    },
  },
  {
    why: 'The list of pull requests does not know what only one pull request knows.',
    method: 'GET',
    path: /^\/pulls$/,
    after: (_world, _call, _params, answer) => {
      if (!Array.isArray(answer.body)) return undefined;
      const list = answer.body as Record<string, unknown>[];
      return { ...answer, body: list.map((pull) => Object.fromEntries(Object.entries(pull).filter(isListed))) };
    },
  },
  {
    why: 'A commit knows the pull requests that brought it; emulate does not.',
    method: 'GET',
    path: /^\/commits\/([0-9a-f]{7,40})\/pulls$/,
    before: pullsOfCommit,
  },
];

const unlisted = new Set([
  'additions',
  'changed_files',
  'comments',
  'commits',
  'deletions',
  'maintainer_can_modify',
  'mergeable',
  'mergeable_state',
  'merged',
  'merged_by',
  'rebaseable',
  'review_comments',
]);

function isListed([key]: [string, unknown]): boolean {
  return !unlisted.has(key);
}

function refuse(world: World, call: Call): MaybeAnswer {
  if (call.actor === 'actions' && !world.settings.actionsMayOpenPulls) {
    return refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const { title, head, base } = call.body ?? {};
  const resource = 'PullRequest';
  if (typeof title !== 'string' || title.trim() === '')
    return invalid({ resource, code: 'missing_field', field: 'title' });
  const branch = String(head ?? '').replace(`${world.owner}:`, '');
  const from = branchTip(world, branch);
  const to = branchTip(world, String(base ?? ''));
  if (!from) return invalid({ resource, code: 'invalid', field: 'head' });
  if (!to) return invalid({ resource, code: 'invalid', field: 'base' });
  if (ancestors(world, to).has(from)) {
    return invalid({ resource, code: 'custom', message: `No commits between ${base} and ${branch}` });
  }
  const open = world.store.pulls
    .findBy('repo_id', world.repoId)
    .some((pull) => pull.state === 'open' && pull.head_ref === branch && pull.base_ref === base);
  if (!open) return undefined;
  const message = `A pull request already exists for ${world.owner}:${branch}.`;
  return invalid({ resource, code: 'custom', message });
}

function branchTip(world: World, branch: string): string | undefined {
  return world.store.branches.findBy('repo_id', world.repoId).find(({ name }) => name === branch)?.sha;
}

function pullOf(world: World, number: string | undefined): PullRow | undefined {
  return world.store.pulls.findBy('number', Number(number)).find((row) => row.repo_id === world.repoId);
}

function startOf(world: World, pull: PullRow): string {
  return mergeBase(world, pull.base_sha, pull.head_sha) ?? pull.base_sha;
}

async function sizeOf(world: World, pull: PullRow, start: string): Promise<object> {
  const files = await filesBetween(world, start, pull.head_sha);
  const { additions, deletions } = statsOf(files);
  const before = ancestors(world, start);
  const commits = [...ancestors(world, pull.head_sha)].filter((sha) => !before.has(sha)).length;
  const issue = world.store.issues.findBy('number', pull.number).find((row) => row.repo_id === world.repoId);
  // GitHub counts paths: a file that became a link is listed twice, but counted once.
  const changed = new Set(files.map(({ filename }) => filename)).size;
  return { additions, deletions, changed_files: changed, commits, comments: issue?.comments ?? 0 };
}

async function pullsOfCommit(world: World, call: Call, [sha = '']: readonly string[]): Promise<Answer> {
  const commit = commitAt(world, sha);
  if (!commit) return refusal(422, `No commit found for SHA: ${sha}`);
  const rows = world.store.pulls.findBy('repo_id', world.repoId).filter((pull) => {
    if (pull.merge_commit_sha === commit.sha) return true;
    return ancestors(world, pull.head_sha).has(commit.sha) && !ancestors(world, pull.base_sha).has(commit.sha);
  });
  const { page, headers } = paged(world, call, rows);
  const shown = await Promise.all(
    page.map(async ({ number }) => (await world.inner('GET', `/pulls/${number}`, call.actor ?? 'anonymous')).body),
  );
  const listed = shown.map((pull) => Object.fromEntries(Object.entries(pull as object).filter(isListed)));
  return json(200, listed, headers);
}
