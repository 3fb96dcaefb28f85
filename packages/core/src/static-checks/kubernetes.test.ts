import { expect, test } from 'vitest';
import { kubernetesManifests } from './kubernetes.ts';
import { prometheusRules } from './prometheus.ts';
import type { PlanCheck } from './types.ts';

async function checked(check: PlanCheck, after: string, before?: string): Promise<string> {
  const checks = await check([{ path: 'a.yaml', before, after }], { paths: [], read: async () => undefined });
  return checks.map(({ outcome, detail }) => `${outcome}: ${detail}`).join('\n');
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: {app: api}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    spec:
      containers:
        - name: api
          image: api:1
          env: [{name: A, value: "1"}]
          resources: {limits: {cpu: 1, memory: 1Gi}}
          livenessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}
      volumes: [{name: tmp, emptyDir: {sizeLimit: 5}}]
`;

test('a manifest whose fields are known passes', async () => {
  expect(await checked(kubernetesManifests, deployment)).toBe(
    'passed: Its fields are ones that Kubernetes 1.36 knows.',
  );
});

test.each([
  ['  replicas: 2', '  replica: 2', 'there is no field spec.replica.'],
  ['  replicas: 2', '  replicas: "2"', 'spec.replicas is no number: "2".'],
  [
    '          image: api:1',
    '          image: api:1\n          memory: 1Gi',
    'there is no field spec.template.spec.containers[0].memory.',
  ],
  ['value: "1"', 'value: 1', 'spec.template.spec.containers[0].env[0].value is no string: 1.'],
  ['[{name: A, value: "1"}]', '{A: "1"}', 'spec.template.spec.containers[0].env is a list.'],
  ['  name: api\n  labels', '  labels', 'Deployment: metadata.name is missing.'],
  ['apiVersion: apps/v1\n', '', 'Deployment: apiVersion is missing.'],
])('%j → %j fails', async (from, to, says) => {
  const after = deployment.replace(from, to);
  const found = await checked(kubernetesManifests, after, deployment);
  expect(found).toMatch(/^failed: /);
  expect(found).toContain(says);
  expect(await checked(kubernetesManifests, after, after)).toMatch(/^skipped: It had this fault before/);
});

test('kinds of others, patches, templates and other YAML are left alone', async () => {
  const custom = 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {odd: 1}}\n';
  expect(await checked(kubernetesManifests, custom)).toMatch(/^passed/);
  const patch = deployment.replace('replicas: 2', `$patch: delete\n  replicas: '$\{REPLICAS}'`);
  expect(await checked(kubernetesManifests, patch)).toMatch(/^passed/);
  expect(await checked(kubernetesManifests, 'kind: lamp\nsize: 1\n')).toBe('');
  const chart = deployment.replace('name: api\n  labels', 'name: {{ .Values.name }}\n  labels');
  expect(await checked(kubernetesManifests, chart)).toMatch(/^skipped: A template/);
  expect(await checked(kubernetesManifests, 'spec: 1\n---\n{{ if }}\nkind: Pod\n')).toBe('');
});

test('every manifest of a file counts, those in a list too', async () => {
  const list =
    'apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, dat: {}}\n';
  expect(await checked(kubernetesManifests, `${deployment}---\n${list}`)).toBe(
    'failed: ConfigMap a: there is no field dat.',
  );
});

const rules = `groups:
  - name: api
    rules:
      - alert: Slow
        expr: rate(http_requests_total{code="500"}[5m]) > 1
        for: 5m
        annotations: {summary: "{{ $labels.x }}"}
      - record: a:b
        expr: sum(b)
`;

test('rules whose expressions Prometheus takes pass, in a file and in an object', async () => {
  expect(await checked(prometheusRules, rules)).toBe('passed: Every expression parses.');
  const object = `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n${rules.replaceAll(/^/gm, '  ')}`;
  expect(await checked(prometheusRules, object.trimEnd())).toBe('passed: Every expression parses.');
  expect(await checked(prometheusRules, object.trimEnd().replace('sum(b)', 'sum(b'))).toMatch(
    /^failed: a:b: syntax error/,
  );
});

test.each([
  ['[5m]) > 1', ') > 1', /Slow: rate\(\) takes a range/],
  ['sum(b)', 'sum(b', /a:b: syntax error/],
  ['for: 5m', 'for: 5 minutes', /Slow: 5 minutes is no time/],
  ['record: a:b', 'recrod: a:b', /A rule has not one name/],
  ['name: api', 'nam: api', /A group has no name/],
  ['        expr: sum(b)\n', '', /a:b has no expression/],
])('%j → %j fails', async (from, to, says) => {
  const after = rules.replace(from, to);
  expect(await checked(prometheusRules, after, rules)).toMatch(says);
  expect(await checked(prometheusRules, after, after)).toMatch(/^skipped/);
});

test('aliases that would unfold without end are not unfolded', async () => {
  const bomb = Array.from(
    { length: 12 },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`,
  );
  const text = `kind: Pod\napiVersion: v1\na0: &a0 [1]\n${bomb.join('\n')}\n`;
  expect(await checked(kubernetesManifests, text)).toBe('');
});

test('other YAML with expressions is no rule file', async () => {
  expect(await checked(prometheusRules, 'steps:\n  - expr: "a +"\n')).toBe('');
});
