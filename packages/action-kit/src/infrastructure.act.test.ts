import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles, type PublishingWorld, publishingWorld, type TestCluster, testCluster } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ActWorld, actWorld } from '../test/act.ts';

const root = join(import.meta.dirname, '../../..');

/** The workflow that docs/infrastructure.md tells to copy. */
const [, caller = ''] =
  /```yaml\n( +# \.github\/workflows\/infra-remediation\.yml\n[\s\S]*?)```/.exec(
    readFileSync(join(root, 'docs/infrastructure.md'), 'utf8'),
  ) ?? [];
const workflow = caller.replaceAll(/^ {3}/gm, '').replace('<commit of the release>', 'v1');

/** A login that puts the stand-ins of kubectl and helm on the PATH, and does something before the work is applied. */
function login(bin: string, beforeApply = 'true'): string {
  return `
name: cluster-login
description: Logs in to the cluster of a test
inputs:
  purpose: { description: preview or apply, required: true }
  kubeconfig: { description: Not used, required: false, default: '' }
runs:
  using: composite
  steps:
    - shell: bash
      env:
        PURPOSE: \${{ inputs.purpose }}
      run: |
        echo '${bin}' >> "$GITHUB_PATH"
        if [ "$PURPOSE" = apply ]; then ${beforeApply}; fi
`;
}

const order = {
  'incident-id': '20260412-shop-1f9e03ab',
  action: 'scale_k8s',
  parameters: JSON.stringify({
    namespace: 'shop',
    kind: 'Deployment',
    name: 'api',
    container: 'api',
    memoryLimit: '1Gi',
    maxReplicas: '8',
  }),
  'plan-hash': 'ab'.repeat(32),
};

// Minutes, and act: run by `npm run test:long` after `npm run pack`.
describe.runIf(process.env.SRE_AIOPS_LONG)('infra-remediation.yml of the release tree, run by act', () => {
  let user: ActWorld;
  let world: PublishingWorld;
  let cluster: TestCluster;
  let issue: number;
  beforeAll(async () => {
    user = await actWorld('shop/checkout');
  });
  afterAll(() => user.close());
  beforeEach(async () => {
    cluster = testCluster();
  });
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
    cluster.close();
  });

  async function begin(...options: Parameters<typeof publishingWorld>): Promise<void> {
    world = await publishingWorld(...options);
    world.github.act.setEnvironment('production');
    issue = await world.github.act.openIssue({ title: 'The shop is down' });
  }

  /** Runs the workflow as the dispatch started it, on a default branch with these files. */
  async function run(
    inputs: object,
    {
      files = clusterFiles,
      beforeApply = 'true',
    }: { files?: Readonly<Record<string, string>>; beforeApply?: string } = {},
  ) {
    const payload = { inputs, repository: { default_branch: 'main' } };
    const hook = { '.github/actions/cluster-login/action.yml': login(cluster.bin, beforeApply) };
    const { apiUrl, token, clone } = { apiUrl: world.proxy.url, token: world.github.token, clone: world.clone };
    return user.run(
      workflow,
      { name: 'workflow_dispatch', payload },
      { apiUrl, token, clone, files: { ...files, ...hook } },
    );
  }

  const comments = () =>
    world.github
      .state()
      .issues.find(({ number }) => number === issue)
      ?.comments.map(({ body }) => body) ?? [];
  const memory = () => cluster.object('deployment/api')?.spec.template.spec.containers[0].resources.limits.memory;

  test('an incident’s own dispatch is previewed, applied and told on its issue', async () => {
    const incident = { folder: join(root, 'incidents/scenario-6-k8s-pod-crashloop') };
    await begin({ '.github/workflows/infra-remediation.yml': workflow }, { incident });
    const answered = await world.deliver();
    const [dispatched] = world.github.state().runs;
    if (answered.verdict !== 'answered' || !dispatched) throw new Error('Nothing was dispatched.');
    const { inputs, title } = dispatched;
    expect(title).toBe(`${inputs.action} ${inputs['plan-hash']}`);
    issue = Number(inputs['issue-number']);
    const { namespace, name, memoryLimit, maxReplicas } = JSON.parse(String(inputs.parameters));
    cluster.change((state) => {
      state.namespaces[namespace] = 'uid-of-it';
      for (const { path } of answered.documents.remediation.edits) {
        const object = parse(readFileSync(join(world.clone, path), 'utf8'));
        state.objects.push({ ...object, metadata: { ...object.metadata, namespace } });
      }
    });
    const { passed, log } = await run(inputs, { files: {} });
    expect(passed, log).toBe(true);
    const [container] = cluster.object(`deployment/${name}`)?.spec.template.spec.containers ?? [];
    expect(container.resources.limits.memory).toBe(memoryLimit);
    expect(cluster.object(`horizontalpodautoscaler/${name}`)?.spec.maxReplicas).toBe(Number(maxReplicas));
    const told = comments().filter((body) => body.includes('sre-aiops:work'));
    expect(told).toEqual([expect.stringContaining('### Applied: `scale_k8s`')]);
  });

  test('a rollout that fails is rolled back, told once, and red', async () => {
    await begin();
    cluster.change((state) => void state.broken.push('deployment/api'));
    const inputs = { ...order, 'issue-number': String(issue) };
    const { passed, log } = await run(inputs);
    expect([passed, memory(), cluster.object('horizontalpodautoscaler/api')?.spec.maxReplicas], log).toEqual([
      false,
      '512Mi',
      5,
    ]);
    expect(comments()).toEqual([expect.stringContaining('### Failed, and rolled back: `scale_k8s`')]);
    cluster.change((state) => void state.broken.pop());
    expect((await run(inputs)).passed).toBe(true);
    expect(memory()).toBe('1Gi');
    expect(comments()).toEqual([expect.stringContaining('### Applied: `scale_k8s`')]);
  });

  test('without people who approve nothing is begun', async () => {
    await begin();
    world.github.act.setEnvironment('production', { isReviewed: false });
    const { passed, log } = await run({ ...order, 'issue-number': String(issue) });
    expect([passed, cluster.state().log], log).toEqual([false, []]);
    expect(log).toContain('Required reviewers');
    expect(comments()).toEqual([expect.stringContaining('Nobody has to approve a job in the environment production')]);
  });

  test.each([
    ['the cluster', 'shop/api:1', 'shop/api:2'],
    ['the address', 'https://shop.cluster', 'https://other.cluster'],
  ])('a plan of which %s changed after it was approved is refused', async (_, from, to) => {
    await begin();
    const beforeApply = `sed -i 's#${from}#${to}#' '${join(cluster.bin, '../state.json')}'`;
    const { passed, log } = await run({ ...order, 'issue-number': String(issue) }, { beforeApply });
    expect([passed, cluster.changes()], log).toEqual([false, []]);
    expect(log).toContain('PLAN_CHANGED');
    expect(comments()).toEqual([expect.stringContaining('### Not begun: `scale_k8s`')]);
  });

  test('a hostile order runs nothing', async () => {
    await begin();
    const parameters = JSON.stringify({
      namespace: 'shop',
      kind: 'Deployment',
      name: '$(touch PWNED); --kubeconfig=x',
      memoryLimit: '1Gi',
    });
    const { passed, log } = await run({ ...order, parameters, 'issue-number': String(issue) });
    expect([passed, cluster.state().log], log).toEqual([false, []]);
    expect(log).toContain('The value of name is not of the form that scale_k8s takes.');
  });
});
