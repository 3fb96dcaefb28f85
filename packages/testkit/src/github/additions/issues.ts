import type { IssueRow } from '../store.ts';
import { type Addition, type Answer, type Call, invalid, json, type MaybeAnswer, paged, type World } from '../world.ts';
import { labelNamed } from './labels.ts';

/** Issues: on GitHub a pull request is one. */
export const issues: readonly Addition[] = [
  {
    why: 'The list of issues holds the pull requests too, told apart by `pull_request`; emulate leaves them out.',
    method: 'GET',
    path: /^\/issues$/,
    before: list,
  },
  {
    why: 'A pull request is read by its number as an issue.',
    method: 'GET',
    path: /^\/issues\/(\d+)$/,
    before: (world, call, [number]) => (isPull(world, number) ? pullAsIssue(world, Number(number), call) : undefined),
  },
  {
    why: 'A pull request is edited by its number as an issue.',
    method: 'PATCH',
    path: /^\/issues\/(\d+)$/,
    before: (world, call, [number]) => (isPull(world, number) ? patchPull(world, call, Number(number)) : undefined),
  },
  {
    why: 'Who cannot be assigned is refused with the field on a new issue.',
    method: 'POST',
    path: /^\/issues$/,
    before: (world, call) => {
      const unknown = loginsOf(call).find((login) => userId(world, login) === undefined);
      const error = { value: unknown ?? '', resource: 'Issue', field: 'assignees', code: 'invalid' };
      return unknown === undefined ? undefined : invalid(error);
    },
  },
  {
    why: 'Who cannot be assigned later is passed over in silence; pull requests can be assigned.',
    method: 'POST',
    path: /^\/issues\/(\d+)\/assignees$/,
    before: (world, call, [number]) => assign(world, call, Number(number)),
  },
  {
    why: 'Whether somebody can be assigned: 204 or 404.',
    method: 'GET',
    path: /^\/assignees\/([^/]+)$/,
    before: (world, _call, [login = '']) =>
      userId(world, login) === undefined
        ? json(404, { message: 'Not Found' })
        : { status: 204, headers: {}, body: undefined },
  },
  {
    why: 'Comments can be asked for since a time.',
    method: 'GET',
    path: /^\/issues(?:\/(\d+))?\/comments$/,
    after: (_world, call, _params, answer) => {
      const since = call.query.get('since');
      if (since === null || !Array.isArray(answer.body)) return undefined;
      const from = Date.parse(since);
      const recent = (answer.body as { updated_at: string }[]).filter((one) => Date.parse(one.updated_at) >= from);
      return { ...answer, body: recent };
    },
  },
  {
    why: 'A comment on a pull request counts there.',
    method: 'POST',
    path: /^\/issues\/(\d+)\/comments$/,
    after: (world, _call, [number]) => {
      const pull = pullRow(world, Number(number));
      if (pull) world.store.pulls.update(pull.id, { comments: issueRow(world, Number(number))?.comments ?? 0 });
      return undefined;
    },
  },
];

async function list(world: World, call: Call): Promise<Answer> {
  const { store, repoId } = world;
  const asked = (name: string) => call.query.get(name) ?? undefined;
  const state = asked('state') ?? 'open';
  const wanted = (asked('labels') ?? '').split(',').filter(Boolean);
  const labelIds = wanted.map((name) => labelNamed(world, name.trim())?.id);
  const since = Date.parse(asked('since') ?? '1970-01-01T00:00:00Z');
  const person = (name: string) => {
    const login = asked(name);
    return login === undefined ? undefined : (userId(world, login) ?? -1);
  };
  const creator = person('creator');
  const assignee = person('assignee');
  const rows = store.issues
    .findBy('repo_id', repoId)
    .filter((row) => state === 'all' || row.state === state)
    .filter((row) => labelIds.every((id) => id !== undefined && row.label_ids.includes(id)))
    .filter((row) => creator === undefined || row.user_id === creator)
    .filter((row) => assignee === undefined || row.assignee_ids.includes(assignee))
    .filter((row) => Date.parse(row.updated_at) >= since);
  const key = asked('sort') === 'updated' ? 'updated_at' : asked('sort') === 'comments' ? 'comments' : 'created_at';
  const turn = asked('direction') === 'asc' ? 1 : -1;
  rows.sort((a, b) => turn * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.number - b.number));
  const { page, headers } = paged(world, call, rows);
  const shown = await Promise.all(
    page.map(async (row) => {
      if (row.is_pull_request) return (await pullAsIssue(world, row.number, call)).body;
      return (await world.inner('GET', `/issues/${row.number}`, call.actor ?? 'anonymous')).body;
    }),
  );
  return json(200, shown, headers);
}

/** A pull request in the form of an issue. */
async function pullAsIssue(world: World, number: number, call: Call): Promise<Answer> {
  const { body } = await world.inner('GET', `/pulls/${number}`, call.actor ?? 'anonymous');
  const pull = body as Record<string, unknown> & { html_url: string; merged_at: string | null };
  const url = `${world.apiUrl}/repos/${world.name}/issues/${number}`;
  const kept = ['id', 'node_id', 'number', 'title', 'user', 'labels', 'state', 'locked', 'assignee', 'assignees'];
  const more = ['milestone', 'created_at', 'updated_at', 'closed_at', 'body', 'author_association', 'draft'];
  return json(200, {
    url,
    repository_url: `${world.apiUrl}/repos/${world.name}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: pull.html_url,
    ...Object.fromEntries([...kept, ...more].map((key) => [key, pull[key]])),
    comments: issueRow(world, number)?.comments ?? 0,
    state_reason: null,
    active_lock_reason: null,
    closed_by: null,
    performed_via_github_app: null,
    pull_request: {
      url: `${world.apiUrl}/repos/${world.name}/pulls/${number}`,
      html_url: pull.html_url,
      diff_url: `${pull.html_url}.diff`,
      patch_url: `${pull.html_url}.patch`,
      merged_at: pull.merged_at,
    },
  });
}

async function patchPull(world: World, call: Call, number: number): Promise<MaybeAnswer> {
  const actor = call.actor!;
  const { title, body, state, labels, assignees } = call.body ?? {};
  const change = Object.fromEntries(Object.entries({ title, body, state }).filter(([, value]) => value !== undefined));
  if (Object.keys(change).length > 0) await world.inner('PATCH', `/pulls/${number}`, actor, change);
  if (Array.isArray(labels)) await world.inner('PUT', `/issues/${number}/labels`, actor, { labels });
  if (Array.isArray(assignees)) setAssignees(world, number, loginsOf(call));
  return pullAsIssue(world, number, call);
}

async function assign(world: World, call: Call, number: number): Promise<MaybeAnswer> {
  const row = issueRow(world, number);
  if (!row) return undefined;
  const before = row.assignee_ids.flatMap((id) => world.store.users.get(id)?.login ?? []);
  setAssignees(world, number, [...before, ...loginsOf(call)]);
  const shown = isPull(world, String(number))
    ? await pullAsIssue(world, number, call)
    : await world.inner('GET', `/issues/${number}`, call.actor!);
  return { ...shown, status: 201 };
}

function setAssignees(world: World, number: number, logins: readonly string[]): void {
  // GitHub keeps ten at most.
  const ids = [...new Set(logins.flatMap((login) => userId(world, login) ?? []))].slice(0, 10);
  const row = issueRow(world, number);
  const pull = pullRow(world, number);
  if (row) world.store.issues.update(row.id, { assignee_ids: ids });
  if (pull) world.store.pulls.update(pull.id, { assignee_ids: ids });
}

function loginsOf(call: Call): string[] {
  const given = call.body?.assignees;
  return Array.isArray(given) ? given.filter((login): login is string => typeof login === 'string') : [];
}

function userId(world: World, login: string): number | undefined {
  return world.store.users.all().find((user) => user.login.toLowerCase() === login.toLowerCase())?.id;
}

function isPull(world: World, number: string | undefined): boolean {
  return pullRow(world, Number(number)) !== undefined;
}

function pullRow(world: World, number: number) {
  return world.store.pulls.findBy('number', number).find((row) => row.repo_id === world.repoId);
}

function issueRow(world: World, number: number): IssueRow | undefined {
  return world.store.issues.findBy('number', number).find((row) => row.repo_id === world.repoId);
}
