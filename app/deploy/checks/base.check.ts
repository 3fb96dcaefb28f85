import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autoscalerFindings, memoryFindings, quotaFindings, requestFindings } from './capacity.ts';
import { certificateFindings, ingressClassFindings } from './certificates.ts';
import { readCluster } from './cluster.ts';
import { base, objectsOf } from './manifests.ts';
import { connectionFindings, dnsFindings, isolationFindings } from './reachability.ts';
import { schemaFindings } from './schema.ts';

const objects = objectsOf(base);
const cluster = readCluster();

const checks = {
  'schema: every field exists and has its type': schemaFindings,
  'capacity: requests fit limits': requestFindings,
  'capacity: heap and what lies outside of it fit the memory limit': memoryFindings,
  'capacity: replicas can follow the highest load': autoscalerFindings,
  'capacity: everything at its maximum fits the quota': quotaFindings,
  'ingress: every class is served': ingressClassFindings,
  'certificates: can be issued, and are used': certificateFindings,
  'network: every pod reaches the name service': dnsFindings,
  'network: every connection that the manifests name is allowed': connectionFindings,
  'network: what nobody named stays denied': isolationFindings,
};

for (const [name, findings] of Object.entries(checks)) {
  test(name, () => assert.deepEqual(findings(objects, cluster), []));
}
