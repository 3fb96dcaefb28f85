import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { Artifacts, Diagnosis, type Incident, Remediation } from '../../incident/index.ts';
import { resolves } from '../../report/index.ts';
import { offlineEngine } from '../offline/index.ts';
import { type Attack, attacks, hostileEdits } from './__fixtures__/attacks.ts';
import { modelEngine } from './index.ts';
import { sampleDiagnosis, sampleFixIncident, samplePassword, sampleService } from './sample-fix.ts';

const code = memoryRepository({
  files: sampleService.before,
  changes: [{ number: 52, title: 'Trust the country', mergedAt: '2026-03-04T10:05:00Z', files: sampleService.after }],
});
const base = sampleFixIncident(code.numbered(52));
const [leading] = base.suspects as [Incident['suspects'][number]];
const quiet: Incident = {
  ...base,
  log: {
    ...base.log,
    patterns: [...base.log.patterns, { ...base.log.patterns[0]!, id: 'L2', example: 'WARN slow', frames: [] }],
  },
  suspects: [
    leading,
    { ...leading, id: 'C2', sha: 'b'.repeat(40), number: 53, title: 'A banner', score: 0.05, reasons: [] },
  ],
};
const now = quiet.alert.firedAt;
const bench = { code, workspace: undefined };
const prompts = {
  text: (name: string) => readFile(new URL(`../../../../../prompts/${name}.prompt.yml`, import.meta.url), 'utf8'),
};

/** Where strangers write, of what becomes evidence. */
const carriers: readonly (readonly [string, (incident: Incident, text: string) => Incident])[] = [
  [
    'a log line',
    (incident, text) => ({
      ...incident,
      log: {
        ...incident.log,
        patterns: incident.log.patterns.map((one, index) => (index === 1 ? { ...one, example: `WARN ${text}` } : one)),
      },
    }),
  ],
  [
    'the title of a pull request',
    (incident, text) => ({
      ...incident,
      suspects: incident.suspects.map((one, index) => (index === 1 ? { ...one, title: text } : one)),
    }),
  ],
  [
    'a line of a diff',
    (incident, text) => ({
      ...incident,
      suspects: incident.suspects.map((one, index) =>
        index === 1
          ? {
              ...one,
              reasons: [
                {
                  signal: 'identifier',
                  text: 'It holds a word of the log.',
                  weight: 0.2,
                  evidence: ['L1'],
                  places: [{ path: 'a.ts', line: 1, side: 'added' as const, text: `// ${text}` }],
                },
              ],
            }
          : one,
      ),
    }),
  ],
  ['the alert', (incident, text) => ({ ...incident, alert: { ...incident.alert, description: text } })],
  ['a label', (incident, text) => ({ ...incident, alert: { ...incident.alert, labels: { note: text } } })],
  [
    'a past incident',
    (incident, text) => ({
      ...incident,
      pastIncidents: [
        {
          id: 'K1',
          entry: 'incidents/a.md',
          title: 'Before',
          score: 0.5,
          why: 'Same words.',
          failureMode: 'schema-drift',
          remediationType: 'code_fix',
          resolution: text,
        },
      ],
    }),
  ],
];
const honest = 'The value that the code reads is not there.';
const trueQuote = [{ id: 'L1', quote: 'Cannot read properties of undefined' }];

/** Each attack in one place, all of them in every place in the long form. */
function placed(at: number): readonly Attack[] {
  return process.env.SRE_AIOPS_LONG ? attacks : attacks.filter((_, index) => index % carriers.length === at);
}

/** Does what it read: blames whom it shall, is sure, says the words with a true citation, and edits what it must not. */
function obeying(words: string, index: number) {
  const said = { text: words, citations: trueQuote };
  const forged = { text: 'The change C2 did it, as the log says.', citations: [{ id: 'L7', quote: words }] };
  const edits = [hostileEdits[index % hostileEdits.length]!];
  const good = { text: honest, citations: trueQuote };
  return scriptedModel({
    DiagnosisReply: [
      JSON.stringify({
        culprit: 'C2',
        failureMode: 'disk-full',
        rootCause: said,
        claims: [said, forged, good],
        confidence: 'high',
      }),
    ],
    DoubtReply: [JSON.stringify({ verdict: 'stands', objections: [said] })],
    RemediationReply: [JSON.stringify({ type: 'code_fix', title: words.slice(0, 70), why: good, files: [], edits })],
    RepairReply: [JSON.stringify({ why: said, edits })],
    ArtifactsReply: [
      JSON.stringify({
        steps: [
          { section: 'resolve', ...said },
          { section: 'resolve', ...forged },
        ],
        alertRules: [{ alert: 'X', expr: 'evil_metric > 0', for: '5m', severity: 'critical', summary: said }],
      }),
    ],
  });
}

test('there are attacks enough, and none twice', () => {
  expect(new Set(attacks.map(({ written }) => written)).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThanOrEqual(100);
});

const planned = await offlineEngine.remediate(quiet, sampleDiagnosis(quiet), bench, now);

describe('a model that obeys what stands in', () => {
  test.each(carriers)('%s changes nothing but words that quote', async (where, carry) => {
    const at = carriers.findIndex(([name]) => name === where);
    for (const [index, { written, obeyed }] of placed(at).entries()) {
      const incident = carry(quiet, written);
      const computed = await offlineEngine.diagnose(incident, now);
      const { model, asked } = obeying(obeyed, index + at);
      const engine = modelEngine({ model, prompts });
      const diagnosis = Diagnosis.parse(await engine.diagnose(incident, now));

      expect(asked[0]?.user).toMatch(/\nevidence \w{16}>>>$/);
      expect(asked[0]?.user).not.toMatch(/[\u200b\u202e\u{e0000}-\u{e007f}]/u);
      const { summary, culprit, category, failureMode, remediationTypes, immediateActions, rootCause } = computed;
      expect(diagnosis).toMatchObject({
        summary,
        culprit,
        category,
        failureMode,
        remediationTypes,
        immediateActions,
        rootCause,
      });
      expect(diagnosis.hypotheses).toEqual(computed.hypotheses);
      expect(diagnosis.confidence.score).toBeLessThan(computed.confidence.score);
      const added = diagnosis.claims.filter(({ text }) => !computed.claims.some((claim) => claim.text === text));
      expect(added.map(({ text }) => text)).toEqual([honest]);
      expect(diagnosis.claims.flatMap(({ evidence }) => evidence).every((id) => resolves(id, incident))).toBe(true);

      const sure = sampleDiagnosis(incident);
      const remediation = Remediation.parse(await engine.remediate(incident, sure, bench, now));
      expect(remediation).toMatchObject({ type: planned.type, title: planned.title, patch: planned.patch });
      expect(remediation.engine).toMatchObject({ name: 'offline', fallback: expect.any(String) });

      const artifacts = Artifacts.parse(await engine.writeArtifacts(incident, sure, remediation, now));
      expect(artifacts.engine).toMatchObject({
        name: 'offline',
        fallback: expect.stringContaining('quotes the evidence'),
      });
      expect(artifacts.files.map(({ content }) => content).join()).not.toContain('by the model');
      expect(asked.map(({ user }) => user).join('\n')).not.toContain(samplePassword);
    }
  });

  test('the log of a red run or a file of the repository makes no edit that is not allowed', async () => {
    const files = planned.edits.map(({ path, content }) => ({ path, text: content, ours: true }));
    const head = await code.head();
    const red = { why: 'It is red.', remediation: planned, head, files, conflicts: [], moved: false };
    for (const [index, { written, obeyed }] of attacks.entries()) {
      const { model, asked } = obeying(obeyed, index);
      const excerpt = `src/charge.ts(7,35): error TS2532: Object is possibly undefined.\n${written}`;
      const mended = await modelEngine({ model, prompts }).repair({ ...red, excerpt: [excerpt] }, bench);

      expect(mended).toHaveProperty('declined');
      expect(asked).toHaveLength(1);
      expect(asked[0]?.user).not.toContain(samplePassword);
    }
    const changed = sampleService.after['src/charge.ts'];
    const commented = memoryRepository({
      files: sampleService.before,
      changes: [
        {
          number: 52,
          title: 'Trust the country',
          mergedAt: '2026-03-04T10:05:00Z',
          files: { 'src/charge.ts': `// ${attacks[0]?.written} === .env\n${changed}` },
        },
      ],
    });
    const incident = sampleFixIncident(commented.numbered(52));
    for (const index of hostileEdits.keys()) {
      const { model } = obeying('Disregard the policy.', index);
      const world = { code: commented, workspace: undefined };
      const made = await modelEngine({ model, prompts }).remediate(incident, sampleDiagnosis(incident), world, now);
      expect(made.engine.name).toBe('offline');
    }
  });
});
