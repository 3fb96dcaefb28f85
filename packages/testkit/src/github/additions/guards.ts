import { type Addition, invalid, type MaybeAnswer, refusal, repoOf, type World } from '../world.ts';

/** GitHub's limits, in characters (docs.github.com; the messages are the API's own). */
const limits = { title: 256, body: 65_536 } as const;

const permissions: readonly (readonly [RegExp, string])[] = [
  [/^\/issues(\/|$)|^\/labels(\/|$)/, 'issues'],
  [/^\/pulls(\/|$)/, 'pull_requests'],
  [/^\/(?:git|contents)\//, 'contents'],
  [/^\/(?:actions|environments)\//, 'actions'],
  [/^\/deployments(\/|$)/, 'deployments'],
];

/** What is refused before anything else is looked at. */
export const guards: readonly Addition[] = [
  {
    why: 'A private repository does not exist for those who may not see it; emulate asks them to log in.',
    method: '*',
    path: /^/,
    before: (world, call) =>
      repoOf(world).private && call.actor === undefined ? refusal(404, 'Not Found') : undefined,
  },
  {
    why: 'A write without a token is told to authenticate.',
    method: '*',
    path: /^/,
    before: (_world, call) =>
      call.method !== 'GET' && call.actor === undefined ? refusal(401, 'Requires authentication') : undefined,
  },
  {
    why: 'A workflow token lacks what its job did not ask for.',
    method: '*',
    path: /^(.*)$/s,
    before: (world, call, [path = '']) => withoutPermission(world, call.method, path, call.actor === 'actions'),
  },
  {
    why: 'An archived repository takes no writes at all; emulate refuses those to contents only.',
    method: '*',
    path: /^/,
    before: (world, call) =>
      call.method !== 'GET' && repoOf(world).archived
        ? refusal(403, 'Repository was archived so is read-only.')
        : undefined,
  },
  {
    why: 'Issues that are switched off answer 410; emulate says 404.',
    method: '*',
    path: /^\/issues(?:\/(\d+))?/,
    before: (world, _call, [number = '']) => {
      if (world.settings.issuesEnabled) return undefined;
      const isPull = world.store.pulls.findBy('number', Number(number)).length > 0;
      return isPull ? undefined : refusal(410, 'Issues has been disabled in this repository.');
    },
  },
  {
    why: 'The repository says whether its issues are switched on.',
    method: 'GET',
    path: /^$/,
    after: (world, _call, _params, answer) =>
      answer.status === 200
        ? { ...answer, body: { ...(answer.body as object), has_issues: world.settings.issuesEnabled } }
        : undefined,
  },
  {
    why: 'Titles and bodies have an end; emulate takes any length.',
    method: '*',
    path: /^\/(issues|pulls)(?:\/\d+)?(\/comments)?(?:\/\d+)?$/,
    before: (_world, call, [kind, comments]) => tooLong(call.method, call.body, kind ?? '', Boolean(comments)),
  },
  {
    why: 'A workflow token belongs to no user.',
    method: 'GET',
    path: /^\/user$/,
    fromRoot: true,
    before: (_world, call) =>
      call.actor === 'actions' ? refusal(403, 'Resource not accessible by integration') : undefined,
  },
];

function withoutPermission(world: World, method: string, path: string, isActions: boolean): MaybeAnswer {
  if (method === 'GET' || !isActions) return undefined;
  const needed = permissions.find(([pattern]) => pattern.test(path))?.[1];
  // A pull request is an issue too: with either permission its comments and labels may be written.
  const alternatives = needed === 'issues' && path.startsWith('/issues/') ? ['issues', 'pull_requests'] : [needed];
  return alternatives.every((permission) => permission !== undefined && world.refused.has(permission))
    ? refusal(403, 'Resource not accessible by integration')
    : undefined;
}

function tooLong(
  method: string,
  body: Record<string, unknown> | undefined,
  kind: string,
  isComment: boolean,
): MaybeAnswer {
  if (method !== 'POST' && method !== 'PATCH') return undefined;
  const resource = isComment ? 'IssueComment' : kind === 'pulls' ? 'PullRequest' : 'Issue';
  for (const field of ['title', 'body'] as const) {
    const text = body?.[field];
    if (typeof text !== 'string' || text.length <= limits[field]) continue;
    const message = `${field} is too long (maximum is ${limits[field]} characters)`;
    return invalid({ resource, code: 'custom', field, message });
  }
  return undefined;
}
