import { editManifests, lengthAt, type Manifest, mapAt, objectName, textAt, valueAt } from './manifests.ts';
import type { PlannedEdit } from './types.ts';

/** A network policy that keeps pods from the cluster's name service, and the change that would let them through. */
export interface DnsFault {
  readonly manifest: Manifest;
  /** Name of the policy in the edited file, which is a new one where a rule is missing. */
  readonly policy: string;
  readonly why: string;
  readonly edit: PlannedEdit;
}

/** Set by Kubernetes itself on every namespace since 1.21; `name` is set by nobody unless a person did. */
const namespaceLabel = 'kubernetes.io/metadata.name';

/**
 * Egress rules for port 53 that do not do what they say, and namespaces that deny egress with no such rule.
 *
 * Source: Kubernetes documentation, "Network Policies" and "Automatic labelling" of namespaces.
 */
export function dnsFaults(manifests: readonly Manifest[]): DnsFault[] {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const faults = policies.flatMap((policy) => [...selectorFault(policy, manifests), ...protocolFault(policy)]);
  if (faults.length > 0) return faults.slice(0, 1);
  const allowed = new Set(policies.filter((policy) => dnsRules(policy).length > 0).map(({ namespace }) => namespace));
  return policies
    .filter((policy) => deniesAllEgress(policy) && !allowed.has(policy.namespace))
    .slice(0, 1)
    .map(missingRule);
}

/** Indexes of egress rules that name port 53. */
function dnsRules(policy: Manifest): number[] {
  return range(lengthAt(policy, ['spec', 'egress'])).filter((rule) =>
    range(lengthAt(policy, ['spec', 'egress', rule, 'ports'])).some((port) =>
      /^(?:53|dns(?:-tcp)?)$/.test(textAt(policy, ['spec', 'egress', rule, 'ports', port, 'port']) ?? ''),
    ),
  );
}

/** The rule selects a namespace by a label that the namespace does not carry. */
function selectorFault(policy: Manifest, manifests: readonly Manifest[]): DnsFault[] {
  for (const rule of dnsRules(policy)) {
    for (const peer of range(lengthAt(policy, ['spec', 'egress', rule, 'to']))) {
      const at = ['spec', 'egress', rule, 'to', peer, 'namespaceSelector', 'matchLabels'];
      for (const [label, value] of Object.entries(mapAt(policy, at))) {
        if (label === namespaceLabel) continue;
        const owner = manifests.find(({ kind, name }) => kind === 'Namespace' && name === value);
        if (owner && mapAt(owner, ['metadata', 'labels'])[label] === value) continue;
        const text = editManifests([{ manifest: policy, path: [...at, label], value: namespaceLabel, key: true }]).get(
          policy.path,
        )!;
        return [
          {
            manifest: policy,
            policy: policy.name,
            why: `${objectName(policy)} lets DNS through to namespaces labelled ${label}=${value}. Kubernetes labels every namespace with ${namespaceLabel}; ${label} is there only while somebody sets it, and nothing in the repository does.`,
            edit: { path: policy.path, content: text },
          },
        ];
      }
    }
  }
  return [];
}

/** The rule lets UDP through and not TCP, which long answers need, or the other way round. */
function protocolFault(policy: Manifest): DnsFault[] {
  for (const rule of dnsRules(policy)) {
    const ports = range(lengthAt(policy, ['spec', 'egress', rule, 'ports']));
    const protocols = ports.map((port) => textAt(policy, ['spec', 'egress', rule, 'ports', port, 'protocol']) ?? 'TCP');
    const missing = ['UDP', 'TCP'].find((protocol) => !protocols.includes(protocol));
    if (!missing) continue;
    const present = missing === 'UDP' ? 'TCP' : 'UDP';
    const line = new RegExp(
      String.raw`^([ \t]*)- (?:protocol: *${present}\n[ \t]*port: *53|port: *53(?:\n[ \t]*protocol: *${present})?)[ \t]*$`,
      'm',
    ).exec(policy.text);
    if (!line) return [];
    const at = line.index + line[0].length;
    const added = `\n${line[1]}- protocol: ${missing}\n${line[1]}  port: 53`;
    return [
      {
        manifest: policy,
        policy: policy.name,
        why: `${objectName(policy)} lets DNS through over ${present} only; ${missing === 'UDP' ? 'ordinary questions go over UDP' : 'answers that do not fit a packet are asked again over TCP'}.`,
        edit: { path: policy.path, content: policy.text.slice(0, at) + added + policy.text.slice(at) },
      },
    ];
  }
  return [];
}

function deniesAllEgress(policy: Manifest): boolean {
  const types = valueAt(policy, ['spec', 'policyTypes']);
  return Array.isArray(types) && types.includes('Egress') && lengthAt(policy, ['spec', 'egress']) === 0;
}

function missingRule(policy: Manifest): DnsFault {
  const folder = policy.path.slice(0, policy.path.lastIndexOf('/') + 1);
  const namespace = policy.namespace === '' ? '' : `\n  namespace: ${policy.namespace}`;
  return {
    manifest: policy,
    policy: 'allow-dns-egress',
    why: `${objectName(policy)} denies all egress, and no policy of the namespace lets DNS (port 53) through.`,
    edit: {
      path: `${folder}allow-dns-egress.yaml`,
      content: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-dns-egress${namespace}
spec:
  podSelector: {}
  policyTypes:
    - Egress
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              ${namespaceLabel}: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`,
    },
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
