import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InfrastructureWork, WorkOrder } from '@sre-aiops/core';
import { type ClusterState, clusterFiles, policyFile, type TestCluster, testCluster } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { git } from '../local/git.ts';
import { silentLog } from '../terminal.ts';
import { clusterTools } from './cluster-tools.ts';
import { doWork, previewWork, type WorkOptions } from './do-work.ts';
import { toolEnvironment } from './tool-environment.ts';

let cluster: TestCluster;
let clone: string;
let options: WorkOptions;

/** As every test begins with it: the files of the cluster's release and policy. */
const template = mkdtempSync(join(tmpdir(), 'sre-aiops-checkout-'));
beforeAll(async () => {
  await git(template, ['init', '--quiet', '--template=', '--initial-branch', 'main']);
  await commit(clusterFiles, template);
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  cluster = testCluster();
  clone = mkdtempSync(join(tmpdir(), 'sre-aiops-checkout-'));
  cpSync(template, clone, { recursive: true });
  options = { clone, clock: systemClock, log: silentLog, tools: cluster.tools };
});
afterEach(() => {
  cluster.close();
  rmSync(clone, { recursive: true });
});

async function commit(files: Readonly<Record<string, string>>, folder = clone): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  await git(folder, ['add', '--all']);
  const author = ['-c', 'user.name=A user', '-c', 'user.email=user@example.com'];
  await git(folder, [...author, 'commit', '--quiet', '--message', 'A change']);
}

function order(action: WorkOrder['action'], parameters: Record<string, string>): WorkOrder {
  const planHash = 'ab'.repeat(32);
  return { incidentId: '20260412-shop-1f9e03ab', action, parameters: { namespace: 'shop', ...parameters }, planHash };
}

const scale = order('scale_k8s', {
  kind: 'Deployment',
  name: 'api',
  container: 'api',
  memoryLimit: '1Gi',
  maxReplicas: '8',
});
const rotate = order('rotate_cert', { certificate: 'web', secret: 'web-tls' });
const allow = order('update_network_policy', { policy: 'egress', file: 'k8s/egress.yaml' });
const upgrade = order('update_helm_values', {
  chart: 'charts/shop',
  values: 'charts/shop/values.yaml',
  memoryLimit: '1Gi',
});

/** The fix of each order that is made of files, as it is merged. */
const merged = {
  ...clusterFiles,
  'k8s/egress.yaml': policyFile('[Egress, Ingress]'),
  'charts/shop/values.yaml': clusterFiles['charts/shop/values.yaml']!.replace('512Mi', '1Gi'),
};

async function approveAndApply(of: WorkOrder): Promise<InfrastructureWork> {
  const { outcome, hash = '' } = await previewWork(of, options);
  expect([outcome, cluster.changes()]).toEqual(['planned', []]);
  return doWork(of, hash, options);
}

const memoryOfApi = () => cluster.object('deployment/api')?.spec.template.spec.containers[0].resources.limits.memory;
const replicasOfApi = () => cluster.object('horizontalpodautoscaler/api')?.spec.maxReplicas;

describe('scale_k8s', () => {
  test('previews memory and replicas, applies them and watches the rollout', async () => {
    const { changes } = await previewWork(scale, options);
    expect(changes).toEqual([
      'deployment/api spec.template.spec.containers[0].resources.limits.memory: 512Mi → 1Gi',
      'horizontalpodautoscaler/api spec.maxReplicas: 5 → 8',
    ]);
    const { outcome, runs } = await approveAndApply(scale);
    expect([outcome, memoryOfApi(), replicasOfApi()]).toEqual(['applied', '1Gi', 8]);
    expect(runs.map(({ phase }) => phase)).toEqual(['apply', 'apply', 'rollout', 'read-back', 'read-back']);
    expect(runs[2]!.output).toContain('successfully rolled out');
    expect((await previewWork(scale, options)).outcome).toBe('unchanged');
  });

  test('is taken back when the rollout fails, and says what was seen', async () => {
    cluster.change((state) => void state.broken.push('deployment/api'));
    const { outcome, why, runs } = await approveAndApply(scale);
    expect([outcome, memoryOfApi(), replicasOfApi()]).toEqual(['rolled-back', '512Mi', 5]);
    expect(why).toContain(
      '`kubectl --namespace=shop rollout status deployment/api --timeout=10m` ended with exit code 1.',
    );
    expect(runs.filter(({ phase }) => phase === 'undo').map(({ command }) => command.slice(2).join(' '))).toEqual([
      'patch horizontalpodautoscaler/api --type=merge --patch={"spec":{"maxReplicas":5}}',
      'rollout undo deployment/api --to-revision=1',
      'rollout status deployment/api --timeout=10m',
    ]);
  });

  test('says so when taking it back fails too', async () => {
    cluster.change((state) => {
      state.broken.push('deployment/api');
      state.forbidden.push('rollout undo');
    });
    const { outcome, why } = await approveAndApply(scale);
    expect([outcome, memoryOfApi()]).toEqual(['rollback-failed', '1Gi']);
    expect(why).toContain('A person has to look now.');
  });

  test('of a stateful set sets the memory back by a patch', async () => {
    cluster.change((state) => void state.broken.push('statefulset/store'));
    const memory = { container: 'api', memoryLimit: '1Gi', memoryRequest: '1Gi' };
    const { outcome, runs } = await approveAndApply(
      order('scale_k8s', { kind: 'StatefulSet', name: 'store', ...memory }),
    );
    expect([outcome, cluster.object('statefulset/store')?.spec.template.spec.containers[0].resources]).toEqual([
      'rolled-back',
      { limits: { memory: '512Mi', cpu: '1' }, requests: { memory: '256Mi' } },
    ]);
    expect(runs.map(({ command }) => command.slice(2, 4).join(' '))).toContain('patch statefulset/store');
  });

  test('grows a claim, and does not pretend to shrink it', async () => {
    const grow = order('scale_k8s', { kind: 'PersistentVolumeClaim', name: 'data', storage: '20Gi' });
    const broken = { ...grow, parameters: { ...grow.parameters, storage: '40Gi' } };
    expect(await approveAndApply(grow)).toMatchObject({
      outcome: 'applied',
      wayBack: expect.stringContaining('cannot shrink'),
    });
    const { hash = '' } = await previewWork(broken, options);
    cluster.change((state) => void state.broken.push('persistentvolumeclaim/data'));
    const { outcome, why } = await doWork(broken, hash, options);
    expect([outcome, why]).toEqual(['failed', expect.stringContaining('Nothing was taken back.')]);
  });

  test.each([
    ['an autoscaler that another object owns', { owner: true }, 'belongs to the ScaledObject'],
    ['two autoscalers', { second: true }, 'has 2 autoscalers'],
  ])('refuses %s', async (_, { owner, second }: { owner?: boolean; second?: boolean }, message) => {
    cluster.change(({ objects }) => {
      const scaler = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler')!;
      if (owner) scaler.metadata.ownerReferences = [{ kind: 'ScaledObject', name: 'api' }];
      if (second) objects.push({ ...scaler, metadata: { ...scaler.metadata, name: 'other' } });
    });
    await expect(previewWork(scale, options)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining(message),
    });
  });
});

describe('rotate_cert', () => {
  test('has the certificate issued anew without reading its secret', async () => {
    const { outcome, runs } = await approveAndApply(rotate);
    expect([outcome, cluster.object('certificate/web')?.status]).toEqual([
      'applied',
      { revision: 4, conditions: [{ type: 'Ready', status: 'True' }] },
    ]);
    expect(runs[0]!.command.join(' ')).toContain('"type":"Issuing","status":"True"');
    expect(JSON.stringify(cluster.state().log)).not.toMatch(/secrets?\//);
  });

  test('deletes the requests of one that is being issued and gets nowhere', async () => {
    const request = (name: string, of: string) => ({
      kind: 'CertificateRequest',
      metadata: { name, namespace: 'shop', annotations: { 'cert-manager.io/certificate-name': of } },
    });
    cluster.change(({ objects }) => {
      objects.find(({ kind }) => kind === 'Certificate')!.status.conditions.push({ type: 'Issuing', status: 'True' });
      objects.push(request('web-4', 'web'), request('other-1', 'other'));
    });
    const { outcome } = await approveAndApply(rotate);
    expect([
      outcome,
      cluster.object('certificaterequest/web-4'),
      cluster.object('certificaterequest/other-1')?.metadata.name,
    ]).toEqual(['applied', undefined, 'other-1']);
  });

  test('that is not issued in time is told as failed: there is nothing to take back', async () => {
    cluster.change((state) => void state.broken.push('certificate/web'));
    const { outcome, wayBack } = await approveAndApply(rotate);
    expect([outcome, wayBack]).toEqual(['failed', expect.stringContaining('holds the certificate in use')]);
  });

  test('refuses a certificate of another secret', async () => {
    const other = order('rotate_cert', { certificate: 'web', secret: 'other-tls' });
    await expect(previewWork(other, options)).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' });
  });
});

describe('update_network_policy', () => {
  test('applies the file of the commit, not of the work tree', async () => {
    expect((await previewWork(allow, options)).outcome).toBe('unchanged');
    await commit(merged);
    writeFileSync(join(clone, 'k8s/egress.yaml'), policyFile('[]'));
    const { outcome, changes } = await approveAndApply(allow);
    expect([outcome, cluster.object('networkpolicy/egress')?.spec.policyTypes]).toEqual([
      'applied',
      ['Egress', 'Ingress'],
    ]);
    expect(changes[0]).toBe('@@ networking.k8s.io.v1.NetworkPolicy.shop.egress');
    expect(changes.filter((line) => /^[-+]/.test(line))).toEqual(['+    - Ingress']);
  });

  test.each(['uid: payments', 'generation: "1"', 'resourceVersion: old', 'creationTimestamp: never'])(
    'shows a label %s, which is called as what the server makes up',
    async (label) => {
      const selector = `podSelector:\n    matchLabels:\n      ${label}`;
      await commit({ 'k8s/egress.yaml': policyFile('[Egress]').replace('podSelector: {}', selector) });
      const { changes } = await previewWork(allow, options);
      expect(changes).toContain(`+      ${label}`);
      expect(changes.join('\n')).not.toMatch(/^. {2}(?:uid|generation|resourceVersion):/m);
    },
  );

  test('puts back the policy that was there when it fails half-way, and deletes one that was not', async () => {
    await commit({ ...merged, 'k8s/ingress.yaml': policyFile('[Ingress]').replace('egress', 'ingress') });
    cluster.change((state) => void state.broken.push('apply'));
    const added = order('update_network_policy', { policy: 'ingress', file: 'k8s/ingress.yaml' });
    for (const one of [allow, added]) {
      const { hash = '' } = await previewWork(one, options);
      expect((await doWork(one, hash, options)).outcome).toBe('rolled-back');
    }
    expect(cluster.changes().filter((line) => line.includes(' apply '))).toHaveLength(2);
    expect([cluster.object('networkpolicy/egress')?.spec.policyTypes, cluster.object('networkpolicy/ingress')]).toEqual(
      [['Egress'], undefined],
    );
  });

  test.each([
    ['another kind', `${policyFile('[Egress]')}---\nkind: ClusterRoleBinding\nmetadata:\n  name: all\n`],
    ['another namespace', policyFile('[Egress]').replace('name: egress', 'name: egress\n  namespace: kube-system')],
    ['a policy of another name', policyFile('[Egress]').replace('egress', 'open')],
    ['a second policy', `${policyFile('[Egress]')}---\n${policyFile('[Ingress]').replace('egress', 'open')}`],
    ['nothing', '# empty\n'],
  ])('refuses a file with %s', async (_, text) => {
    await commit({ 'k8s/egress.yaml': text });
    await expect(previewWork(allow, options)).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('alone'),
    });
    expect(cluster.changes()).toEqual([]);
  });

  test('says what to do when the fix is not merged', async () => {
    const missing = order('update_network_policy', { policy: 'egress', file: 'k8s/dns.yaml' });
    await expect(previewWork(missing, options)).rejects.toMatchObject({
      remedy: expect.stringContaining('Merge the fix'),
    });
  });
});

describe('update_helm_values', () => {
  const values = () =>
    cluster.state().releases[0]!.history.map(({ status, manifest }) => [status, /memory: (\w+)/.exec(manifest)?.[1]]);

  test('upgrades the release of the chart, and keeps the values that it was given', async () => {
    await expect(previewWork(upgrade, options)).rejects.toMatchObject({
      remedy: expect.stringContaining('Merge the fix'),
    });
    await commit(merged);
    const { outcome, changes } = await approveAndApply(upgrade);
    expect([outcome, values().at(-1)]).toEqual(['applied', ['deployed', '1Gi']]);
    expect(changes).toContain('-  memory: 512Mi');
    expect(changes).toContain('+  memory: 1Gi');
    expect(changes.join()).not.toContain('+  replicas');
    expect(cluster.changes()).toEqual([
      'helm --namespace=shop upgrade shop ./charts/shop --reset-then-reuse-values --wait --timeout=10m',
    ]);
  });

  test('shows a hook that the chart runs on the way, and holds the plan to it', async () => {
    const hook = (image: string) =>
      `kind: Job\nmetadata:\n  name: migrate\n  annotations:\n    helm.sh/hook: pre-upgrade\nspec:\n  image: ${image}\n`;
    await commit({ ...merged, 'charts/shop/templates/migrate.yaml': hook('shop/migrate:1') });
    const { changes, hash = '' } = await previewWork(upgrade, options);
    expect(changes).toEqual(expect.arrayContaining(['+    helm.sh/hook: pre-upgrade', '+  image: shop/migrate:1']));
    expect((await doWork(upgrade, hash, options)).outcome).toBe('applied');
    expect((await previewWork(upgrade, options)).outcome).toBe('unchanged');
    await commit({ 'charts/shop/templates/migrate.yaml': hook('shop/migrate:2') });
    const next = await previewWork(upgrade, options);
    expect(next.changes.filter((line) => /^[-+]/.test(line))).toEqual([
      '-  image: shop/migrate:1',
      '+  image: shop/migrate:2',
    ]);
    cluster.change(({ releases }) => {
      const now = releases[0]!.history.at(-1)!;
      now.hooks = now.hooks.replace('migrate:1', 'migrate:0');
    });
    await expect(doWork(upgrade, next.hash ?? '', options)).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
  });

  test('is rolled back to the revision that was there when the upgrade fails', async () => {
    await commit(merged);
    cluster.change((state) => void state.broken.push('release/shop'));
    expect((await approveAndApply(upgrade)).outcome).toBe('rolled-back');
    expect(values()).toEqual([
      ['superseded', '512Mi'],
      ['superseded', '1Gi'],
      ['deployed', '512Mi'],
    ]);
  });

  test('refuses a checkout that is not as its commit', async () => {
    await commit(merged);
    writeFileSync(join(clone, 'charts/shop/templates/extra.yaml'), 'kind: Secret\n');
    await expect(previewWork(upgrade, options)).rejects.toMatchObject({ code: 'REPOSITORY_UNREADABLE' });
  });
});

describe('an approved plan', () => {
  test('is the same as long as nothing changes, whatever an autoscaler does', async () => {
    const { hash } = await previewWork(scale, options);
    cluster.change(({ objects }) => {
      objects[0]!.spec.replicas = 5;
      objects[0]!.metadata.generation = 9;
    });
    expect((await previewWork(scale, options)).hash).toBe(hash);
  });

  test.each<[string, (state: ClusterState) => void]>([
    [
      'the image changed',
      ({ objects }) => Object.assign(objects[0]!.spec.template.spec.containers[0], { image: 'shop/api:2' }),
    ],
    ['the autoscaler changed', ({ objects }) => Object.assign(objects[1]!.spec, { minReplicas: 3 })],
    [
      'it is another cluster of the same name',
      ({ namespaces }) => Object.assign(namespaces, { shop: 'uid-elsewhere' }),
    ],
    ['it is another address', (state) => Object.assign(state, { server: 'https://elsewhere.example' })],
  ])('is refused when %s in between', async (_, drift) => {
    const { hash = '' } = await previewWork(scale, options);
    cluster.change(drift);
    await expect(doWork(scale, hash, options)).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
    expect(cluster.changes()).toEqual([]);
  });

  test('is refused when the commit is another, or the order', async () => {
    await commit(merged);
    const { hash = '' } = await previewWork(allow, options);
    const swapped = { ...scale, parameters: { ...scale.parameters, maxReplicas: '9' } };
    await expect(doWork(swapped, hash, options)).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
    await commit({ 'README.md': 'Another commit.\n' });
    await expect(doWork(allow, hash, options)).rejects.toMatchObject({ code: 'PLAN_CHANGED' });
    expect(cluster.changes()).toEqual([]);
  });
});

describe('as programs', () => {
  const env = () => ({ PATH: `${cluster.bin}:/usr/bin:/bin`, HOME: clone, GITHUB_TOKEN: 'ghs_secret' });

  test('kubectl and helm do the same, with manifests on standard input and charts of the checkout', async () => {
    await commit(merged);
    options = { ...options, tools: undefined, env: env() };
    expect((await approveAndApply(allow)).outcome).toBe('applied');
    expect((await previewWork(upgrade, options)).outcome).toBe('planned');
  });

  test('get the kubeconfig, and neither a token nor a program to run', () => {
    const job = { GITHUB_TOKEN: 't', INPUT_PARAMETERS: 'x', KUBECTL_EXTERNAL_DIFF: 'sh' };
    const kept = { PATH: '/bin', KUBECONFIG: '/k', AWS_REGION: 'eu' };
    expect(toolEnvironment({ ...job, ...kept })).toEqual({ ...kept, KUBECTL_KUBERC: 'false' });
  });

  test('are named when they are missing', async () => {
    const none = { ...options, tools: undefined, env: { PATH: clone } };
    await expect(previewWork(scale, none)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringContaining('kubectl'),
    });
  });

  test('end with their time, and no secret that they print is repeated', async () => {
    writeFileSync(join(cluster.bin, 'kubectl'), '#!/bin/sh\necho "password=hunter2hunter2" >&2\nexit 1\n');
    const failing = previewWork(scale, { ...options, tools: undefined, env: env() });
    await expect(failing).rejects.toMatchObject({ message: expect.not.stringContaining('hunter2hunter2') });
    writeFileSync(join(cluster.bin, 'kubectl'), '#!/bin/sh\nexec sleep 60\n');
    const tools = clusterTools({ folder: clone, seconds: 0.2, clock: systemClock, log: silentLog, env: env() });
    expect(await tools.run({ args: ['kubectl', 'get'] })).toMatchObject({ outcome: 'timed-out' });
  });
});
