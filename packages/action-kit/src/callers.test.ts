import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { callerWorkflows } from '../../../scripts/example-workflows.ts';

const root = join(import.meta.dirname, '../../..');

const Permissions = z.record(z.string(), z.enum(['read', 'write', 'none'])).default({});
const Inputs = z.record(z.string(), z.object({ required: z.boolean().default(false) })).nullish();
const Job = z.object({
  permissions: Permissions,
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  secrets: z.record(z.string(), z.unknown()).default({}),
});
const Workflow = z.object({
  on: z.object({
    workflow_call: z.object({ inputs: Inputs, secrets: Inputs }).nullish(),
    workflow_dispatch: z.object({ inputs: Inputs }).nullish(),
  }),
  jobs: z.record(z.string(), Job),
});
type Workflow = z.infer<typeof Workflow>;

/** A workflow of this repository by its file name. The release makes the twin without a model of the one that asks. */
function ours(name: string): Workflow {
  const file = join(root, '.github/workflows', name.replace(/-offline\.yml$/, '.yml'));
  expect(existsSync(file), `${name} is called, and is not in .github/workflows`).toBe(true);
  return Workflow.parse(parse(readFileSync(file, 'utf8')));
}

/** What the jobs of a workflow ask for, with those of the workflows that they call: GitHub checks all, also those that are skipped. */
function wanted({ jobs }: Workflow): [string, string][] {
  return Object.values(jobs).flatMap(({ permissions, uses }) => [
    ...Object.entries(permissions),
    ...(uses?.startsWith('./') ? wanted(ours(uses.split('/').at(-1)!)) : []),
  ]);
}

const calls = callerWorkflows('v1').flatMap(({ name, text }) =>
  Object.values(Workflow.parse(parse(text)).jobs).flatMap((job) => {
    const called = job.uses?.split('/').at(-1)?.split('@')[0];
    return called ? [{ caller: name, job, called }] : [];
  }),
);

test('callers of the pages and of `init` call the three reusable workflows', () => {
  const callers = calls.map(({ caller }) => caller);
  expect(callers).toEqual(expect.arrayContaining(['minimal', 'sre-aiops', 'sre-aiops-infra', 'sre-aiops-repair']));
  expect([...new Set(calls.map(({ called }) => called))].sort()).toEqual([
    'incident-response.yml',
    'infra-remediation.yml',
    'repair-fix.yml',
  ]);
});

test('callers of the infrastructure workflow hand on every secret that the login to the cluster may want', () => {
  const secrets = Object.keys(ours('infra-remediation.yml').on.workflow_call?.secrets ?? {});
  expect(secrets).toEqual(['kubeconfig']);
  for (const { job } of calls.filter(({ called }) => called === 'infra-remediation.yml'))
    expect(Object.keys(job.secrets)).toEqual(secrets);
});

describe.each(calls)('$caller', ({ job, called }) => {
  test('gives the inputs and secrets that the workflow takes, and all that it requires', () => {
    const call = ours(called).on.workflow_call;
    expect(call, `${called} is not reusable`).toBeTruthy();
    for (const [given, known] of [
      [job.with, call?.inputs ?? {}],
      [job.secrets, call?.secrets ?? {}],
    ] as const) {
      expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(given)));
      const required = Object.keys(known).filter((name) => known[name]!.required);
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
    }
  });

  test('grants what the jobs of the workflow ask for, and nothing that none of them asks for', () => {
    const order = ['none', 'read', 'write'];
    const needed = wanted(ours(called));
    const short = needed.filter(([key, level]) => order.indexOf(job.permissions[key] ?? 'none') < order.indexOf(level));
    expect(short).toEqual([]);
    const spare = Object.entries(job.permissions).filter(
      ([key, level]) => !needed.some(([name, wants]) => name === key && order.indexOf(wants) >= order.indexOf(level)),
    );
    expect(spare).toEqual([]);
  });
});

test('the infrastructure workflow takes what `dispatch-infra` sends, in a user’s repository and here', () => {
  const page = readFileSync(join(root, 'docs/policy.md'), 'utf8');
  const [, told = ''] = /It takes the inputs ([^;]+);/.exec(page) ?? [];
  const sent = Array.from(told.matchAll(/`([\w-]+)`/g), ([, name = '']) => name).sort();
  const caller = callerWorkflows().find(({ name }) => name === 'sre-aiops-infra')!;
  for (const workflow of [Workflow.parse(parse(caller.text)), ours('infra-remediation.yml')])
    expect(Object.keys(workflow.on.workflow_dispatch?.inputs ?? {}).sort()).toEqual(sent);
});
