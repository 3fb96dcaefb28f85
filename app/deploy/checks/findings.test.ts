import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { autoscalerFindings, memoryFindings, quotaFindings, requestFindings } from './capacity.ts';
import { certificateFindings, ingressClassFindings } from './certificates.ts';
import { type Cluster, readCluster } from './cluster.ts';
import { base, type KubernetesObject, objectsOf, parsed } from './manifests.ts';
import { mebibytes, quantity } from './quantity.ts';
import { connectionFindings, dnsFindings, isolationFindings } from './reachability.ts';
import { schemaFindings } from './schema.ts';

const cluster: Cluster = {
  ...readCluster(),
  otherPods: [],
  external: [{ name: 'ledger', address: '10.40.16.10', port: 443, from: ['shop'] }],
  memory: { shop: { nonHeap: '200Mi', liveHeap: '50Mi' } },
  load: { shop: { cpu: '1' } },
};

/** A sound application, whose lines a test changes. */
const sound = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop, namespace: shop }
data:
  JAVA_TOOL_OPTIONS: -XX:MaxRAMPercentage=50
  DATABASE: jdbc:postgresql://db.data.svc.cluster.local:5432/shop
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: shop
          envFrom: [{ configMapRef: { name: shop } }]
          ports: [{ name: http, containerPort: 8080 }]
          resources:
            requests: { cpu: 250m, memory: 384Mi }
            limits: { memory: 512Mi }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop, labels: { app: shop } }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80, targetPort: http }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }
  maxReplicas: 5
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: shop, namespace: shop }
spec:
  hard: { requests.memory: 2304Mi, limits.memory: 3Gi, requests.cpu: 1500m, pods: "6", services: "2" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  ingressClassName: nginx
  tls: [{ hosts: [shop.example], secretName: shop-tls }]
  rules:
    - host: shop.example
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { name: http } } } }]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: shop }
spec:
  secretName: shop-tls
  dnsNames: [shop.example]
  issuerRef: { kind: ClusterIssuer, name: acme }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: acme }
spec:
  acme:
    server: https://acme.example
    privateKeySecretRef: { name: acme }
    solvers: [{ http01: { ingress: { ingressClassName: nginx } } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          podSelector: { matchLabels: { k8s-app: kube-dns } }
      ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } } }]
      ports: [{ port: 5432 }]
    - to: [{ ipBlock: { cidr: 10.40.16.0/24 } }]
      ports: [{ port: 443 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: in, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
      ports: [{ port: 8080, endPort: 8089 }]
`;

const all: ((objects: readonly KubernetesObject[], cluster: Cluster) => string[])[] = [
  schemaFindings,
  requestFindings,
  memoryFindings,
  autoscalerFindings,
  quotaFindings,
  ingressClassFindings,
  certificateFindings,
  dnsFindings,
  connectionFindings,
  isolationFindings,
];

/** Findings in the sound application with one text replaced, and perhaps another object. */
function found(from: string, to: string, object = ''): string[] {
  assert.ok(sound.includes(from), `the sound application has no ${from}`);
  const objects = parsed([sound.replace(from, to), object].filter(Boolean).join('\n---\n'));
  return all.flatMap((findings) => findings(objects, cluster));
}

test('nothing is found in a sound application', () => assert.deepEqual(found('shop', 'shop'), []));

describe('schema', () => {
  test('refuses a field that does not exist', () =>
    assert.deepEqual(
      found('ingressClassName: nginx\n  tls', 'ingressClass: nginx\n  tls')[0],
      'test.yaml: Ingress shop/shop/spec: must NOT have additional properties (ingressClass)',
    ));
  test('refuses a value of a wrong type', () =>
    assert.match(found('maxReplicas: 5', 'maxReplicas: five')[0] ?? '', /spec\/maxReplicas: must be integer/));
  test('refuses an unknown field of a custom resource', () =>
    assert.match(found('dnsNames: [shop.example]', 'dnsNames: [shop.example]\n  hosts: []')[0] ?? '', /\(hosts\)/));
  test('says when it has no schema', () =>
    assert.match(found('kind: ResourceQuota', 'kind: Quota')[0] ?? '', /no schema for v1\/Quota/));
  test('keys that are there twice do not parse', () => assert.throws(() => parsed('kind: A\nkind: B'), /unique/));
});

describe('capacity', () => {
  test('a request above its limit', () =>
    assert.match(found('memory: 384Mi', 'memory: 600Mi')[0] ?? '', /requests memory 600Mi, more than its limit 512Mi/));
  test('a heap that leaves too little of the limit', () =>
    assert.match(found('=50', '=75')[0] ?? '', /grow to 384Mi and 200Mi lie outside of it: 584Mi/));
  test('a fixed heap comes before a share, and a quarter is what the JVM takes by itself', () => {
    assert.match(found('=50', '=50 -Xmx400m')[0] ?? '', /grow to 400Mi/);
    assert.match(found('-XX:MaxRAMPercentage=50', '-Dx=y')[0] ?? '', /a heap of 128Mi is small for 50Mi/);
  });
  test('an autoscaler that cannot follow the load', () =>
    assert.match(
      found('maxReplicas: 5', 'maxReplicas: 4')[0] ?? '',
      /1 of CPU ask for 5 replicas, and there are 4 at most/,
    ));
  test('an autoscaler without a workload, and the workload without it', () => {
    const [lost, slow] = found('kind: Deployment, name: shop', 'kind: Deployment, name: shoe');
    assert.match(lost ?? '', /no Deployment shoe/);
    assert.match(slow ?? '', /ask for 4 replicas, and there are 1 at most/);
  });
  test('an autoscaler that does not look at the CPU stays at its minimum', () =>
    assert.match(found('name: cpu, target', 'name: memory, target')[0] ?? '', /there are 1 at most/));
  test('a quota with no room for all replicas and one that surges', () => {
    assert.deepEqual(found('requests.memory: 2304Mi', 'requests.memory: 2Gi'), [
      'ResourceQuota shop/shop: requests.memory may grow to 2304Mi, and the quota is 2Gi.',
    ]);
    assert.match(found('pods: "6"', 'pods: "5"')[0] ?? '', /pods may grow to 6/);
  });
  test('quantities', () => {
    assert.deepEqual(['250m', '1', '1e3', '512Mi', '1G'].map(quantity), [0.25, 1, 1000, 2 ** 29, 1e9]);
    assert.throws(() => quantity('5 apples'), RangeError);
    assert.equal(mebibytes(2 ** 29), '512Mi');
  });
});

describe('certificates', () => {
  const solver = 'ingress: { ingressClassName: nginx }';
  test('challenges to a class that nothing serves', () => {
    assert.match(found(solver, 'ingress: { ingressClassName: public }')[0] ?? '', /class public, which nothing serves/);
    assert.match(found(solver, 'ingress: { class: public }')[0] ?? '', /class public, which nothing serves/);
  });
  test('the class in the older field, and an ingress that is edited, will do', () => {
    assert.deepEqual(found(solver, 'ingress: { class: nginx }'), []);
    assert.deepEqual(found(solver, 'ingress: { name: shop }'), []);
  });
  test('a class is served when an IngressClass gives it to the controller', () => {
    const declared = (controller: string) =>
      found(
        `http01: { ${solver} }`,
        'http01: { ingress: { ingressClassName: public } }',
        `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: public }
spec: { controller: ${controller} }`,
      );
    assert.deepEqual(declared('k8s.io/ingress-nginx'), []);
    assert.equal(declared('example.com/other').length, 1);
  });
  test('a solver whose selector leaves the host out, and the most specific of several', () => {
    const zone = (name: string) => `[{ selector: { dnsZones: [${name}] }, dns01: {} }]`;
    assert.match(found(`[{ http01: { ${solver} } }]`, zone('other.example'))[0] ?? '', /no solver is for shop.example/);
    assert.deepEqual(found(`[{ http01: { ${solver} } }]`, zone('shop.example')), []);
    assert.match(
      found(
        `[{ http01: { ${solver} } }]`,
        '[{ dns01: {} }, { selector: { dnsNames: [shop.example] }, http01: { ingress: { class: x } } }]',
      )[0] ?? '',
      /class x/,
    );
  });
  test('a solver that the ingress controller cannot reach', () =>
    assert.match(
      found('port: 8080, endPort: 8089', 'port: 8080')[0] ?? '',
      /lets ingress-nginx reach port 8089 of the solver/,
    ));
  test('an issuer that no browser trusts', () =>
    assert.match(
      found('spec:\n  acme:', 'spec:\n  selfSigned: {}\n  acme:')[0] ?? '',
      /no browser trusts what it signs/,
    ));
  test('an issuer that is not there', () =>
    assert.match(found('kind: ClusterIssuer, name: acme', 'kind: Issuer, name: acme')[0] ?? '', /no Issuer acme/));
  test('a secret that no ingress reads, and a host that it does not name', () => {
    assert.match(
      found('secretName: shop-tls\n  dns', 'secretName: other\n  dns')[0] ?? '',
      /no ingress reads the secret other/,
    );
    assert.match(
      found('secretName: shop-tls\n  dns', 'secretName: other\n  dns')[1] ?? '',
      /no certificate is written to shop-tls/,
    );
    assert.match(
      found('hosts: [shop.example]', 'hosts: [www.shop.example]')[0] ?? '',
      /does not name www.shop.example/,
    );
  });
  test('an ingress of a class that nothing serves', () =>
    assert.match(
      found('ingressClassName: nginx\n  tls', 'ingressClassName: public\n  tls')[0] ?? '',
      /nothing serves the ingress class public/,
    ));
});

describe('network', () => {
  test("a label of the name service's namespace that nobody promises", () =>
    assert.equal(found('kubernetes.io/metadata.name: kube-system', 'name: kube-system').length, 2));
  test('also when a manifest of ours sets it: the platform writes that namespace', () =>
    assert.equal(
      found(
        'kubernetes.io/metadata.name: kube-system',
        'name: kube-system',
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: kube-system, labels: { name: kube-system } }',
      ).length,
      2,
    ));
  test('a rule that opens more than somebody named', () => {
    assert.match(found('egress:\n    - to:', 'egress:\n    - {}\n    - to:')[0] ?? '', /may reach any address/);
    assert.match(
      found('  policyTypes: [Ingress]\n  ingress:', '  ingress:\n    - {}')[0] ?? '',
      /any namespace may reach port 8080/,
    );
    assert.match(
      found(
        '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } } }]\n      ports: [{ port: 5432 }]',
        '{ namespaceSelector: {} }]',
      )[0] ?? '',
      /may reach any namespace/,
    );
  });
  test('lookups over UDP only', () => assert.match(found(', { protocol: TCP, port: 53 }', '')[0] ?? '', /over TCP 53/));
  test('an address in the settings that the policies do not let through', () =>
    assert.match(found('svc.cluster.local:5432', 'svc.cluster.local:5433')[0] ?? '', /reach port 5433 in data/));
  test('an address outside the cluster', () =>
    assert.match(found('10.40.16.0/24', '10.40.17.0/24')[0] ?? '', /reach ledger \(10.40.16.10:443\)/));
  test('a backend that the ingress controller cannot reach, or that is not there', () => {
    assert.match(
      found('port: 8080, endPort', 'port: 8081, endPort')[0] ?? '',
      /lets ingress-nginx reach port 8080 of Deployment shop\/shop/,
    );
    assert.match(found('port: { name: http }', 'port: { name: web }')[0] ?? '', /no port web/);
  });
});

test('a kustomization labels its objects and their pods', () => {
  const shop = objectsOf(base).find(({ kind }) => kind === 'Deployment');
  assert.equal(shop?.metadata.labels['app.kubernetes.io/part-of'], 'bookshop');
  assert.equal(shop?.spec.template.metadata.labels['app.kubernetes.io/part-of'], 'bookshop');
});
