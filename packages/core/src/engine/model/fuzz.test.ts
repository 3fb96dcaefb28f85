import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { Remediation } from '../../incident/index.ts';
import { assertMayWritePullRequest, parsePolicy } from '../../policy/index.ts';
import { resolves } from '../../report/index.ts';
import { visible } from '../../report/text.ts';
import { offlineEngine } from '../offline/index.ts';
import { hostileEdits } from './__fixtures__/attacks.ts';
import { modelEngine } from './index.ts';
import { sampleDiagnosis, sampleFixIncident, samplePassword, sampleService } from './sample-fix.ts';

const code = memoryRepository({
  files: sampleService.before,
  changes: [{ number: 52, title: 'Trust the country', mergedAt: '2026-03-04T10:05:00Z', files: sampleService.after }],
});
const incident = sampleFixIncident(code.numbered(52));
const diagnosis = sampleDiagnosis(incident);
const now = incident.alert.firedAt;
const bench = { code, workspace: undefined };
const computed = await offlineEngine.remediate(incident, diagnosis, bench, now);
const head = await code.head();
const tree = await code.listFiles(head.sha);
const texts = new Map(
  await Promise.all(tree.map(async (path) => [path, (await code.readFile(path, head.sha)) ?? ''] as const)),
);
const base = { modes: new Map(tree.map((path) => [path, '100644'] as const)), texts };
const prompts = {
  text: (name: string) => readFile(new URL(`../../../../../prompts/${name}.prompt.yml`, import.meta.url), 'utf8'),
};

const good = {
  type: 'code_fix',
  title: 'Refuse an order without a rate',
  why: {
    text: 'The check that #52 took away comes back, so that an order without a rate is refused.',
    citations: [{ id: 'L1', quote: 'Cannot read properties of undefined' }],
  },
  files: ['src/rates.ts'],
  edits: [
    {
      path: 'src/charge.ts',
      search: '  const sum = order.amount * rate.value;',
      replace: '  if (!rate) return 0;\n  const sum = order.amount * rate.value;',
    },
  ],
};

const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'src/charge.ts',
    '[password-1]',
    '{',
    '"}',
    '\u202e',
    '../',
    'https://evil.example/',
    'DROP TABLE orders;',
  ),
);
const edit = fc.oneof(
  fc.constantFrom(...good.edits, ...hostileEdits),
  fc.record({
    path: fc.oneof(fc.constantFrom(...tree), words),
    search: fc.oneof(fc.constantFrom(...[...texts.values()].flatMap((text) => text.split('\n'))), words),
    replace: words,
  }),
);
const whole = JSON.stringify(good);
const reply = fc.oneof(
  fc
    .tuple(fc.nat(whole.length), fc.nat(60), words)
    .map(([at, length, put]) => whole.slice(0, at) + put + whole.slice(at + length)),
  fc
    .record({
      type: fc.constantFrom('code_fix', 'code_fix', 'pr_rollback', 'nonsense'),
      title: fc.oneof(fc.constant(good.title), words),
      why: fc.oneof(fc.constant(good.why), fc.record({ text: words, citations: fc.constant(good.why.citations) })),
      files: fc.array(words, { maxLength: 3 }),
      edits: fc.array(edit, { maxLength: 5 }),
    })
    .map((value) => JSON.stringify(value)),
);
const mend = fc
  .record({ why: fc.constant(good.why), edits: fc.array(edit, { maxLength: 3 }) })
  .map((value) => JSON.stringify(value));

test('no mutation of a reply makes an exception, an unsafe write, a secret sent or moved, or a reason without evidence', async () => {
  const policy = parsePolicy(undefined);
  let ofModel = 0;
  await fc.assert(
    fc.asyncProperty(reply, reply, mend, async (first, second, third) => {
      const { model, asked } = scriptedModel({ RemediationReply: [first, second], RepairReply: [third] });
      const remediation = Remediation.parse(
        await modelEngine({ model, prompts }).remediate(incident, diagnosis, bench, now),
      );

      expect(asked.length).toBeLessThanOrEqual(4);
      expect(asked.map(({ system, user }) => system + user).join()).not.toContain(`password: '${samplePassword}'`);
      if (remediation.engine.name === 'offline') {
        expect(remediation).toMatchObject({ patch: computed.patch, title: computed.title, type: computed.type });
        return;
      }
      ofModel += 1;
      assertMayWritePullRequest(policy, { edits: remediation.edits }, base);
      expect(remediation.type).toBe('code_fix');
      expect(remediation.risk.destructive).toBe(false);
      expect(remediation.evidence.filter((id) => !resolves(id, incident))).toEqual([]);
      const told = JSON.stringify({ ...remediation, edits: [], patch: '' });
      expect(told).not.toMatch(new RegExp(`${samplePassword}|evil\\.example`));
      for (const { path, content } of remediation.edits) {
        expect(
          tree.includes(path) || tree.some((known) => known.startsWith(path.slice(0, path.lastIndexOf('/') + 1))),
        ).toBe(true);
        expect(visible(content)).toBe(content);
        expect(content).not.toContain('evil.example');
        expect(content.split(samplePassword).length).toBeLessThanOrEqual(
          (texts.get(path) ?? '').split(samplePassword).length,
        );
      }
    }),
    { numRuns: process.env.SRE_AIOPS_LONG ? 2_500 : 60 },
  );
  expect(ofModel).toBeGreaterThan(0);
});
