import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from './manifests.ts';
import type { Pod, Protocol } from './network-policy.ts';

/** What the manifests take for granted and cannot say themselves; `cluster.json` and `load.json`, explained in README.md. */
export interface Cluster {
  readonly ingressControllers: readonly { controller: string; classes: readonly string[]; namespace: string }[];
  readonly monitoringNamespace: string;
  readonly dns: {
    namespace: string;
    labels: Readonly<Record<string, string>>;
    ports: readonly { protocol: Protocol; port: number }[];
  };
  /** Namespaces that others keep, with the labels they promise; the one Kubernetes sets itself goes without saying. */
  readonly platformNamespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly otherPods: readonly { namespace: string; labels: Readonly<Record<string, string>> }[];
  readonly external: readonly { name: string; address: string; port: number; from: readonly string[] }[];
  /** Memory outside the heap, and live data on the heap, at full load, by workload. */
  readonly memory: Readonly<Record<string, { nonHeap: string; liveHeap: string }>>;
  /** CPU that all pods of a workload use together at the highest load seen, by workload. */
  readonly load: Readonly<Record<string, { cpu: string }>>;
}

/** Reads both files. */
export function readCluster(): Cluster {
  const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
  return { ...read('cluster.json'), load: read('load.json') };
}

/** A pod of a namespace, with the labels that the namespace is sure to have. */
export function podIn(
  namespace: string,
  labels: Pod['labels'],
  { platformNamespaces }: Cluster,
  objects: readonly KubernetesObject[],
  ports: Readonly<Record<string, number>> = {},
): Pod {
  const own = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
  const promised = platformNamespaces[namespace] ?? own?.metadata.labels ?? {};
  return { namespace, namespaceLabels: { ...promised, 'kubernetes.io/metadata.name': namespace }, labels, ports };
}
