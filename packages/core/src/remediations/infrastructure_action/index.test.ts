import { expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn, type Told } from '../test-context.ts';
import { infrastructureAction } from './index.ts';

const deployment = `# The API.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ledger
  namespace: money
spec:
  template:
    spec:
      containers:
        - name: ledger
          image: ledger:1
          resources:
            requests:
              memory: 384Mi # measured in March
            limits:
              memory: 512Mi
        - name: proxy
          resources: { limits: { memory: 64Mi } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ledger
  namespace: money
spec:
  scaleTargetRef: { kind: Deployment, name: ledger }
  maxReplicas: 3
`;

async function planned(files: Record<string, string>, told: Told) {
  const code = memoryRepository({ files });
  return infrastructureAction.plan(await contextFor(code, told));
}

const killed = 'Container ledger of pod ledger-6f9c-x2x9 was OOMKilled, exit code 137';

test('doubles the limit of the killed container, keeps the request in step, and every comment', async () => {
  const plan = planIn(
    await planned({ 'k8s/ledger.yaml': deployment }, { mode: 'container-oom-kill', service: 'ledger', log: [killed] }),
  );

  expect(contentOf(plan, 'k8s/ledger.yaml')).toBe(deployment.replace('384Mi', '768Mi').replace('512Mi', '1Gi'));
  expect(plan.infrastructure).toEqual({
    action: 'scale_k8s',
    parameters: {
      namespace: 'money',
      kind: 'Deployment',
      name: 'ledger',
      container: 'ledger',
      memoryLimit: '1Gi',
      memoryRequest: '768Mi',
    },
  });
});

test('gives the autoscaler room when it is at its maximum', async () => {
  const log = [killed, 'the desired replica count is more than the maximum replica count'];

  const plan = planIn(
    await planned({ 'a.yaml': deployment }, { mode: 'container-oom-kill', log, labels: { pod: 'ledger-6f9c-x2x9' } }),
  );

  expect(contentOf(plan, 'a.yaml')).toContain('maxReplicas: 6');
  expect(plan.infrastructure?.parameters.maxReplicas).toBe('6');
});

test('gives the autoscaler the room that its own figures ask for, and no more than four times what it had', async () => {
  const full = 'the desired replica count is more than the maximum replica count';
  const most = async (targets: string, name = 'ledger') => {
    const line = `hpa/${name}   Deployment/${name}   ${targets}   2   3   3   41d`;
    const log = [killed, full, line];
    const told: Told = { mode: 'container-oom-kill', log, labels: { pod: 'ledger-6f9c-x2x9' } };
    return planIn(await planned({ 'a.yaml': deployment }, told)).infrastructure?.parameters.maxReplicas;
  };

  expect(await most('cpu: 168%/70%, memory: 88%/80%')).toBe('8');
  expect(await most('cpu: 75%/70%, memory: 300%/80%')).toBe('6');
  expect(await most('cpu: 9000%/70%')).toBe('12');
  expect(await most('cpu: 168%/0%')).toBe('6');
  expect(await most('cpu: 168%/70%', 'other')).toBe('6');
});

test('goes by what was measured when that is more than the limit', async () => {
  const signals = [{ name: 'container_memory_working_set_bytes', value: 800 * 2 ** 20, unit: 'By' }];

  const plan = planIn(
    await planned({ 'a.yaml': deployment }, { mode: 'container-oom-kill', service: 'ledger', log: [killed], signals }),
  );

  expect(plan.infrastructure?.parameters.memoryLimit).toBe('1Gi');
});

test('edits the Helm values where the manifests are templates', async () => {
  const values = 'image: a\nresources:\n  requests:\n    memory: 256Mi\n  limits:\n    memory: 256Mi # tight\n';
  const files = {
    'charts/ledger/values.yaml': values,
    'charts/ledger/templates/d.yaml': 'kind: Deployment\nname: {{ .Values.x }}\n',
  };

  const plan = planIn(await planned(files, { mode: 'container-oom-kill', service: 'ledger', log: [killed] }));

  expect(contentOf(plan, 'charts/ledger/values.yaml')).toBe(values.replaceAll('256Mi', '512Mi'));
  expect(plan.infrastructure?.action).toBe('update_helm_values');
});

const certificate = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web-tls, namespace: money }
spec:
  secretName: web-tls
  dnsNames: [money.example]
  issuerRef: { kind: ClusterIssuer, name: acme }
`;
const issuer = `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: acme
spec:
  acme:
    solvers:
      - http01:
          ingress:
            ingressClassName: external # public
`;
const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: money }
spec:
  ingressClassName: nginx
  tls:
    - hosts: [money.example]
      secretName: web-tls
`;

test('points the ACME solver at the ingress class that exists', async () => {
  const files = { 'c.yaml': certificate, 'i.yaml': issuer, 'in.yaml': ingress };

  const plan = planIn(
    await planned(files, { mode: 'tls-expiry', log: ['x509: certificate has expired: money.example'] }),
  );

  expect(contentOf(plan, 'i.yaml')).toBe(issuer.replace('external', 'nginx'));
  expect(plan.infrastructure).toEqual({
    action: 'rotate_cert',
    parameters: { namespace: 'money', certificate: 'web-tls', secret: 'web-tls' },
  });
});

test('declines when nothing in the repository keeps the certificate from renewing', async () => {
  const files = { 'c.yaml': certificate, 'i.yaml': issuer.replace('external', 'nginx'), 'in.yaml': ingress };

  expect(await planned(files, { mode: 'tls-expiry', log: ['expired'] })).toHaveProperty('declined');
});

test('asks for the policy that its file holds, an edited one or a new one', async () => {
  const policy = (name: string, rest: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: money\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n${rest}`;
  const udpAlone = '  egress:\n    - ports:\n        - protocol: UDP\n          port: 53\n';
  for (const text of [policy('dns', udpAlone), policy('deny', '')]) {
    const plan = planIn(await planned({ 'net/policy.yaml': text }, { mode: 'dns-or-network-policy' }));
    const { policy: asked, file = '' } = plan.infrastructure?.parameters ?? {};
    expect(contentOf(plan, file)).toContain(`\n  name: ${asked}\n`);
  }
});

test('declines without manifests', async () => {
  expect(await planned({ 'a.py': '' }, { mode: 'container-oom-kill', log: [killed] })).toHaveProperty('declined');
});

test('grows the volume in the values file that is named like what fails, and in no other', async () => {
  const values = (size: string) => `replicas: 1\npersistence:\n  enabled: true\n  size: ${size} # grows since May\n`;
  const plan = planIn(
    await planned(
      { 'envs/prod/ledger.yaml': values('10Gi'), 'envs/prod/shop.yaml': values('20Gi') },
      { mode: 'disk-full', service: 'ledger', log: ['write /data/segment.7: no space left on device'] },
    ),
  );

  expect(plan.edits).toEqual([{ path: 'envs/prod/ledger.yaml', content: values('20Gi') }]);
  expect(plan.infrastructure?.parameters.storage).toBe('20Gi');
});
