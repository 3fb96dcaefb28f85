import { expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contextFor, planIn, type Told } from '../test-context.ts';
import { escalation } from './index.ts';

async function escalated(files: Record<string, string>, told: Omit<Told, 'culprit'>) {
  const context = await contextFor(memoryRepository({ files, changes: [] }), told);
  return planIn(await escalation.plan(context));
}

test('calls those who run what fails, as a document of the repository names them, and quotes it', async () => {
  const plan = await escalated(
    {
      'README.md':
        '# issuer\n\nOne Deployment.\nPostgres 15 (managed by the database guild, not in this repository).\n',
    },
    {
      mode: 'disk-full',
      service: 'issuer',
      log: ['PANIC: could not write to file in postgres: No space left on device'],
    },
  );

  expect(plan.escalation?.to).toBe('the database guild');
  expect(plan.escalation?.handOver.join('\n')).toContain('README.md says: "Postgres 15 (managed by the database guild');
});

test('calls the on-call engineer of the service when no document speaks of what fails', async () => {
  const plan = await escalated(
    { 'README.md': '# issuer\n\nThe wiki is managed by the office team.\n' },
    { mode: 'disk-full', service: 'issuer', log: ['PANIC: No space left on device'] },
  );

  expect(plan.escalation?.to).toBe('the on-call engineer of issuer');
});

test('hands over the innermost error of an event, and new warnings, before what the log always says', async () => {
  const plan = await escalated(
    {},
    {
      mode: 'tls-expiry',
      log: [
        {
          example:
            'Redemption not possible\nHubException: away\n ---> AuthenticationException: NotTimeValid\n   at Hub.Call()',
          level: 'error',
        },
        { example: 'deprecated setting', level: 'warn', novelty: 'steady' },
        { example: 'circuit opened', level: 'warn', novelty: 'new' },
      ],
    },
  );
  const told = plan.escalation?.handOver.join('\n') ?? '';

  expect(told).toContain('AuthenticationException: NotTimeValid');
  expect(told).toContain('circuit opened');
  expect(told).not.toContain('deprecated setting');
});

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: dns
  namespace: money
  annotations:
    money.example/approval: cluster-network
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              name: kube-system
      ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
`;

test('hands a faulty network policy over as a diff and changes nothing', async () => {
  const code = memoryRepository({ files: { 'net/dns.yaml': policy } });
  const context = await contextFor(code, {
    mode: 'dns-or-network-policy',
    log: ['getaddrinfo EAI_AGAIN rates.money.svc'],
  });

  const plan = planIn(await escalation.plan(context));

  expect(plan.edits).toEqual([]);
  expect(plan.escalation?.to).toBe('the team cluster-network');
  expect(plan.escalation?.handOver.join('\n')).toContain('+              kubernetes.io/metadata.name: kube-system');
});

test('calls the code owners of the place, then the label, then the on-call engineer', async () => {
  const told = { mode: 'unknown', service: 'ledger', labels: { team: 'ledger-crew' } };
  const to = async (files: Record<string, string>, labels = told.labels) => {
    const context = await contextFor(memoryRepository({ files }), { ...told, labels: labels as { team: string } });
    return planIn(await escalation.plan(context)).escalation?.to;
  };

  expect(await to({ '.github/CODEOWNERS': '* @all\n/ledger/ @money/ledger\n', 'ledger/a.py': '' })).toBe(
    '@money/ledger',
  );
  expect(await to({ 'ledger/a.py': '' })).toBe('the team ledger-crew');
  expect(await to({ 'ledger/a.py': '' }, {} as { team: string })).toBe('the on-call engineer of ledger');
});
