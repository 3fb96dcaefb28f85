import { BlockList, isIPv6 } from 'node:net';
import type { KubernetesObject } from './manifests.ts';

/** A pod as network policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** `undefined` when nobody here knows them: then only a selector without conditions counts as matching. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Container ports by name. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** An address outside the cluster. */
export interface Address {
  readonly address: string;
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
type Direction = 'Ingress' | 'Egress';
interface Port {
  readonly protocol: Protocol;
  readonly port: number;
}
interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}
interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface PolicyPort {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

/**
 * Whether a connection gets through: the egress policies of its source and the ingress policies of its destination must
 * both allow it. Replies to allowed connections are always allowed.
 *
 * Source: Kubernetes documentation, "Network Policies" (networking.k8s.io/v1).
 */
export function connects(
  policies: readonly KubernetesObject[],
  from: Pod | Address,
  to: Pod | Address,
  { protocol, port }: Port,
): boolean {
  return (
    ('address' in from || allows(policies, 'Egress', from, to, { protocol, port })) &&
    ('address' in to || allows(policies, 'Ingress', to, from, { protocol, port }))
  );
}

/** Whether the policies that select a pod let it talk to a peer (`Egress`) or be talked to by it (`Ingress`). */
export function allows(
  policies: readonly KubernetesObject[],
  direction: Direction,
  pod: Pod,
  peer: Pod | Address,
  port: Port,
): boolean {
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      (metadata.namespace ?? 'default') === pod.namespace &&
      matches(spec.podSelector, pod.labels) &&
      directionsOf(spec).includes(direction),
  );
  if (selecting.length === 0) return true;
  const destination = direction === 'Egress' ? peer : pod;
  return selecting.some(({ spec }) =>
    (spec[direction.toLowerCase()] ?? []).some(
      (rule: { from?: PolicyPeer[]; to?: PolicyPeer[]; ports?: PolicyPort[] }) =>
        anyOf(rule.to ?? rule.from, (candidate) => isPeer(candidate, peer, pod.namespace)) &&
        anyOf(rule.ports, (candidate) => isPort(candidate, port, destination)),
    ),
  );
}

/** Without `policyTypes` a policy is about ingress, and about egress when it has an egress rule. */
function directionsOf(spec: { policyTypes?: Direction[]; egress?: unknown[] }): Direction[] {
  return spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

/** A list that is missing or empty sets no condition. */
function anyOf<T>(list: readonly T[] | undefined, test: (item: T) => boolean): boolean {
  return list === undefined || list.length === 0 || list.some(test);
}

/** Both selectors of one peer must match; a pod selector alone means pods of the policy's own namespace. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: PolicyPeer, peer: Pod | Address, own: string): boolean {
  if ('address' in peer) {
    if (!ipBlock || !inBlock(ipBlock.cidr, peer.address)) return false;
    return !(ipBlock.except ?? []).some((cidr) => inBlock(cidr, peer.address));
  }
  // Addresses of pods and services change and are rewritten on the way: an ipBlock cannot be relied on for them.
  if (ipBlock || (!podSelector && !namespaceSelector)) return false;
  const inNamespace = namespaceSelector ? matches(namespaceSelector, peer.namespaceLabels) : peer.namespace === own;
  return inNamespace && matches(podSelector, peer.labels);
}

function isPort({ protocol = 'TCP', port, endPort }: PolicyPort, asked: Port, destination: Pod | Address): boolean {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return 'ports' in destination && destination.ports?.[port] === asked.port;
  return asked.port >= port && asked.port <= (endPort ?? port);
}

/** A selector without conditions matches everything. */
function matches(selector: Selector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {});
  const expressions = selector?.matchExpressions ?? [];
  if (labels === undefined) return equal.length === 0 && expressions.length === 0;
  return (
    equal.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      throw new RangeError(`${operator} is no operator of a label selector.`);
    })
  );
}

function inBlock(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
