import { expect, test } from 'vitest';
import type { InfrastructureAction } from '../incident/index.ts';
import { refusedParameters } from './infrastructure.ts';

type Asked = readonly [InfrastructureAction['action'], Record<string, string>];

const workload = { namespace: 'shop', kind: 'Deployment', name: 'shop-api' };
const chart = { namespace: 'shop', chart: 'charts/shop', values: 'charts/shop/values-prod.yaml' };

test.each<Asked>([
  ['scale_k8s', { ...workload, container: 'api', memoryLimit: '1Gi', memoryRequest: '768Mi', maxReplicas: '6' }],
  ['scale_k8s', { ...workload, kind: 'PersistentVolumeClaim', storage: '20Gi' }],
  ['rotate_cert', { namespace: 'shop', certificate: 'web.shop', secret: 'web-tls' }],
  ['update_network_policy', { namespace: 'shop', policy: 'egress', file: 'k8s/network-policy.yaml' }],
  ['update_helm_values', { ...chart, memoryLimit: '1.5Gi' }],
  ['update_helm_values', { ...chart, chart: '.' }],
])('lets %s with %j through', (action, parameters) => {
  expect(refusedParameters({ action, parameters })).toEqual([]);
});

test.each<Asked>([
  ['scale_k8s', { ...workload, name: 'a; rm -rf /' }],
  ['scale_k8s', { ...workload, name: '-n' }],
  ['scale_k8s', { ...workload, name: '$(id)' }],
  ['scale_k8s', { ...workload, name: 'a\nb' }],
  ['scale_k8s', { ...workload, name: 'a\n' }],
  ['scale_k8s', { ...workload, namespace: '{{ .Values.ns }}' }],
  ['scale_k8s', { ...workload, namespace: '' }],
  ['scale_k8s', { ...workload, kind: 'ClusterRole' }],
  ['scale_k8s', { ...workload, memoryLimit: '0' }],
  ['scale_k8s', { ...workload, memoryLimit: '1Gi"}' }],
  ['scale_k8s', { ...workload, maxReplicas: '1e9' }],
  ['scale_k8s', { ...workload, maxReplicas: '99999' }],
  ['scale_k8s', { ...workload, image: 'evil:1' }],
  ['scale_k8s', { namespace: 'shop' }],
  ['update_network_policy', { namespace: 'shop', policy: 'egress', file: '../x.yaml' }],
  ['update_network_policy', { namespace: 'shop', policy: 'egress', file: '-f' }],
  ['update_helm_values', { ...chart, values: 'charts/shop/values.yaml --set a=b' }],
  ['update_helm_values', { ...chart, values: 'https://elsewhere.example/values.yaml' }],
  ['update_helm_values', { ...chart, values: 'secrets.yaml' }],
  ['delete_cluster' as 'scale_k8s', workload],
  ['constructor' as 'scale_k8s', workload],
  ['scale_k8s', JSON.parse('{"namespace":"a","kind":"Job","name":"a","__proto__":"x"}')],
])('refuses %s with %j and does not repeat the value', (action, parameters) => {
  const told = refusedParameters({ action, parameters });

  expect(told.length).toBeGreaterThan(0);
  expect(told.join()).not.toMatch(/rm -rf|\$\(id\)|evil:1/);
});
