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
  'kubectl patch deployment/api': deployment('1Gi'),
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
      'kubectl --context=prod --namespace=shop patch deployment/api --type=strategic \'--patch={"spec":{"template":{"spec":{"containers":[{"name":"api","resources":{"limits":{"memory":"1Gi"}}}]}}}}\' --dry-run=server --output=json',
    ]);
    expect(outlook.steps.map(({ apply, undo }) => [apply, ...undo].map(({ args }) => args.slice(3)))).toEqual([
      [
        [
          ...['patch', 'deployment/api', '--type=strategic'],
          '--patch={"spec":{"template":{"spec":{"containers":[{"name":"api","resources":{"limits":{"memory":"1Gi"}}}]}}}}',
        ],
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
      hashOf({}, { ...cluster, 'kubectl patch deployment/api': deployment('2Gi') }),
      hashOf({}, { ...cluster, 'kubectl get deployment/api': deployment('256Mi') }),
      hashOf({}, cluster, { ...order, planHash: 'cd'.repeat(32) }),
      hashOf({}, cluster, asked('scale_k8s', { ...workload, memoryLimit: '2Gi' })),
    ]);
    expect(new Set([same, ...others]).size).toBe(others.length + 1);
  });

  test('that the server does not take is told with what it said', async () => {
    const refusal = { outcome: 'failed', exitCode: 1, stdout: '', stderr: 'Error from server (Forbidden): no\nmore' };
    const bench = scripted({ ...cluster, 'kubectl patch deployment/api': refusal });
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
      'kubectl patch deployment/api': { outcome: 'failed', exitCode: 1, stdout: '', stderr: 'no' },
    });
    const work = await applyWork(plan, plan.hash, refused);
    expect(work.outcome).toBe('failed');
    expect(refused.commands.map(shown).join()).not.toContain('undo');
  });
});

describe('a chart', () => {
  const order = asked('update_helm_values', {
    namespace: 'shop',
    chart: 'charts/shop/env',
    values: 'charts/shop/env/prod.yaml',
  });
  const secret = (value: string) => `---\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  key: ${value}\n`;
  const releases = [{ name: 'web', revision: '4', status: 'deployed', chart: 'shop-1.2.3-rc.1' }];
  const files = (more: Readonly<Record<string, string>> = {}) => {
    const texts: Readonly<Record<string, string>> = {
      'charts/shop/Chart.yaml': 'name: shop\n',
      'charts/shop/env/prod.yaml': 'a: 1\n',
      ...more,
    };
    return { commit: 'c'.repeat(40), readFile: async (path: string) => texts[path] };
  };
  const helm = (change: object = {}) => ({
    ...cluster,
    'helm list': releases,
    'helm get manifest': { outcome: 'passed', exitCode: 0, stdout: secret('old-value'), stderr: '' },
    'helm get hooks': { outcome: 'passed', exitCode: 0, stdout: '', stderr: '' },
    'helm upgrade': { manifest: secret('new-value') },
    ...change,
  });

  test('is the nearest one above the values, and its secrets are told by a hash', async () => {
    const { outlook } = await planWork(order, { ...scripted(helm()), files: files() });
    expect(outlook.steps.map(({ apply, undo }) => [apply, ...undo].map(shown))).toEqual([
      [
        'helm --namespace=shop upgrade web ./charts/shop --reset-then-reuse-values --values=./charts/shop/env/prod.yaml --wait --timeout=10m',
        'helm --namespace=shop rollback web 4 --wait --timeout=10m',
      ],
    ]);
    expect(outlook.changes.filter((line) => /^[-+]/.test(line))).toEqual([
      expect.stringMatching(/^-data: sha256 [0-9a-f]{12}$/),
      expect.stringMatching(/^\+data: sha256 [0-9a-f]{12}$/),
    ]);
  });

  test.each([
    ['no chart', {}, { 'charts/shop/Chart.yaml': undefined }, 'holds a Chart.yaml'],
    ['two releases of it', { 'helm list': [...releases, ...releases] }, {}, '2 releases'],
    ['a release of another chart', { 'helm list': [{ ...releases[0], chart: 'shop-admin-1.2.3' }] }, {}, '0 releases'],
    [
      'a release that is being upgraded',
      { 'helm list': [{ ...releases[0], status: 'pending-upgrade' }] },
      {},
      'not deployed',
    ],
    ['no values file', {}, { 'charts/shop/env/prod.yaml': undefined }, 'does not say'],
  ])('is refused where there is %s', async (_, answers, texts, message) => {
    const bench = { ...scripted(helm(answers)), files: files(texts as unknown as Record<string, string>) };
    await expect(planWork(order, bench)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining(message),
    });
  });

  describe('that changes much', () => {
    const previewOf = async (objects: number, name = 'm') => {
      const lines = Array.from(
        { length: objects },
        (_, at) => `---\nkind: ConfigMap\nmetadata:\n  name: ${name}${at}\n`,
      );
      const bench = { ...scripted(helm({ 'helm upgrade': { manifest: lines.join('') } })), files: files() };
      return plannedWork(await planWork(order, bench), bench);
    };

    test.each([
      ['a flood of lines', 400, 'm', /^The preview has 16\d\d lines /],
      ['a flood of characters', 20, 'm'.repeat(6_000), /^The preview has \d\d lines and 12\d{4} characters/],
      ['more lines than are compared', 2_000, 'm', /^More than 4000 lines /],
    ])('is refused with %s: nobody could look through it', async (_, objects, name, message) => {
      await expect(previewOf(objects, name)).rejects.toMatchObject({
        code: 'CLUSTER_REFUSED',
        message: expect.stringMatching(message),
        remedy: expect.stringContaining('in smaller parts, or by hand'),
      });
    });

    test('is kept whole, and a report that shows its beginning names where the rest is', async () => {
      const long = await previewOf(100, 'm'.repeat(100));
      expect(long.changes.join('\n')).toContain(`${'m'.repeat(100)}99`);
      expect(workText(long)).toContain('`result.json` of the artifact `infra-preview`');
      expect(workText(await previewOf(3))).not.toContain('infra-preview');
    });
  });
});

/** A few lines of YAML that unfold to billions of values. */
const bomb = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}`;

describe.each([
  ['unfolds to a flood', bomb],
  ['holds itself', 'a: &a [*a]\n'],
  ['points to nothing', 'a: *b\n'],
  ['does not parse', 'a: [\n'],
])('YAML that %s is refused, with a remedy', (_, text) => {
  const files = (of: Readonly<Record<string, string>>) => ({
    commit: 'c'.repeat(40),
    readFile: async (path: string) => of[path],
  });
  const policy = asked('update_network_policy', { namespace: 'shop', policy: 'egress', file: 'egress.yaml' });
  const chart = asked('update_helm_values', { namespace: 'shop', chart: '.', values: 'prod.yaml' });
  const values = { 'prod.yaml': 'a: 1\n' };
  const release = { name: 'web', revision: '4', status: 'deployed', chart: 'shop-1.2.3' };
  const answers = {
    ...cluster,
    'helm list': [release],
    'helm get': { outcome: 'passed', exitCode: 0, stdout: '', stderr: '' },
    'helm upgrade': { manifest: `kind: Secret\ndata:\n${text.replaceAll(/^/gm, '  ')}` },
  };

  test.each([
    ['a policy', policy, { 'egress.yaml': text }],
    ['a chart', chart, { ...values, 'Chart.yaml': text }],
    ['what a chart renders', chart, { ...values, 'Chart.yaml': 'name: shop\n' }],
  ])('as %s', async (_, order, texts) => {
    await expect(planWork(order, { ...scripted(answers), files: files(texts) })).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('cannot be read as YAML'),
      remedy: expect.stringContaining('by hand'),
    });
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
    expect(text).toContain(`| plan that was asked for, claimed by who dispatched | \`${order.planHash}\` |`);
  });

  test('is found again by the whole order, whatever became of it', async () => {
    const bench = scripted(cluster);
    const done = plannedWork(await planWork(order, bench), bench);
    expect(workSign(done)).toBe(workSign(refusedWork(order, 'No.', bench)));
    expect(workSign(done)).toMatch(/^<!-- sre-aiops:work [0-9a-f]{32} -->$/);
    const others = [
      asked('scale_k8s', { ...workload, memoryLimit: '2Gi' }),
      asked('rotate_cert', { namespace: 'shop', certificate: 'web', secret: 'web-tls' }),
      { ...order, incidentId: '20260412-shop-00000000' },
      { ...order, planHash: 'cd'.repeat(32) },
    ];
    expect(new Set([done, ...others].map(workSign)).size).toBe(5);
  });
});
