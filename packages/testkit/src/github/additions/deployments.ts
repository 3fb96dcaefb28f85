import {
  type Addition,
  type Answer,
  type Call,
  commitAt,
  type Deployment,
  json,
  paged,
  refusal,
  type World,
} from '../world.ts';

/** Deployments and their statuses, which emulate does not know at all. */
export const deployments: readonly Addition[] = [
  {
    why: 'Deployments are listed newest first.',
    method: 'GET',
    path: /^\/deployments$/,
    before: (world, call) => {
      const asked = (name: 'environment' | 'ref' | 'sha' | 'task', deployment: Deployment) => {
        const value = call.query.get(name);
        return value === null || value === 'none' || deployment[name] === value;
      };
      const list = world.deployments
        .filter((one) => (['environment', 'ref', 'sha', 'task'] as const).every((name) => asked(name, one)))
        .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id);
      const { page, headers } = paged(world, call, list);
      return json(
        200,
        page.map((one) => shown(world, one)),
        headers,
      );
    },
  },
  { why: 'A deployment is made.', method: 'POST', path: /^\/deployments$/, before: create },
  {
    why: 'One deployment.',
    method: 'GET',
    path: /^\/deployments\/(\d+)$/,
    before: (world, _call, [id]) => withDeployment(world, id, (one) => json(200, shown(world, one))),
  },
  {
    why: 'The statuses of a deployment are listed newest first.',
    method: 'GET',
    path: /^\/deployments\/(\d+)\/statuses$/,
    before: (world, call, [id]) =>
      withDeployment(world, id, (one) => {
        const { page, headers } = paged(world, call, [...one.statuses].reverse());
        return json(
          200,
          page.map((status) => shownStatus(world, one, status)),
          headers,
        );
      }),
  },
  {
    why: 'A status is added to a deployment.',
    method: 'POST',
    path: /^\/deployments\/(\d+)\/statuses$/,
    before: (world, call, [id]) => withDeployment(world, id, (one) => addStatus(world, call, one)),
  },
];

const states = new Set(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']);

function create(world: World, call: Call): Answer {
  const { ref, environment = 'production', task = 'deploy', description, payload = {} } = call.body ?? {};
  const commit = typeof ref === 'string' ? commitAt(world, ref) : undefined;
  if (!commit) return refusal(422, `No ref found for: ${String(ref)}`);
  const made: Deployment = {
    id: world.deployments.length + 1,
    sha: commit.sha,
    ref: String(ref),
    task: String(task),
    environment: String(environment),
    description: typeof description === 'string' ? description : null,
    payload,
    createdAt: new Date().toISOString(),
    actor: call.actor!,
    statuses: [],
  };
  world.deployments.push(made);
  return json(201, shown(world, made));
}

function addStatus(world: World, call: Call, deployment: Deployment): Answer {
  const { state, description = '' } = call.body ?? {};
  if (typeof state !== 'string' || !states.has(state)) return refusal(422, 'Validation Failed');
  const status = {
    id: deployment.id * 1000 + deployment.statuses.length + 1,
    state,
    description: String(description),
    createdAt: new Date().toISOString(),
    actor: call.actor!,
  };
  deployment.statuses.push(status);
  return json(201, shownStatus(world, deployment, status));
}

function withDeployment(world: World, id: string | undefined, then: (deployment: Deployment) => Answer): Answer {
  const deployment = world.deployments.find((one) => one.id === Number(id));
  return deployment ? then(deployment) : refusal(404, 'Not Found');
}

function shown(world: World, one: Deployment): object {
  const url = `${world.apiUrl}/repos/${world.name}/deployments/${one.id}`;
  const updatedAt = one.statuses.at(-1)?.createdAt ?? one.createdAt;
  return {
    url,
    id: one.id,
    node_id: Buffer.from(`Deployment:${one.id}`).toString('base64url'),
    sha: one.sha,
    ref: one.ref,
    task: one.task,
    payload: one.payload,
    original_environment: one.environment,
    environment: one.environment,
    description: one.description,
    creator: userShown(world, one.actor),
    created_at: seconds(one.createdAt),
    updated_at: seconds(updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: `${world.apiUrl}/repos/${world.name}`,
    transient_environment: false,
    production_environment: one.environment === 'production',
  };
}

function shownStatus(world: World, one: Deployment, status: Deployment['statuses'][number]): object {
  const url = `${world.apiUrl}/repos/${world.name}/deployments/${one.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: Buffer.from(`DeploymentStatus:${status.id}`).toString('base64url'),
    state: status.state,
    creator: userShown(world, status.actor),
    description: status.description,
    environment: one.environment,
    target_url: '',
    created_at: seconds(status.createdAt),
    updated_at: seconds(status.createdAt),
    deployment_url: url,
    repository_url: `${world.apiUrl}/repos/${world.name}`,
    environment_url: '',
    log_url: '',
  };
}

function seconds(at: string): string {
  return at.replace(/\.\d+Z$/, 'Z');
}

/** A user in the short form that lists carry. */
/** A user as the API shows one. */
export function userShown(world: World, actor: Deployment['actor']): object {
  const user = world.store.users.findOneBy('login', world.logins[actor])!;
  const url = `${world.apiUrl}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: Buffer.from(`User:${user.id}`).toString('base64url'),
    avatar_url: `${world.origin}/avatars/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${encodeURIComponent(user.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}
