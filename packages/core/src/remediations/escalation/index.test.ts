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
