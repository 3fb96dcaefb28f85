import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { releaseWorkflows, workflowsOfMain } from '../../../scripts/release-workflows.ts';

const root = join(import.meta.dirname, '../../..');
const main = workflowsOfMain();
const { on } = parse(main['infra-remediation.yml']!) as Workflow;
/** As a release holds it. */
const text = releaseWorkflows(main)['infra-remediation.yml']!;
const { jobs, permissions } = parse(text) as Workflow;
const [, shown = ''] =
  /```yaml\n( +# \.github\/workflows\/infra-remediation\.yml\n[\s\S]*?)```/.exec(
    readFileSync(join(root, 'docs/infrastructure.md'), 'utf8'),
  ) ?? [];
const caller = parse(shown) as Workflow;

interface Workflow {
  readonly on: Readonly<Record<string, { readonly inputs: Readonly<Record<string, object>> }>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly if?: string;
  readonly with?: object;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

test('the workflow takes what the dispatch sends, called or started, and the caller hands all of it on', () => {
  const source = readFileSync(join(root, 'packages/github/src/writer/put-dispatch.ts'), 'utf8');
  const [, sent = ''] = /inputs: \{\n([\s\S]*?)\n {4}\},/.exec(source) ?? [];
  const names = Array.from(sent.matchAll(/^ +'?([\w-]+)'?:/gm), ([, name]) => name);
  expect(names).toHaveLength(5);
  expect(on.workflow_call!.inputs).toEqual(on.workflow_dispatch!.inputs);
  for (const of of [on.workflow_dispatch!.inputs, caller.on.workflow_dispatch!.inputs, caller.jobs.infra!.with!]) {
    expect(Object.keys(of)).toEqual(names);
  }
});

test('each job has its own permissions, and the caller grants exactly what they need together', () => {
  expect([permissions, caller.permissions]).toEqual([{}, {}]);
  const all = Object.assign({}, ...Object.values(jobs).map((job) => job.permissions));
  expect(caller.jobs.infra!.permissions).toEqual(all);
  const writers = Object.entries(jobs).filter(([, job]) =>
    Object.entries(job.permissions).some(([key, level]) => level === 'write' && key !== 'id-token'),
  );
  expect(writers.map(([name]) => name)).toEqual(['report']);
});

test('the work waits in the environment whose protection is looked at, and the report never meets the cluster', () => {
  expect([jobs.apply!.environment, jobs.apply!.if]).toEqual([
    'production',
    "needs.preview.outputs.outcome == 'planned'",
  ]);
  const { inputs } = parse(readFileSync(join(root, 'actions/dispatch-infra/action.yml'), 'utf8'));
  expect(inputs.environment.default).toBe(jobs.apply!.environment);
  const uses = (name: string) => jobs[name]!.steps.map((step) => step.uses?.split('@')[0]);
  expect(uses('report')).toEqual(['actions/download-artifact', '$/dispatch-infra']);
  expect(uses('apply')).toEqual(uses('preview'));
});

test('no step of it is a script', () => {
  expect(Object.values(jobs).flatMap(({ steps }) => steps.filter(({ run }) => run !== undefined))).toEqual([]);
});
