import { expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import type { Proof, Repair } from '../incident/index.ts';
import type { CodeWriter, RepairDraft } from '../ports/index.ts';
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

test('a mended fix that the policy refuses is not written, and a person is asked', async () => {
  const { incident, diagnosis, remediation } = sampleAnswer();
  const drafts: RepairDraft[] = [];
  const writer = {
    putRepair: async (draft: RepairDraft) => {
      drafts.push(draft);
      if (draft.fix)
        throw new SreError('POLICY_REFUSED', 'The fix may not be written: docs/ is denied.', 'Widen paths.');
      return { number: 7, url: 'https://github.example/pull/7', action: 'updated' };
    },
  } as unknown as CodeWriter;
  const repair: Repair = {
    verdict: 'mended',
    why: 'A test failed.',
    tried: [],
    excerpt: [],
    pull: 7,
    run: 3,
    commit: 'c',
    as: 'pull-request',
  };
  const { records } = await createPr.run(
    { incident, diagnosis, remediation: { ...remediation, repair } },
    {
      writer,
      clock: { now: () => '2026-03-04T11:00:00Z' },
      log: { info: () => {}, warning: () => {}, section: (_, work) => work() },
    },
  );

  expect(drafts.map(({ verdict, fix }) => [verdict, fix !== undefined])).toEqual([
    ['mended', true],
    ['person', false],
  ]);
  expect(drafts[1]!.comment).toContain('docs/ is denied');
  expect(records.map(({ kind }) => kind)).toEqual(['repair']);
});
