import { parse } from 'yaml';
import type { WorkflowRow } from '../store.ts';
import { blobsIn, textOf } from '../trees.ts';
import { type Answer, type Call, commitAt, json, refusal, type World } from '../world.ts';

interface Input {
  readonly required?: boolean;
  readonly default?: unknown;
  readonly type?: string;
  readonly options?: readonly unknown[];
}

interface WorkflowFile {
  readonly on?: unknown;
  readonly 'run-name'?: unknown;
  readonly jobs?: Readonly<Record<string, { readonly name?: unknown } | null>>;
}

/**
 * What `POST …/dispatches` does: the file at the ref must take `workflow_dispatch` and the inputs given; 204, or with
 * `return_run_details` 200 and where the run is (GitHub changelog of 2026-02-19).
 */
export function dispatch(world: World, call: Call, workflow: WorkflowRow | undefined): Answer {
  const { ref, inputs = {}, return_run_details: wantsDetails } = call.body ?? {};
  if (!workflow) return refusal(404, 'Not Found');
  if (workflow.state !== 'active') return refusal(422, 'Cannot trigger a disabled workflow');
  const branch = typeof ref === 'string' ? ref.replace(/^refs\/(?:heads|tags)\//, '') : '';
  const isNamed = world.store.refs
    .findBy('repo_id', world.repoId)
    .some((row) => row.ref === `refs/heads/${branch}` || row.ref === `refs/tags/${branch}`);
  const commit = isNamed ? commitAt(world, branch) : undefined;
  if (!commit) return refusal(422, `No ref found for: ${String(ref)}`);
  const file = fileAt(world, commit.tree_sha, workflow.path);
  const trigger = file && triggerOf(file);
  if (!file || !trigger) return refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const given = typeof inputs === 'object' && inputs !== null ? (inputs as Record<string, unknown>) : {};
  const wrong = whatIsWrong(trigger, given);
  if (wrong) return refusal(422, wrong);
  const all = { ...defaultsOf(trigger), ...given };
  const title = titleOf(file, all) ?? workflow.name;
  const run = startRun(world, call, workflow, { branch, sha: commit.sha, jobs: jobsOf(file) });
  world.dispatched.set(run, { title, ref: branch, inputs: given });
  if (wantsDetails !== true) return { status: 204, headers: {}, body: undefined };
  return json(200, {
    workflow_run_id: run,
    run_url: `${world.apiUrl}/repos/${world.name}/actions/runs/${run}`,
    html_url: `${world.origin}/${world.name}/actions/runs/${run}`,
  });
}

function fileAt(world: World, tree: string, path: string): WorkflowFile | undefined {
  const sha = blobsIn(world, tree).get(path);
  if (sha === undefined) return undefined;
  try {
    return (parse(textOf(world, sha)) as WorkflowFile | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The inputs of `workflow_dispatch`, or `undefined` when the workflow cannot be dispatched. */
function triggerOf({ on }: WorkflowFile): Readonly<Record<string, Input>> | undefined {
  if (on === 'workflow_dispatch' || (Array.isArray(on) && on.includes('workflow_dispatch'))) return {};
  if (typeof on !== 'object' || on === null || !('workflow_dispatch' in on)) return undefined;
  const { inputs } = (on.workflow_dispatch ?? {}) as { inputs?: Record<string, Input | null> | null };
  return Object.fromEntries(Object.entries(inputs ?? {}).map(([name, input]) => [name, input ?? {}]));
}

function whatIsWrong(
  inputs: Readonly<Record<string, Input>>,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const unexpected = Object.keys(given).filter((name) => !(name in inputs));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  if (Object.keys(given).length > 25) return 'you may only define up to 25 `inputs` for a `workflow_dispatch` event';
  if (JSON.stringify(given).length > 65_535) return 'inputs are too large.';
  for (const [name, input] of Object.entries(inputs)) {
    const value = given[name];
    const isMissing = value === undefined || value === '';
    if (input.required && isMissing && input.default === undefined) return `Required input '${name}' not provided`;
    if (input.type !== 'choice' || isMissing || input.options?.map(String).includes(String(value))) continue;
    return `Provided value '${String(value)}' for input '${name}' not in the list of allowed values`;
  }
  return undefined;
}

function defaultsOf(inputs: Readonly<Record<string, Input>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) => (input.default === undefined ? [] : [[name, input.default]])),
  );
}

/** The run's name, with `${{ inputs.x }}` and `${{ github.event.inputs.x }}` filled in; other expressions are left out. */
function titleOf(file: WorkflowFile, inputs: Readonly<Record<string, unknown>>): string | undefined {
  const name = file['run-name'];
  if (typeof name !== 'string') return undefined;
  return name.replaceAll(/\$\{\{(.*?)\}\}/g, (_whole, expression: string) => {
    const input = /^\s*(?:github\.event\.)?inputs\.([\w-]+)\s*$/.exec(expression)?.[1];
    return input === undefined ? '' : String(inputs[input] ?? '');
  });
}

function jobsOf({ jobs }: WorkflowFile): string[] {
  return Object.entries(jobs ?? {}).map(([id, job]) => (typeof job?.name === 'string' ? job.name : id));
}

function startRun(
  { store, repoId, logins }: World,
  call: Call,
  workflow: WorkflowRow,
  { branch, sha, jobs }: { branch: string; sha: string; jobs: readonly string[] },
): number {
  const at = new Date().toISOString();
  const { id } = store.runs.insert({
    repo_id: repoId,
    node_id: Buffer.from(`Run:${workflow.path}`).toString('base64url'),
    workflow_id: workflow.id,
    name: workflow.name,
    head_branch: branch,
    head_sha: sha,
    run_number: store.runs.findBy('workflow_id', workflow.id).length + 1,
    event: 'workflow_dispatch',
    status: 'queued',
    conclusion: null,
    actor_id: store.users.findOneBy('login', logins[call.actor!])!.id,
    run_attempt: 1,
    run_started_at: at,
  });
  for (const name of jobs) {
    store.jobs.insert({
      repo_id: repoId,
      node_id: Buffer.from(`Job:${id}:${name}`).toString('base64url'),
      run_id: id,
      name,
      status: 'queued',
      conclusion: null,
      started_at: at,
      completed_at: null,
      runner_id: 1,
      runner_name: 'GitHub Actions 1',
      steps: [],
    });
  }
  return id;
}
