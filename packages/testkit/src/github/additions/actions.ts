import { parse } from 'yaml';
import type { RunRow, WorkflowRow } from '../store.ts';
import { blobsIn, textOf } from '../trees.ts';
import {
  type Addition,
  type Annotation,
  type Answer,
  type Call,
  commitAt,
  json,
  paged,
  refusal,
  repoOf,
  type World,
} from '../world.ts';
import { dispatch } from './dispatch.ts';

/** Workflows, runs and the logs of their jobs. */
export const actions: readonly Addition[] = [
  {
    why: 'The workflows are the files of the default branch; emulate knows only those it was told of.',
    method: '*',
    path: /^\/actions\//,
    before: registerWorkflows,
  },
  {
    why: 'A dispatch is checked against the file, names its run, and answers with the run when asked to.',
    method: 'POST',
    path: /^\/actions\/workflows\/([^/]+)\/dispatches$/,
    before: (world, call, [id = '']) => dispatch(world, call, workflowOf(world, id)),
  },
  {
    why: 'Runs are listed newest first, and by conclusion, commit and time too.',
    method: 'GET',
    path: /^\/actions\/(?:workflows\/([^/]+)\/)?runs$/,
    before: listRuns,
  },
  {
    why: 'A run is shown whole, under the title its workflow gave it.',
    method: 'GET',
    path: /^\/actions\/runs\/(\d+)$/,
    after: (world, _call, [id], answer) =>
      answer.status === 200 ? { ...answer, body: completed(world, Number(id), answer.body) } : undefined,
  },
  {
    why: 'A job log is a redirect to text that another host serves, and gone when there is none.',
    method: 'GET',
    path: /^\/actions\/jobs\/(\d+)\/logs$/,
    before: (world, _call, [id]) => {
      if (!world.store.jobs.get(Number(id)) || !world.logs.has(Number(id))) return refusal(404, 'Not Found');
      return { status: 302, headers: { location: `${world.apiUrl}/_logs/${id}` }, body: undefined };
    },
  },
  {
    why: 'The logs of a run are a redirect to an archive, here always gone; emulate makes one up.',
    method: 'GET',
    path: /^\/actions\/runs\/(\d+)\/logs$/,
    before: () => refusal(404, 'Not Found'),
  },
  {
    why: 'The failed jobs of a run are queued again, under the number of the run and as its next attempt; emulate has no such thing.',
    method: 'POST',
    path: /^\/actions\/runs\/(\d+)\/rerun-failed-jobs$/,
    before: (world, call, [id]) => rerunFailed(world, call, Number(id)),
  },
  {
    why: 'A job is a check run, whose annotations are what its steps marked on lines.',
    method: 'GET',
    path: /^\/check-runs\/(\d+)\/annotations$/,
    before: (world, call, [id]) => {
      if (!world.store.jobs.get(Number(id))) return refusal(404, 'Not Found');
      const { page, headers } = paged(world, call, [...(world.annotations.get(Number(id)) ?? [])]);
      return json(200, page.map(annotationOf), headers);
    },
  },
  {
    why: 'The text of a job log.',
    method: 'GET',
    path: /^\/_logs\/(\d+)$/,
    fromRoot: true,
    before: (world, _call, [id]) => {
      const body = world.logs.get(Number(id));
      if (body === undefined) return refusal(404, 'Not Found');
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
    },
  },
];

function rerunFailed(world: World, call: Call, id: number): Answer {
  const run = world.store.runs.get(id);
  if (!run || run.repo_id !== world.repoId) return refusal(404, 'Not Found');
  if (call.actor === 'actions' && world.refused.has('actions'))
    return refusal(403, 'Resource not accessible by integration');
  if (run.status !== 'completed') return refusal(403, 'This workflow is already running');
  world.store.runs.update(id, { status: 'queued', conclusion: null, run_attempt: run.run_attempt + 1 });
  for (const job of world.store.jobs.findBy('run_id', id)) {
    if (job.conclusion === 'success') continue;
    world.store.jobs.update(job.id, { status: 'queued', conclusion: null, completed_at: null });
  }
  return json(201, {});
}

function annotationOf({ path, line, text }: Annotation): object {
  return {
    path,
    start_line: line,
    end_line: line,
    start_column: null,
    end_column: null,
    annotation_level: 'failure',
    title: '',
    message: text,
    raw_details: '',
    blob_href: '',
  };
}

function registerWorkflows(world: World): undefined {
  const { store, repoId } = world;
  const tree = commitAt(world, repoOf(world).default_branch)?.tree_sha ?? '';
  const known = new Map(store.workflows.findBy('repo_id', repoId).map((row) => [row.path, row]));
  for (const [path, sha] of blobsIn(world, tree)) {
    if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) || known.has(path)) continue;
    store.workflows.insert({
      repo_id: repoId,
      node_id: Buffer.from(`Workflow:${path}`).toString('base64url'),
      name: nameIn(textOf(world, sha)) ?? path,
      path,
      state: 'active',
      badge_url: '',
    });
  }
  return undefined;
}

function nameIn(text: string): string | undefined {
  try {
    const name = (parse(text) as { name?: unknown } | null)?.name;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The workflow of an id or a file name. */
function workflowOf(world: World, id: string): WorkflowRow | undefined {
  const rows = world.store.workflows.findBy('repo_id', world.repoId);
  return rows.find((row) => String(row.id) === id || row.path === id || row.path === `.github/workflows/${id}`);
}

async function listRuns(world: World, call: Call, [id]: readonly string[]): Promise<Answer> {
  const workflow = id ? workflowOf(world, id) : undefined;
  if (id && !workflow) return refusal(404, 'Not Found');
  const asked = (name: string) => call.query.get(name) ?? undefined;
  const is = (name: string, ...values: (string | null)[]) => {
    const wanted = asked(name);
    return wanted === undefined || values.includes(wanted);
  };
  const rows = world.store.runs
    .findBy('repo_id', world.repoId)
    .filter((run) => !workflow || run.workflow_id === workflow.id)
    .filter((run) => is('branch', run.head_branch) && is('event', run.event) && is('head_sha', run.head_sha))
    .filter((run) => is('status', run.status, run.conclusion))
    .filter((run) => is('actor', world.store.users.get(run.actor_id)?.login ?? null))
    .filter((run) => isWithin(run, asked('created')))
    .sort((a, b) => b.id - a.id);
  const { page, headers } = paged(world, call, rows);
  const shown = await Promise.all(
    page.map(async (run) => {
      const { body } = await world.inner('GET', `/actions/runs/${run.id}`, call.actor ?? 'anonymous');
      return completed(world, run.id, body);
    }),
  );
  return json(200, { total_count: rows.length, workflow_runs: shown }, headers);
}

/** `created`: `>=2026-01-01T00:00:00Z`, `>`, `<`, `<=`, or `from..to`. */
function isWithin(run: RunRow, range: string | undefined): boolean {
  if (range === undefined) return true;
  const at = Math.floor(Date.parse(run.created_at) / 1000) * 1000;
  const [, from, to] = /^(.+)\.\.(.+)$/.exec(range) ?? [];
  if (from && to) return at >= Date.parse(from) && at <= Date.parse(to);
  const [, sign = '', time = ''] = /^([<>]=?)?(.+)$/.exec(range) ?? [];
  const then = Date.parse(time);
  if (sign === '>=') return at >= then;
  if (sign === '>') return at > then;
  if (sign === '<=') return at <= then;
  return sign === '<' ? at < then : at === then;
}

/** What emulate leaves out of a run: its title, the addresses below it, its check suite and who wrote its commit. */
function completed(world: World, id: number, run: unknown): object {
  const dispatched = world.dispatched.get(id);
  const shown = run as { head_sha: string; url: string; repository: object; head_commit: object };
  const commit = commitAt(world, shown.head_sha);
  const message = commit?.message ?? '';
  const below = ['jobs', 'logs', 'artifacts', 'cancel', 'rerun'].map((name) => [`${name}_url`, `${shown.url}/${name}`]);
  return {
    ...shown,
    ...Object.fromEntries(below),
    display_title: dispatched?.title ?? (message.split('\n')[0] || 'Run'),
    check_suite_id: id,
    check_suite_url: `${world.apiUrl}/repos/${world.name}/check-suites/${id}`,
    head_repository: shown.repository,
    head_commit: {
      ...shown.head_commit,
      message,
      tree_id: commit?.tree_sha ?? '',
      author: commit && { name: commit.author_name, email: commit.author_email },
      committer: commit && { name: commit.committer_name, email: commit.committer_email },
    },
  };
}
