import { expect, test } from 'vitest';
import { Artifacts, Diagnosis, Incident, Remediation } from '../incident/index.ts';
import { unresolved } from './evidence.ts';
import { pullRequestText } from './pull-request.ts';
import { sampleAnswer } from './sample-answer.ts';
import { sentencesOf, sharedSentences } from './sentences.ts';
import { summaryText } from './summary.ts';
import { writeArtifacts } from './write-artifacts.ts';

const sample = sampleAnswer();
const engine = { name: 'offline' as const };
const now = '2026-03-04T10:47:00Z';

test('the sample is made of valid documents', () => {
  expect(Incident.parse(sample.incident)).toEqual(sample.incident);
  expect(Diagnosis.parse(sample.diagnosis)).toEqual(sample.diagnosis);
  expect(Remediation.parse(sample.remediation)).toEqual(sample.remediation);
});

test('writes six artefacts whose evidence is all there', () => {
  const { artifacts, gaps } = writeArtifacts({ ...sample, engine, now });
  expect(Artifacts.parse(artifacts)).toEqual(artifacts);
  expect(artifacts.files.map(({ kind }) => kind)).toEqual([
    'issue',
    'runbook',
    'alerting-rules',
    'capacity',
    'disaster-recovery',
    'performance',
  ]);
  for (const { evidence } of artifacts.files) expect(unresolved(evidence, sample.incident)).toEqual([]);
  expect(gaps).toEqual([]);
});

test('leaves out a sentence that stands on nothing, and says so in the issue', () => {
  const capacity = [{ text: 'Add 7 nodes.', evidence: ['M9'] }];
  const { artifacts, gaps } = writeArtifacts({ ...sample, advice: { ...sample.advice, capacity }, engine, now });
  expect(artifacts.files.find(({ kind }) => kind === 'capacity')?.content).not.toContain('7 nodes');
  expect(gaps).toHaveLength(1);
  expect(artifacts.files[0]?.content).toContain('A sentence was left out: "Add 7 nodes."');
});

test('the runbooks of two incidents of one failure mode share under 30 % of their sentences', () => {
  const other = sampleAnswer({ service: 'stock-api', column: 'shelf_code', firedAt: '2026-05-01T08:00:00Z' });
  const [one, two] = [sample, other].map(
    (answer) =>
      writeArtifacts({ ...answer, engine, now }).artifacts.files.find(({ kind }) => kind === 'runbook')?.content ?? '',
  );
  expect(sharedSentences(one!, one!)).toBe(1);
  expect(sharedSentences(one!, two!)).toBeLessThan(0.3);
});

test('a sentence that differs in service, time, number, quote or id alone is shared', () => {
  const one =
    'The rate of shop-api rose to 45.3 % at 10:42 UTC: “no such column” (L1). Read Price.java.\n\n- `git show 3ca729bd3a81`';
  const two =
    'The rate of mail rose to 7 % at 09:01 UTC: “timed out” (L20). Read Mail.java.\n\n- `git show 444f0885478f`';
  expect(sharedSentences(one, two, ['shop-api', 'mail'])).toBeCloseTo(2 / 3);
  expect(sharedSentences(one, two)).toBeCloseTo(1 / 3);
});

test('sentences are counted with commands, without citations and headings', () => {
  const text =
    '# Head\n\n1. First one. Second of `x`! [L1] [A.service]\n\n   ```sh\n   kubectl get pods\n   ```\n\n| a | b |\n|---|---|\n';
  expect(sentencesOf(text)).toEqual(['first one.', 'second of `x`!', 'kubectl get pods', '| a | b |']);
  expect(sharedSentences('A b. C d.', 'C d. E f. G h.')).toBe(0.5);
});

test('the pull request says what, why, how sure, how to undo, and never closes the issue', () => {
  const { title, body } = pullRequestText(sample.incident, sample.diagnosis, sample.remediation, { issue: 7 });
  expect(title).toBe('Destructive: Drop amount_old');
  expect(Array.from(body.matchAll(/^## (.+)$/gm), (match) => match[1])).toEqual([
    'Problem',
    'Cause',
    'Fix',
    'Proof',
    'Risk',
    'How to roll back',
    'Before merging',
    'After merging',
  ]);
  expect(body).toContain('all of its evidence in #7');
  expect(body).not.toMatch(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #\d/i);
  expect(body).toContain('it was not run');
  expect(body).toContain('This loses data');
  expect(body).toContain('+ALTER TABLE entry DROP COLUMN amount_old;');
});

test('a pull request with a huge diff fits and is cut honestly', () => {
  const patch = '+x\n'.repeat(60_000);
  const { body } = pullRequestText(sample.incident, sample.diagnosis, { ...sample.remediation, patch });
  expect(body.length).toBeLessThan(20_000);
  expect(body).toMatch(/… \(\d+ characters cut\)/);
});

test('the terminal summary names what broke, the culprit and why, the fix and the folder', () => {
  const text = summaryText({ ...sample, folder: 'sre-aiops-out/x' });
  expect(text).toMatch(/^Broke +Every query on amount_old/m);
  expect(text).toMatch(/^Culprit +#52 Move old amounts to their own table \(high confidence, 82 %\)$/m);
  expect(text).toMatch(/^Why +The diff holds amount_old\.$/m);
  expect(text).toMatch(/^Fix +flyway_migration: Drop amount_old \(proof: checked/m);
  expect(text).toMatch(/^Files +sre-aiops-out\/x$/m);
});
