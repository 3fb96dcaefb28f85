import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsed } from './manifests.ts';
import { connects, type Pod, type Protocol } from './network-policy.ts';

/** Examples are those of the Kubernetes documentation, "Network Policies", unless they say otherwise. */
const pod = (namespace: string, labels: Pod['labels'], ports: Pod['ports'] = {}): Pod => ({
  namespace,
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace, project: namespace },
  labels,
  ports,
});
const db = pod('default', { role: 'db' });
const frontend = pod('default', { role: 'frontend' });
const other = pod('default', { role: 'other' });
const tcp = (port: number): { protocol: Protocol; port: number } => ({ protocol: 'TCP', port });

const policy = (spec: string, namespace = 'default') =>
  parsed(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: example, namespace: ${namespace} }
spec:
${spec.replaceAll(/^/gm, '  ')}`);

const networkPolicyResource = policy(`
podSelector:
  matchLabels: { role: db }
policyTypes: [Ingress, Egress]
ingress:
  - from:
      - ipBlock: { cidr: 172.17.0.0/16, except: [172.17.1.0/24] }
      - namespaceSelector: { matchLabels: { project: myproject } }
      - podSelector: { matchLabels: { role: frontend } }
    ports:
      - { protocol: TCP, port: 6379 }
egress:
  - to:
      - ipBlock: { cidr: 10.0.0.0/24 }
    ports:
      - { protocol: TCP, port: 5978 }`);

describe('the NetworkPolicy resource', () => {
  const reaches = (from: Parameters<typeof connects>[1], port = 6379) =>
    connects(networkPolicyResource, from, db, tcp(port));

  test('lets pods of the same namespace with the label in, and no others', () => {
    assert.equal(reaches(frontend), true);
    assert.equal(reaches(other), false);
    assert.equal(reaches(pod('elsewhere', { role: 'frontend' })), false);
  });

  test('lets any pod of a namespace with the label in', () => {
    assert.equal(reaches(pod('myproject', { role: 'other' })), true);
    assert.equal(reaches(pod('myproject', undefined)), true);
  });

  test('lets addresses of the block in, but for the exceptions', () => {
    assert.equal(reaches({ address: '172.17.0.255' }), true);
    assert.equal(reaches({ address: '172.17.1.1' }), false);
    assert.equal(reaches({ address: '172.18.0.1' }), false);
  });

  test('lets nobody in on another port or protocol', () => {
    assert.equal(reaches(frontend, 6380), false);
    assert.equal(connects(networkPolicyResource, frontend, db, { protocol: 'UDP', port: 6379 }), false);
  });

  test('lets it out to the block on one port only', () => {
    assert.equal(connects(networkPolicyResource, db, { address: '10.0.0.7' }, tcp(5978)), true);
    assert.equal(connects(networkPolicyResource, db, { address: '10.0.0.7' }, tcp(443)), false);
    assert.equal(connects(networkPolicyResource, db, { address: '10.0.1.7' }, tcp(5978)), false);
  });

  test('leaves pods that it does not select alone', () => {
    assert.equal(connects(networkPolicyResource, pod('elsewhere', {}), other, tcp(1)), true);
    assert.equal(connects(networkPolicyResource, other, { address: '10.9.9.9' }, tcp(1)), true);
  });
});

describe('two selectors', () => {
  const both = (dashes: string) =>
    policy(`
podSelector: {}
ingress:
  - from:
      - namespaceSelector: { matchLabels: { project: alice } }
      ${dashes} podSelector: { matchLabels: { role: client } }`);
  const reaches = (dashes: string, from: Pod) => connects(both(dashes), from, db, tcp(80));

  test('in one entry must both match', () => {
    assert.equal(reaches(' ', pod('alice', { role: 'client' })), true);
    assert.equal(reaches(' ', pod('alice', { role: 'other' })), false);
    assert.equal(reaches(' ', pod('default', { role: 'client' })), false);
  });

  test('in two entries are alternatives, the second one for the own namespace', () => {
    assert.equal(reaches('-', pod('alice', { role: 'other' })), true);
    assert.equal(reaches('-', pod('default', { role: 'client' })), true);
    assert.equal(reaches('-', pod('bob', { role: 'client' })), false);
  });
});

describe('default policies', () => {
  const deny = policy('podSelector: {}\npolicyTypes: [Ingress, Egress]');

  test('deny all ingress and egress of the namespace and of no other', () => {
    assert.equal(connects(deny, frontend, db, tcp(80)), false);
    assert.equal(connects(deny, db, { address: '10.0.0.1' }, tcp(80)), false);
    assert.equal(connects(deny, pod('x', {}), pod('y', {}), tcp(80)), true);
  });

  test('allow all ingress with one empty rule, whatever else denies', () => {
    const allow = policy('podSelector: {}\ningress: [{}]\npolicyTypes: [Ingress]');
    assert.equal(
      connects([...policy('podSelector: {}\npolicyTypes: [Ingress]'), ...allow], frontend, db, tcp(80)),
      true,
    );
  });

  test('allow all egress with one empty rule', () => {
    const allow = policy('podSelector: {}\negress: [{}]\npolicyTypes: [Egress]');
    assert.equal(connects([...deny, ...allow], db, { address: '10.0.0.1' }, tcp(80)), true);
  });

  test('policies add up: a connection needs the egress of one side and the ingress of the other', () => {
    const out = policy('podSelector: {}\negress: [{}]\npolicyTypes: [Egress]');
    assert.equal(connects([...deny, ...out], frontend, db, tcp(80)), false);
    const into = policy('podSelector: { matchLabels: { role: db } }\ningress: [{}]');
    assert.equal(connects([...deny, ...out, ...into], frontend, db, tcp(80)), true);
  });
});

describe('without policyTypes', () => {
  test('a policy is about ingress, also when it has no rule', () => {
    const silent = policy('podSelector: {}');
    assert.equal(connects(silent, pod('x', {}), db, tcp(80)), false);
    assert.equal(connects(silent, db, { address: '10.0.0.1' }, tcp(80)), true);
  });

  test('a policy with an egress rule is about both', () => {
    const both = policy('podSelector: {}\negress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]');
    assert.equal(connects(both, db, { address: '11.0.0.1' }, tcp(80)), false);
    assert.equal(connects(both, pod('x', {}), db, tcp(80)), false);
  });
});

describe('ports', () => {
  test('a range ends at endPort', () => {
    const range = policy(`
podSelector: { matchLabels: { role: db } }
policyTypes: [Egress]
egress:
  - to: [{ ipBlock: { cidr: 10.0.0.0/24 } }]
    ports: [{ protocol: TCP, port: 32000, endPort: 32768 }]`);
    const reaches = (port: number) => connects(range, db, { address: '10.0.0.1' }, tcp(port));
    assert.deepEqual([31999, 32000, 32768, 32769].map(reaches), [false, true, true, false]);
  });

  test('are of TCP unless they say so, and all of them when none is named', () => {
    const tcpOnly = policy('podSelector: {}\negress: [{ ports: [{ port: 53 }] }]');
    assert.equal(connects(tcpOnly, db, { address: '10.0.0.1' }, tcp(53)), true);
    assert.equal(connects(tcpOnly, db, { address: '10.0.0.1' }, { protocol: 'UDP', port: 53 }), false);
    const anyUdp = policy('podSelector: {}\negress: [{ ports: [{ protocol: UDP }] }]');
    assert.equal(connects(anyUdp, db, { address: '10.0.0.1' }, { protocol: 'UDP', port: 4711 }), true);
  });

  test('by name are those of the pod that is talked to', () => {
    const named = policy('podSelector: {}\ningress: [{ ports: [{ port: http }] }]');
    const server = pod('default', { role: 'db' }, { http: 8080 });
    assert.equal(connects(named, other, server, tcp(8080)), true);
    assert.equal(connects(named, other, server, tcp(80)), false);
  });
});

describe('namespaces', () => {
  const egress = (selector: string) =>
    policy(`
podSelector: {}
policyTypes: [Egress]
egress:
  - to: [{ namespaceSelector: ${selector} }]`);

  test('by several names, with an expression', () => {
    const two = egress(
      '{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [frontend, backend] }] }',
    );
    assert.deepEqual(
      ['frontend', 'backend', 'default'].map((name) => connects(two, db, pod(name, {}), tcp(80))),
      [true, true, false],
    );
  });

  test('any, with an empty selector; a pod selector alone means the own one', () => {
    assert.equal(connects(egress('{}'), db, pod('x', {}), tcp(80)), true);
    const own = policy('podSelector: {}\npolicyTypes: [Egress]\negress: [{ to: [{ podSelector: {} }] }]');
    assert.equal(connects(own, db, frontend, tcp(80)), true);
    assert.equal(connects(own, db, pod('x', {}), tcp(80)), false);
  });
});

test('the other operators of a selector', () => {
  const selects = (expression: string, labels: Record<string, string>) =>
    !connects(
      policy(`podSelector: { matchExpressions: [${expression}] }`),
      pod('x', {}),
      pod('default', labels),
      tcp(1),
    );
  assert.equal(selects('{ key: a, operator: Exists }', { a: '' }), true);
  assert.equal(selects('{ key: a, operator: Exists }', {}), false);
  assert.equal(selects('{ key: a, operator: DoesNotExist }', {}), true);
  assert.equal(selects('{ key: a, operator: NotIn, values: [b] }', {}), true);
  assert.equal(selects('{ key: a, operator: NotIn, values: [b] }', { a: 'b' }), false);
});

test('an ipBlock is not relied on for pods, nor a pod selector for pods whose labels nobody knows', () => {
  const block = policy('podSelector: {}\npolicyTypes: [Egress]\negress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]');
  assert.equal(connects(block, db, pod('kube-system', {}), tcp(53)), false);
  const labelled = policy(`
podSelector: {}
policyTypes: [Egress]
egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { a: b } } }] }]`);
  assert.equal(connects(labelled, db, pod('x', undefined), tcp(80)), false);
});
