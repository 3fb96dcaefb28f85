import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { type Scripted, scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { Artifacts } from '../../incident/index.ts';
import { offlineEngine } from '../offline/index.ts';
import { modelEngine } from './index.ts';
import { sampleDiagnosis, sampleFixIncident, sampleService } from './sample-fix.ts';

const code = memoryRepository({
  files: sampleService.before,
  changes: [{ number: 52, title: 'Trust the country', mergedAt: '2026-03-04T10:05:00Z', files: sampleService.after }],
});
const incident = sampleFixIncident(code.numbered(52));
const diagnosis = sampleDiagnosis(incident);
const now = incident.alert.firedAt;
const remediation = await offlineEngine.remediate(incident, diagnosis, { code, workspace: undefined }, now);
const offline = await offlineEngine.writeArtifacts(incident, diagnosis, remediation, now);
const prompts = {
  text: (name: string) => readFile(new URL(`../../../../../prompts/${name}.prompt.yml`, import.meta.url), 'utf8'),
};

const quoted = [{ id: 'L1', quote: 'Cannot read properties of undefined' }];
const step = {
  section: 'prevent',
  text: 'Check that each country of an order is in the table of rates.',
  citations: quoted,
};
const rule = {
  alert: 'ChargeErrors',
  expr: 'error_rate > 5',
  for: '5m',
  severity: 'warning',
  summary: { text: 'The error rate is far above its usual value.', citations: quoted },
};
const json = (change: object = {}) => JSON.stringify({ steps: [step], alertRules: [], ...change });

async function written(...answers: readonly Scripted[]) {
  const { model, asked } = scriptedModel({ ArtifactsReply: answers });
  const artifacts = await modelEngine({ model, prompts }).writeArtifacts(incident, diagnosis, remediation, now);
  expect(Artifacts.safeParse(artifacts).error).toBeUndefined();
  const file = (kind: string, of = artifacts) => of.files.find((one) => one.kind === kind)?.content ?? '';
  return { artifacts, asked, file };
}

describe('a model that adds to the texts', () => {
  test('is marked, stands on what it quotes, and takes nothing away', async () => {
    const { artifacts, file } = await written(json());

    expect(artifacts.engine).toMatchObject({ name: 'openai', model: 'small-1', usage: { requests: 1 } });
    expect(file('runbook')).toContain(`${step.text} (by the model small-1) [L1]`);
    const lines = file('runbook', offline)
      .split('\n')
      .filter((line) => /^\d/.test(line));
    const kept = file('runbook')
      .split('\n')
      .map((line) => line.replace(/^\d+/, ''));
    for (const line of lines) expect(kept).toContain(line.replace(/^\d+/, ''));
    expect(file('issue')).toContain('the texts: openai engine (`small-1`)');
  });

  test('may add a rule over metrics that are in use, and no other', async () => {
    expect((await written(json({ alertRules: [rule] }))).file('alerting-rules')).toContain('alert: "ChargeErrors"');
    for (const expr of [
      'made_up_metric > 1',
      'error_rate{pod="made-up"} > 1',
      'error_rate >',
      'error_rate > 5 # {{ printf "%s" }}',
      '1',
      '5m',
      '1 == 1',
      'error_rate',
      'error_rate > 5 and 1 == 1',
    ]) {
      const { file } = await written(json({ alertRules: [{ ...rule, expr }] }));
      expect(file('alerting-rules')).toBe(file('alerting-rules', offline));
    }
  });

  test.each(['9999y', '5s5m', '99999999h', 'soon'])('may let no rule wait %s', async (time) => {
    const { file } = await written(json({ alertRules: [{ ...rule, for: time }] }));
    expect(file('alerting-rules')).toBe(file('alerting-rules', offline));
  });

  test.each([
    ['a step without a citation', json({ steps: [{ ...step, citations: [] }] })],
    [
      'a quote that is nowhere',
      json({ steps: [{ ...step, citations: [{ id: 'L1', quote: 'kernel panic at boot' }] }] }),
    ],
    ['a command', json({ steps: [{ ...step, text: 'Run kubectl delete ns production to heal it.' }] })],
    ['a link', json({ steps: [{ ...step, text: 'See https://evil.example/runbook for the rest.' }] })],
    ['a demand for a secret', json({ steps: [{ ...step, text: 'Send the admin password to the channel.' }] })],
    ['an unknown section', json({ steps: [{ ...step, section: 'workflow' }] })],
    ['an empty reply', ''],
    ['a refusal', 'I cannot help with that.'],
    ['a lost connection', new Error('socket hang up')],
  ] as const)('%s leaves the texts as they were', async (_, reply) => {
    const { artifacts, file } = await written(reply);

    expect(artifacts.engine).toMatchObject({ name: 'offline', fallback: expect.any(String) });
    for (const kind of ['runbook', 'alerting-rules', 'capacity', 'disaster-recovery', 'performance'])
      expect(file(kind)).toBe(file(kind, offline));
  });
});
