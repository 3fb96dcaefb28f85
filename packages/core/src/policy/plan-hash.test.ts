import { expect, test } from 'vitest';
import { memoryRepository } from '../../../testkit/src/memory-repository.ts';
import { remediateOffline } from '../engine/offline/remediate.ts';
import { contextFor } from '../remediations/test-context.ts';
import { assertMayDispatch } from './may-write.ts';
import { planHash } from './plan-hash.ts';
import { defaultPolicy } from './policy.ts';

const plan = { action: 'scale_k8s', parameters: { b: '2', a: '1' } } as const;

test('does not depend on the order of the parameters, and on everything else', () => {
  const hash = planHash(plan, 'patch');

  expect(hash).toBe(planHash({ ...plan, parameters: { a: '1', b: '2' } }, 'patch'));
  expect(hash).not.toBe(planHash({ ...plan, parameters: { a: '1', b: '3' } }, 'patch'));
  expect(hash).not.toBe(planHash({ ...plan, action: 'rotate_cert' }, 'patch'));
  expect(hash).not.toBe(planHash(plan, 'another'));
});

test('a plan of the engine may be dispatched with the patch it came with, and with no other', async () => {
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger, namespace: money }
spec:
  template:
    spec:
      containers:
        - name: ledger
          resources:
            limits:
              memory: 512Mi
`;
  const code = memoryRepository({ files: { 'k8s/ledger.yaml': manifest } });
  const log = ['Container ledger of pod ledger-6f9c-x2x9 was OOMKilled, exit code 137'];
  const { incident, diagnosis } = await contextFor(code, { mode: 'container-oom-kill', service: 'ledger', log });
  const remediation = await remediateOffline({
    incident,
    diagnosis: { ...diagnosis, remediationTypes: ['infrastructure_action', 'escalation'] },
    bench: { code, workspace: undefined },
    used: { name: 'offline' },
    now: '2026-03-04T10:45:00Z',
    failed: undefined,
  });

  expect(remediation.infrastructure).toBeDefined();
  assertMayDispatch(defaultPolicy, remediation.infrastructure!, remediation.patch);
  expect(() => assertMayDispatch(defaultPolicy, remediation.infrastructure!, `${remediation.patch} `)).toThrow(
    'another plan',
  );
});
