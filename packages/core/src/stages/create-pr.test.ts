import { expect, test } from 'vitest';
import type { Proof } from '../incident/index.ts';
import type { CodeWriter } from '../ports/index.ts';
import { patchHash } from '../proof/index.ts';
import { sampleAnswer } from '../report/sample-answer.ts';
import { createPr } from './create-pr.ts';

test('a fix that was run and refuted is never proposed, and an earlier proposal of it is withdrawn', async () => {
  const { incident, diagnosis, remediation } = sampleAnswer();
  const withdrawn: string[] = [];
  const writer = {
    withdraw: async (kind: string) => withdrawn.push(kind) > 0,
  } as unknown as CodeWriter;
  const proofRun: Proof = {
    schemaVersion: 1,
    incidentId: incident.id,
    patchSha256: patchHash(remediation),
    baseSha: remediation.baseSha,
    verdict: 'refuted',
    why: 'With the fix the reproducer still fails.',
    trials: [],
    provedAt: '2026-03-04T11:00:00Z',
  };
  const { records } = await createPr.run(
    { incident, diagnosis, remediation: { ...remediation, proofRun } },
    {
      writer,
      clock: { now: () => '2026-03-04T11:00:00Z' },
      log: { info: () => {}, warning: () => {}, section: (_, work) => work() },
    },
  );

  expect(withdrawn).toEqual(['pull-request']);
  expect(records).toMatchObject([
    { kind: 'pull-request', outcome: 'skipped', why: expect.stringContaining('does not heal: With the fix') },
  ]);
});
