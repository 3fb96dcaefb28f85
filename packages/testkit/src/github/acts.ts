import { loadObjects } from './seed.ts';
import { shelve } from './shelve.ts';
import { type Actor, type Annotation, type Answer, commitAt, repoOf, type World } from './world.ts';

/** A commit somebody pushes. */
export interface Push {
  readonly branch: string;
  /** New text by path; `null` deletes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message?: string;
  /** Where a new branch begins; the default branch when not said. */
  readonly from?: string;
}

/** A deployment with its statuses in the order they came. */
export interface Deploy {
  readonly environment: string;
  /** Branch, tag or commit. */
  readonly ref: string;
  /** `success`, `failure`, `inactive` … */
  readonly states: readonly string[];
  /** UTC, ISO 8601; the statuses follow a minute apart. Now when not said. */
  readonly at?: string;
}

/** A finished or running workflow run that nobody dispatched through the API. */
export interface Run {
  /** File name below `.github/workflows/`. */
  readonly workflow: string;
  readonly branch: string;
  readonly event?: string;
  /** `success`, `failure` …; a run without is in progress. */
  readonly conclusion?: string;
  readonly jobs?: readonly {
    readonly name: string;
    readonly conclusion?: string;
    readonly log?: string;
    readonly annotations?: readonly Annotation[];
  }[];
  /** Who caused it; a person when not said. */
  readonly by?: Actor;
}

/** What people and GitHub itself do while our program is away. Numbers are those of issues and pull requests. */
export interface Acts {
  openIssue(issue: { title: string; body?: string; labels?: readonly string[] }): Promise<number>;
  editIssue(number: number, change: { title?: string; body?: string; labels?: readonly string[] }): Promise<void>;
  closeIssue(number: number): Promise<void>;
  reopenIssue(number: number): Promise<void>;
  comment(number: number, body: string): Promise<void>;
  /** Somebody without any right on the repository comments. */
  strangerComments(number: number, body: string): Promise<void>;
  /** Somebody without any right on the repository opens an issue, which GitHub gives no labels. */
  strangerOpensIssue(issue: { title: string; body: string }): Promise<number>;
  openPull(pull: { title: string; head: string; body?: string }): Promise<number>;
  /** Squashes the pull request onto its base as it stands now; answers the new commit. */
  mergePull(number: number): Promise<string>;
  closePull(number: number): Promise<void>;
  /** Commits as the person and pushes; answers the commit's id. */
  push(push: Push): Promise<string>;
  deleteBranch(branch: string): Promise<void>;
  /** Answers the deployment's id. */
  deploy(deploy: Deploy): Promise<number>;
  /** Makes an environment, or sets what protects it: reviewers, and that the protected branches alone may use it. */
  setEnvironment(name: string, protection?: { readonly isReviewed?: boolean; readonly anyBranch?: boolean }): void;
  /** Answers the run's id. */
  addRun(run: Run): Promise<number>;
  /** Ends a run, and the jobs of it that have not ended, with their log. */
  concludeRun(id: number, conclusion: string, log?: string): void;
  /** The log of a job, as the API will serve it. */
  setJobLog(job: number, text: string): void;
  /** Direct pushes to a branch (the default one when not said) are refused from now on. */
  protect(branch?: string): void;
  unprotect(branch?: string): void;
  archive(archived?: boolean): void;
  enableIssues(enabled: boolean): void;
  /** Takes a permission from the workflow token: `issues`, `contents`, `pull_requests`, `actions`, `deployments`. */
  refuse(permission: string): void;
  allow(permission: string): void;
  /** The repository's setting "Allow GitHub Actions to create and approve pull requests". */
  allowActionsToOpenPulls(allowed: boolean): void;
}

/** The acts on a world; each rejects when the server does not do it. */
export function actsIn(world: World): Acts {
  const person = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    done<T>(world, 'person', method, path, body);
  return {
    openIssue: async (issue) => (await person<{ number: number }>('POST', '/issues', issue)).number,
    editIssue: async (number, change) => void (await person('PATCH', `/issues/${number}`, change)),
    closeIssue: async (number) => void (await person('PATCH', `/issues/${number}`, { state: 'closed' })),
    reopenIssue: async (number) => void (await person('PATCH', `/issues/${number}`, { state: 'open' })),
    comment: async (number, body) => void (await person('POST', `/issues/${number}/comments`, { body })),
    strangerComments: async (number, body) =>
      void (await done(world, 'stranger', 'POST', `/issues/${number}/comments`, { body })),
    strangerOpensIssue: async (issue) =>
      (await done<{ number: number }>(world, 'stranger', 'POST', '/issues', issue)).number,
    openPull: async (pull) => {
      const base = repoOf(world).default_branch;
      return (await person<{ number: number }>('POST', '/pulls', { base, ...pull })).number;
    },
    mergePull: (number) => merge(world, number),
    closePull: async (number) => void (await person('PATCH', `/pulls/${number}`, { state: 'closed' })),
    push: (push) => pushTo(world, push),
    deleteBranch: async (branch) => void (await person('DELETE', `/git/refs/heads/${branch}`)),
    deploy: (deploy) => deployTo(world, deploy),
    setEnvironment: (name, { isReviewed = true, anyBranch = false } = {}) =>
      void world.environments.set(name, { isReviewed, anyBranch }),
    addRun: (run) => runIn(world, run),
    concludeRun: (id, conclusion, log) => conclude(world, id, conclusion, log),
    setJobLog: (job, text) => void world.logs.set(job, text),
    protect: (branch) => setProtection(world, branch, true),
    unprotect: (branch) => setProtection(world, branch, false),
    archive: (archived = true) => void world.store.repos.update(world.repoId, { archived }),
    enableIssues: (enabled) => {
      world.settings.issuesEnabled = enabled;
    },
    refuse: (permission) => void world.refused.add(permission),
    allow: (permission) => void world.refused.delete(permission),
    allowActionsToOpenPulls: (allowed) => {
      world.settings.actionsMayOpenPulls = allowed;
    },
  };
}

async function done<T>(world: World, actor: Actor, method: string, path: string, body?: unknown): Promise<T> {
  const answer: Answer = await world.ask(method, path, actor, body);
  if (answer.status < 300) return answer.body as T;
  throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

async function pushTo(world: World, { branch, files, message = 'fix: by hand', from }: Push): Promise<string> {
  const exists = world.store.refs.findBy('repo_id', world.repoId).some(({ ref }) => ref === `refs/heads/${branch}`);
  const parent = commitAt(world, exists ? `refs/heads/${branch}` : (from ?? repoOf(world).default_branch));
  if (!parent) throw new Error(`There is nothing at ${from} to branch off`);
  const tree = Object.entries(files).map(([path, content]) => ({
    path,
    mode: '100644',
    type: 'blob',
    ...(content === null ? { sha: null } : { content }),
  }));
  const made = await done<{ sha: string }>(world, 'person', 'POST', '/git/trees', { base_tree: parent.tree_sha, tree });
  const commit = await done<{ sha: string }>(world, 'person', 'POST', '/git/commits', {
    message,
    tree: made.sha,
    parents: [parent.sha],
  });
  const { sha } = commit;
  if (exists) await done(world, 'person', 'PATCH', `/git/refs/heads/${branch}`, { sha });
  else await done(world, 'person', 'POST', '/git/refs', { ref: `refs/heads/${branch}`, sha });
  return sha;
}

async function merge(world: World, number: number): Promise<string> {
  const { store, git, repoId } = world;
  const pull = store.pulls.findBy('repo_id', repoId).find((row) => row.number === number);
  if (pull?.state !== 'open') throw new Error(`There is no open pull request ${number}`);
  const base = commitAt(world, `refs/heads/${pull.base_ref}`)!;
  await shelve(world);
  const tree = (await git.run(['merge-tree', '--write-tree', base.sha, pull.head_sha])).toString('utf8').trim();
  const made = (await git.run(['rev-list', '--objects', tree, '--not', base.sha, pull.head_sha])).toString('utf8');
  loadObjects(
    store,
    repoId,
    await git.read(
      made
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(0, 40)),
    ),
  );
  const message = [`${pull.title} (#${number})`, ...(pull.body ? [pull.body] : [])].join('\n\n');
  const parents = [base.sha];
  const { sha } = await done<{ sha: string }>(world, 'person', 'POST', '/git/commits', { message, tree, parents });
  const ref = store.refs.findBy('repo_id', repoId).find((row) => row.ref === `refs/heads/${pull.base_ref}`)!;
  const branch = store.branches.findBy('repo_id', repoId).find((row) => row.name === pull.base_ref)!;
  store.refs.update(ref.id, { sha });
  store.branches.update(branch.id, { sha });
  const at = new Date().toISOString();
  store.pulls.update(pull.id, {
    state: 'closed',
    merged: true,
    merged_at: at,
    closed_at: at,
    merge_commit_sha: sha,
    merged_by_id: store.users.findOneBy('login', world.logins.person)!.id,
  });
  const issue = store.issues.findBy('repo_id', repoId).find((row) => row.number === number)!;
  store.issues.update(issue.id, { state: 'closed', closed_at: at });
  return sha;
}

async function deployTo(world: World, { environment, ref, states, at }: Deploy): Promise<number> {
  const start = at === undefined ? Date.now() : Date.parse(at);
  const { id } = await done<{ id: number }>(world, 'person', 'POST', '/deployments', { ref, environment });
  for (const state of states) await done(world, 'person', 'POST', `/deployments/${id}/statuses`, { state });
  const index = world.deployments.findIndex((deployment) => deployment.id === id);
  const made = world.deployments[index]!;
  world.deployments[index] = {
    ...made,
    createdAt: new Date(start).toISOString(),
    statuses: made.statuses.map((status, minute) => ({
      ...status,
      createdAt: new Date(start + (minute + 1) * 60_000).toISOString(),
    })),
  };
  return id;
}

async function runIn(
  world: World,
  { workflow, branch, event = 'push', conclusion, jobs = [], by = 'person' }: Run,
): Promise<number> {
  const { store, repoId } = world;
  await done(world, 'person', 'GET', '/actions/workflows');
  const row = store.workflows.findBy('repo_id', repoId).find(({ path }) => path.endsWith(`/${workflow}`));
  if (!row) throw new Error(`The default branch has no workflow ${workflow}`);
  const at = new Date().toISOString();
  const run = store.runs.insert({
    repo_id: repoId,
    node_id: `WFR_${workflow}`,
    workflow_id: row.id,
    name: row.name,
    head_branch: branch,
    head_sha: commitAt(world, branch)?.sha ?? '',
    run_number: store.runs.findBy('workflow_id', row.id).length + 1,
    event,
    status: conclusion ? 'completed' : 'in_progress',
    conclusion: conclusion ?? null,
    actor_id: store.users.findOneBy('login', world.logins[by])!.id,
    run_attempt: 1,
    run_started_at: at,
  });
  for (const job of jobs) {
    const ended = job.conclusion ?? conclusion;
    const { id } = store.jobs.insert({
      repo_id: repoId,
      node_id: `J_${job.name}`,
      run_id: run.id,
      name: job.name,
      status: ended ? 'completed' : 'in_progress',
      conclusion: ended ?? null,
      started_at: at,
      completed_at: ended ? at : null,
      runner_id: 1,
      runner_name: 'GitHub Actions 1',
      steps: [],
    });
    if (job.log !== undefined) world.logs.set(id, job.log);
    if (job.annotations) world.annotations.set(id, job.annotations);
  }
  return run.id;
}

function conclude(world: World, id: number, conclusion: string, log?: string): void {
  const at = new Date().toISOString();
  if (!world.store.runs.update(id, { status: 'completed', conclusion })) throw new Error(`There is no run ${id}`);
  for (const job of world.store.jobs.findBy('run_id', id)) {
    if (job.conclusion === null) {
      world.store.jobs.update(job.id, { status: 'completed', conclusion, completed_at: at });
      if (log !== undefined) world.logs.set(job.id, log);
    }
  }
}

function setProtection(world: World, name: string | undefined, isProtected: boolean): void {
  const wanted = name ?? repoOf(world).default_branch;
  const branch = world.store.branches.findBy('repo_id', world.repoId).find((row) => row.name === wanted);
  if (!branch) throw new Error(`There is no branch ${wanted}`);
  world.store.branches.update(branch.id, { protected: isProtected });
}
