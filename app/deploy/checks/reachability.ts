import { environmentOf } from './capacity.ts';
import { type Cluster, podIn } from './cluster.ts';
import { type KubernetesObject, nameOf, ofKind, workloadsIn } from './manifests.ts';
import { connects, type Pod } from './network-policy.ts';

interface Port {
  readonly name?: string;
  readonly containerPort: number;
}

/** Pods that the cluster's name service does not hear: lookups go over UDP, long answers over TCP. */
export function dnsFindings(objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  const { namespace, labels, ports } = cluster.dns;
  const server = podIn(namespace, labels, cluster, objects);
  return podsIn(objects, cluster).flatMap(({ name, pod }) =>
    ports
      .filter((port) => !connects(ofKind(objects, 'NetworkPolicy'), pod, server, port))
      .map(({ protocol, port }) => `${name}: no network policy lets it ask the name service over ${protocol} ${port}.`),
  );
}

/**
 * Connections that the manifests name and their network policies refuse: cluster addresses in the settings of a workload,
 * addresses outside the cluster that it is known to need, backends of an ingress, ports that are scraped.
 */
export function connectionFindings(objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  const policies = ofKind(objects, 'NetworkPolicy');
  const refused = (from: Parameters<typeof connects>[1], to: Parameters<typeof connects>[2], port: number) =>
    !connects(policies, from, to, { protocol: 'TCP', port });
  const outwards = workloadsIn(objects).flatMap((workload) => {
    const pod = podOf(workload, cluster, objects);
    const inside = addressesOf(workload, objects)
      .filter(({ namespace, port }) => refused(pod, podIn(namespace, undefined, cluster, objects), port))
      .map(
        ({ namespace, port }) => `${nameOf(workload)}: no network policy lets it reach port ${port} in ${namespace}.`,
      );
    const outside = cluster.external
      .filter(({ from, address, port }) => from.includes(workload.metadata.name) && refused(pod, { address }, port))
      .map(
        ({ name, address, port }) =>
          `${nameOf(workload)}: no network policy lets it reach ${name} (${address}:${port}).`,
      );
    return [...inside, ...outside];
  });
  const inwards = doorsOf(objects, cluster).flatMap(({ what, from, namespace, service, port }) => {
    const target = targetOf(namespace, service, port, objects);
    if (!target) return [`${what}: there is no port ${port} of a service ${service ?? 'with these labels'} with pods.`];
    const pod = podOf(target.workload, cluster, objects);
    return refused(podIn(from, undefined, cluster, objects), pod, target.port)
      ? [`${what}: no network policy lets ${from} reach port ${target.port} of ${nameOf(target.workload)}.`]
      : [];
  });
  return [...outwards, ...inwards];
}

/** Strangers: an address and a namespace that no manifest knows (203.0.113.0/24 is kept for documentation, RFC 5737). */
const anyAddress = { address: '203.0.113.7' };
const anyNamespace = 'somewhere-else';

/** Pods that talk to an address, or are talked to by a pod, that nobody named: what is not allowed stays denied. */
export function isolationFindings(objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  const policies = ofKind(objects, 'NetworkPolicy');
  const stranger = podIn(anyNamespace, undefined, cluster, objects);
  return podsIn(objects, cluster).flatMap(({ name, pod }) => [
    ...(connects(policies, pod, anyAddress, { protocol: 'TCP', port: 443 }) ? [`${name}: may reach any address.`] : []),
    ...(connects(policies, pod, stranger, { protocol: 'TCP', port: 443 }) ? [`${name}: may reach any namespace.`] : []),
    ...[...Object.values(pod.ports ?? {}), 443]
      .filter((port) => connects(policies, stranger, pod, { protocol: 'TCP', port }))
      .map((port) => `${name}: any namespace may reach port ${port}.`),
  ]);
}

function podsIn(objects: readonly KubernetesObject[], cluster: Cluster): { name: string; pod: Pod }[] {
  return [
    ...workloadsIn(objects).map((workload) => ({ name: nameOf(workload), pod: podOf(workload, cluster, objects) })),
    ...cluster.otherPods.map(({ namespace, labels }) => ({
      name: `Pod ${namespace}/${Object.values(labels).join(' ')}`,
      pod: podIn(namespace, labels, cluster, objects),
    })),
  ];
}

function podOf(workload: KubernetesObject, cluster: Cluster, objects: readonly KubernetesObject[]): Pod {
  const { metadata, spec } = workload.spec.template;
  const ports = spec.containers.flatMap((container: { ports?: Port[] }) => container.ports ?? []);
  const named = ports.flatMap(({ name, containerPort }: Port) => (name ? [[name, containerPort]] : []));
  return podIn(workload.metadata.namespace, metadata.labels, cluster, objects, Object.fromEntries(named));
}

/** `//host.namespace.svc…:port` in the environment of a workload. */
function addressesOf(workload: KubernetesObject, objects: readonly KubernetesObject[]) {
  const containers: Parameters<typeof environmentOf>[0][] = workload.spec.template.spec.containers;
  const values = containers.flatMap((container) => Object.values(environmentOf(container, workload, objects)));
  return values.flatMap((value) =>
    [...value.matchAll(/\/\/[a-z0-9-]+\.([a-z0-9-]+)\.svc(?:\.[a-z0-9.-]+)?:(\d+)/g)].map(
      ([, namespace = '', port]) => ({
        namespace,
        port: Number(port),
      }),
    ),
  );
}

interface Door {
  readonly what: string;
  /** Namespace that the requests come from. */
  readonly from: string;
  readonly namespace: string;
  /** Name of the service, or the labels of it. */
  readonly service: string | Readonly<Record<string, string>>;
  /** Name or number of a port of the service. */
  readonly port: string | number;
}

/** Where requests come in: backends of ingresses, ports of service monitors. */
function doorsOf(objects: readonly KubernetesObject[], cluster: Cluster): Door[] {
  const ingresses = ofKind(objects, 'Ingress').flatMap((ingress) =>
    (ingress.spec.rules ?? []).flatMap((rule: { http?: { paths: { backend: Backend }[] } }) =>
      (rule.http?.paths ?? []).map(({ backend }) => ({
        what: nameOf(ingress),
        from: cluster.ingressControllers[0]?.namespace ?? '',
        namespace: ingress.metadata.namespace,
        service: backend.service.name,
        port: backend.service.port.name ?? backend.service.port.number ?? '',
      })),
    ),
  );
  const monitors = ofKind(objects, 'ServiceMonitor').flatMap((monitor) =>
    (monitor.spec.endpoints ?? []).map(({ port }: { port: string }) => ({
      what: nameOf(monitor),
      from: cluster.monitoringNamespace,
      namespace: monitor.metadata.namespace,
      service: monitor.spec.selector.matchLabels,
      port,
    })),
  );
  return [...ingresses, ...monitors];
}

interface Backend {
  readonly service: { readonly name: string; readonly port: { readonly name?: string; readonly number?: number } };
}

/** The workload and its port behind a port of a service. */
function targetOf(
  namespace: string,
  wanted: Door['service'],
  port: Door['port'],
  objects: readonly KubernetesObject[],
) {
  const service = ofKind(objects, 'Service').find(
    ({ metadata }) =>
      metadata.namespace === namespace &&
      (typeof wanted === 'string' ? metadata.name === wanted : holds(metadata.labels, wanted)),
  );
  const entry = service?.spec.ports.find((candidate: { name?: string; port: number }) =>
    [candidate.name, candidate.port].includes(port),
  );
  const workload = workloadsIn(objects).find(
    ({ metadata, spec }) =>
      metadata.namespace === namespace && service && holds(spec.template.metadata.labels, service.spec.selector),
  );
  if (!entry || !workload) return undefined;
  const named = entry.targetPort ?? entry.port;
  const ports: Port[] = workload.spec.template.spec.containers.flatMap(({ ports = [] }: { ports?: Port[] }) => ports);
  const number = typeof named === 'number' ? named : ports.find(({ name }) => name === named)?.containerPort;
  return number === undefined ? undefined : { workload, port: number };
}

function holds(labels: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
