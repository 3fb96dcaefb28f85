import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterTools, ToolCommand } from '@sre-aiops/core';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import type { ClusterObject, ClusterState } from './state.ts';

/** A cluster of a test: stand-ins of kubectl and helm that keep its state in a file. */
export interface TestCluster {
  /** Folder with `kubectl` and `helm`, for the PATH. */
  readonly bin: string;
  /** What stands there now. */
  state(): ClusterState;
  /**
   * kubectl and helm in this process, much faster than as programs.
   *
   * @param folder Folder that charts are relative to.
   */
  tools(folder: string): ClusterTools;
  /** Somebody else changes something. */
  change(change: (state: ClusterState) => void): void;
  /** An object by `kind/name`, such as `deployment/api`. */
  object(name: string): ClusterObject | undefined;
  /** Commands that changed something, as they were given. */
  changes(): string[];
  close(): void;
}

/** The namespace of every test. */
const namespace = 'shop';

/** A cluster with a deployment and its autoscaler, a stateful set, a claim, a certificate, a network policy and a release. */
export function testCluster(): TestCluster {
  const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-cluster-'));
  const file = join(folder, 'state.json');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const program of ['kubectl', 'helm']) {
    const main = join(import.meta.dirname, '../../build/cluster/main.js');
    writeFileSync(join(bin, program), `#!/bin/sh\nexec '${process.execPath}' '${main}' ${program} '${file}' "$@"\n`);
    chmodSync(join(bin, program), 0o755);
  }
  const state = (): ClusterState => JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(seed()));
  const run = (folder: string, { args: [program, ...args], input = '' }: ToolCommand) => {
    const now = state();
    now.log.push([program, ...args]);
    const ended = program === 'helm' ? helm(now, args, folder) : kubectl(now, args, input);
    writeFileSync(file, JSON.stringify(now));
    return ended;
  };
  const objectIn = ({ objects }: ClusterState, name: string) =>
    objects.find(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}` === name);
  return {
    bin,
    state,
    tools: (folder) => ({
      async run(command) {
        const { code, stdout = '', stderr = '' } = run(folder, command);
        const outcome = code === 0 ? 'passed' : 'failed';
        return { command: [...command.args], outcome, exitCode: code, seconds: 0, stdout, stderr };
      },
    }),
    change(change) {
      const now = state();
      change(now);
      writeFileSync(file, JSON.stringify(now));
    },
    object: (name) => objectIn(state(), name),
    changes() {
      const only = / (?:patch|apply|replace|delete|rollout undo|upgrade|rollback) /;
      return state()
        .log.map((args) => args.join(' '))
        .filter((line) => only.test(line) && !line.includes('--dry-run'));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function seed(): ClusterState {
  const own = (name: string, annotations: Record<string, string> = {}) => ({
    name,
    namespace,
    uid: `uid-${name}`,
    generation: 1,
    resourceVersion: '1',
    annotations,
  });
  const resources = { limits: { memory: '512Mi', cpu: '1' }, requests: { memory: '256Mi' } };
  const template = {
    spec: {
      containers: [
        { name: 'api', image: 'shop/api:1', resources },
        { name: 'proxy', image: 'proxy:1' },
      ],
    },
  };
  return {
    context: 'shop-production',
    server: 'https://shop.cluster.example:6443',
    namespaces: { [namespace]: 'uid-of-the-namespace' },
    objects: [
      {
        kind: 'Deployment',
        metadata: own('api', { 'deployment.kubernetes.io/revision': '1' }),
        spec: { replicas: 3, template },
      },
      {
        kind: 'HorizontalPodAutoscaler',
        metadata: own('api'),
        spec: { maxReplicas: 5, minReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'api' } },
      },
      { kind: 'StatefulSet', metadata: own('store'), spec: { replicas: 1, template } },
      { kind: 'PersistentVolumeClaim', metadata: own('data'), spec: { resources: { requests: { storage: '10Gi' } } } },
      {
        kind: 'Certificate',
        metadata: own('web'),
        spec: { secretName: 'web-tls', dnsNames: ['shop.example'] },
        status: { revision: 3, conditions: [{ type: 'Ready', status: 'True' }] },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: own('egress'),
        spec: { podSelector: {}, policyTypes: ['Egress'] },
      },
    ],
    revisions: {},
    releases: [
      {
        name: 'shop',
        namespace,
        chart: 'shop-chart-1.4.0',
        history: [{ revision: 1, status: 'deployed', values: { replicas: 2 }, manifest: release('512Mi'), hooks: '' }],
      },
    ],
    broken: [],
    forbidden: [],
    log: [],
  };
}

/** Files of a repository whose chart is the one that was released, and whose policy is the one that applies. */
export const clusterFiles: Readonly<Record<string, string>> = {
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop-chart\nversion: 1.4.0\n',
  'charts/shop/values.yaml': 'replicas: 1\nresources:\n  limits:\n    memory: 512Mi\n',
  'charts/shop/templates/deployment.yaml': chartTemplate(
    '{{ .Values.replicas }}',
    '{{ .Values.resources.limits.memory }}',
  ),
  'k8s/egress.yaml': policyFile('[Egress]'),
};

/** The network policy as a manifest, with these types. */
export function policyFile(types: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: egress\nspec:\n  podSelector: {}\n  policyTypes: ${types}\n`;
}

function chartTemplate(replicas: string, memory: string): string {
  return `kind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: ${replicas}\n  memory: ${memory}\n`;
}

function release(memory: string): string {
  return `---\n# Source: deployment.yaml\n${chartTemplate('2', memory)}`;
}
