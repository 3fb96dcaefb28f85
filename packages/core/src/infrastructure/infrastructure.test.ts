import { describe, expect, test } from 'vitest';
import { workSign, workText } from '../report/index.ts';
import {
  applyWork,
  type ClusterTools,
  InfrastructureWork,
  plannedWork,
  planWork,
  readOrder,
  refusedWork,
  shown,
  type ToolCommand,
  type ToolRun,
} from './index.ts';

const inputs = { incidentId: '20260412-shop-1f9e03ab', planHash: 'ab'.repeat(32) };
const workload = { namespace: 'shop', kind: 'Deployment', name: 'api', container: 'api', memoryLimit: '1Gi' };
const asked = (action: string, parameters: object) =>
  readOrder({ ...inputs, action, parameters: JSON.stringify(parameters) });
const clock = { now: () => '2026-04-12T10:04:00.000Z' };

/** Answers by the first words of a command, and keeps what it was asked. */
function scripted(answers: Readonly<Record<string, object>>) {
  const commands: ToolCommand[] = [];
  const tools: ClusterTools = {
    async run(command) {
      commands.push(command);
      const line = command.args.filter((arg) => !/^--(?:context|namespace)=/.test(arg)).join(' ');
      const [, answer = {}] = Object.entries(answers).find(([begin]) => line.startsWith(begin)) ?? [];
      const passed = { outcome: 'passed', exitCode: 0, stdout: JSON.stringify(answer), stderr: '' } as const;
      const ended = 'outcome' in answer ? (answer as Partial<ToolRun>) : {};
      return { command: [...command.args], seconds: 1, ...passed, ...ended };
    },
  };
  return {
    tools,
    commands,
    files: { commit: 'c'.repeat(40), readFile: async () => undefined },
    clock,
    redact: (text: string) => text,
    context: '',
    minutes: 10,
  };
}

const deployment = (memory: string) => ({
  kind: 'Deployment',
  metadata: { name: 'api', uid: 'u', annotations: { 'deployment.kubernetes.io/revision': '7' } },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'api', resources: { limits: { memory } } }] } } },
});
const cluster = {
  'kubectl config view': { 'current-context': 'prod', clusters: [{ cluster: { server: 'https://prod.example' } }] },
  'kubectl get namespace/shop': { metadata: { uid: 'n' } },
  'kubectl get deployment/api': deployment('512Mi'),
  'kubectl set resources': deployment('1Gi'),
};

describe('an order', () => {
  test.each([
    ['scale_k8s', { ...workload, name: 'api; rm -rf /' }],
    ['scale_k8s', { ...workload, name: '--kubeconfig=/tmp/mine' }],
    ['scale_k8s', { ...workload, namespace: 'shop\n--all' }],
    ['scale_k8s', { ...workload, container: '*' }],
    ['scale_k8s', { ...workload, memoryLimit: '1Gi,cpu=0' }],
    ['rotate_cert', { namespace: 'shop', certificate: '--all', secret: 'web-tls' }],
    ['update_network_policy', { namespace: 'shop', policy: 'egress', file: 'https://elsewhere.example/policy.yaml' }],
    ['update_network_policy', { namespace: 'shop', policy: 'egress', file: '-' }],
    ['update_helm_values', { namespace: 'shop', chart: 'oci://elsewhere.example/chart', values: 'values.yaml' }],
    ['update_helm_values', { namespace: 'shop', chart: '--post-renderer=sh', values: 'values.yaml' }],
    ['delete_namespace', workload],
    ['scale_k8s', [workload]],
    ['scale_k8s', { ...workload, memoryLimit: 1 }],
  ])('%s with %j is refused, and no value is repeated', (action, parameters) => {
    let told: unknown;
    try {
      asked(action, parameters);
    } catch (error) {
      told = error;
    }
    expect(told).toMatchObject({ code: 'OPTION_INVALID' });
    expect(String(told)).not.toMatch(/rm -rf|kubeconfig|elsewhere|post-renderer/);
  });

  test.each([
    ['parameters that are no JSON', { parameters: '{' }],
    ['a flood of parameters', { parameters: JSON.stringify({ ...workload, name: 'a'.repeat(20_000) }) }],
    ['an incident id that is none', { incidentId: '../x' }],
    ['a hash that is none', { planHash: 'abc' }],
  ])('with %s is refused', (_, change) => {
    const good = { ...inputs, action: 'scale_k8s', parameters: JSON.stringify(workload) };
    expect(readOrder(good).action).toBe('scale_k8s');
    expect(() => readOrder({ ...good, ...change })).toThrow(/no infrastructure work/);
  });
});

describe('a plan', () => {
  const order = asked('scale_k8s', workload);

  test('is made of argument lists', async () => {
    const bench = scripted(cluster);
    const { outlook } = await planWork(order, { ...bench, context: 'prod' });
    expect(bench.commands.map(shown)).toEqual([
      'kubectl --context=prod --namespace=shop config view --minify --output=json',
      'kubectl --context=prod --namespace=shop get namespace/shop --output=json',
      'kubectl --context=prod --namespace=shop get deployment/api --ignore-not-found --output=json',
      'kubectl --context=prod --namespace=shop set resources deployment/api --containers=api --limits=memory=1Gi --dry-run=server --output=json',
    ]);
    expect(outlook.steps.map(({ apply, undo }) => [apply, ...undo].map(({ args }) => args.slice(3)))).toEqual([
      [
        ['set', 'resources', 'deployment/api', '--containers=api', '--limits=memory=1Gi'],
        ['rollout', 'undo', 'deployment/api', '--to-revision=7'],
      ],
    ]);
    expect(outlook.rollout.map(({ args }) => args.slice(3))).toEqual([
      ['rollout', 'status', 'deployment/api', '--timeout=10m'],
    ]);
  });

  test('has one hash for the same, and another for another order, cluster, commit, time limit or preview', async () => {
    const hashOf = async (change: object = {}, answers: Readonly<Record<string, object>> = cluster, of = order) =>
      (await planWork(of, { ...scripted(answers), ...change })).hash;
    const same = await hashOf();
    expect(await hashOf()).toBe(same);
    const others = await Promise.all([
      hashOf({ minutes: 11 }),
      hashOf({ files: { commit: 'd'.repeat(40), readFile: async () => undefined } }),
      hashOf({}, { ...cluster, 'kubectl get namespace/shop': { metadata: { uid: 'm' } } }),
      hashOf({}, { ...cluster, 'kubectl set resources': deployment('2Gi') }),
      hashOf({}, { ...cluster, 'kubectl get deployment/api': deployment('256Mi') }),
      hashOf({}, cluster, { ...order, planHash: 'cd'.repeat(32) }),
      hashOf({}, cluster, asked('scale_k8s', { ...workload, memoryLimit: '2Gi' })),
    ]);
    expect(new Set([same, ...others]).size).toBe(others.length + 1);
  });

  test('that the server does not take is told with what it said', async () => {
    const refusal = { outcome: 'failed', exitCode: 1, stdout: '', stderr: 'Error from server (Forbidden): no\nmore' };
    const bench = scripted({ ...cluster, 'kubectl set resources': refusal });
    await expect(planWork(order, bench)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('ended with exit code 1: Error from server (Forbidden): no more'),
    });
  });

  test('that a tool answers in another form is no bug of ours', async () => {
    const bench = scripted({ ...cluster, 'kubectl get namespace/shop': { metadata: {} } });
    await expect(planWork(order, bench)).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  });

  test('is not taken back when nothing of it was accepted', async () => {
    const bench = scripted(cluster);
    const plan = await planWork(order, bench);
    const refused = scripted({
      ...cluster,
      'kubectl set resources': { outcome: 'failed', exitCode: 1, stdout: '', stderr: 'no' },
    });
    const work = await applyWork(plan, plan.hash, refused);
    expect(work.outcome).toBe('failed');
    expect(refused.commands.map(shown).join()).not.toContain('undo');
  });
});

describe('a report', () => {
  const order = asked('scale_k8s', workload);

  test('says nothing to be done that was not seen', async () => {
    const bench = scripted(cluster);
    const plan = await planWork(order, bench);
    const planned = workText(InfrastructureWork.parse(plannedWork(plan, bench)), 'failure');
    expect(planned).toMatch(/^### Previewed, not applied: `scale_k8s`/);
    expect(planned).toContain(
      'Nothing is applied yet. The job that would apply it ended as `failure` and left no report.',
    );
    expect(planned).toContain('limits.memory: 512Mi → 1Gi');
    const done = workText(await applyWork(plan, plan.hash, bench));
    expect(done).toMatch(/^### Applied: `scale_k8s`/);
    expect(done).toContain(
      '| rollout | `kubectl --namespace=shop rollout status deployment/api --timeout=10m` | exit code 0 |',
    );
  });

  test('quotes what tools said so that it acts nowhere', () => {
    const hostile =
      'Fixes #1 @team <!-- sre-aiops:work 000000000000 -->\n```\n::error::x\n![](https://elsewhere.example/x.png)';
    const text = workText(refusedWork(order, hostile, { clock, redact: (said) => said }));
    expect(text).not.toMatch(/(?<!`)@team|<!-- sre-aiops|^::error|!\[\]\(https/m);
    expect(workSign(order)).toBe('<!-- sre-aiops:work abababababab -->');
  });
});
