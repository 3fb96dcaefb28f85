import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { type Scripted, scriptedModel } from '../../../../testkit/src/scripted-model.ts';
import { offlineEngine } from '../offline/index.ts';
import { modelEngine } from './index.ts';
import { sampleDiagnosis, sampleFixIncident, samplePassword, sampleService } from './sample-fix.ts';

const code = memoryRepository({
  files: sampleService.before,
  changes: [{ number: 52, title: 'Trust the country', mergedAt: '2026-03-04T10:05:00Z', files: sampleService.after }],
});
const incident = sampleFixIncident(code.numbered(52));
const diagnosis = sampleDiagnosis(incident);
const bench = { code, workspace: undefined };
const remediation = await offlineEngine.remediate(incident, diagnosis, bench, incident.alert.firedAt);
const prompts = {
  text: (name: string) => readFile(new URL(`../../../../../prompts/${name}.prompt.yml`, import.meta.url), 'utf8'),
};

const path = 'src/charge.ts';
const failure = `${path}(9,11): error TS18048: 'rate' is possibly undefined.\nSee src/rates.ts for the key sk-proj-${'a1B2'.repeat(12)}`;
const edit = { path, search: "throw new Error('no rate for this country');", replace: "throw new Error('no rate');" };
const reply = (change: object = {}) =>
  JSON.stringify({
    why: {
      text: 'The compiler cannot see that the rate is there.',
      citations: [{ id: 'R1', quote: 'is possibly undefined' }],
    },
    edits: [edit],
    ...change,
  });

const own = remediation.edits.map(({ path: at, content }) => ({ path: at, text: content, ours: true }));
const head = await code.head();
const rates = { path: 'src/rates.ts', text: (await code.readFile('src/rates.ts', head.sha)) ?? '', ours: false };
const red = {
  excerpt: failure.split('\n'),
  why: 'The compiler fails.',
  remediation,
  head,
  files: [...own, rates],
  conflicts: [],
  moved: false,
};

async function repaired(...answers: readonly Scripted[]) {
  const { model, asked } = scriptedModel({ RepairReply: answers });
  const mended = await modelEngine({ model, prompts }).repair(red, bench);
  return { mended, asked };
}

test('is shown the failure and the files as the fix leaves them, and its edits come on top', async () => {
  const { mended, asked } = await repaired(reply());

  expect(remediation.edits.map((one) => one.path)).toEqual([path]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.user).toContain("[R1] src/charge.ts(9,11): error TS18048: 'rate' is possibly undefined.");
  expect(asked[0]?.user).toContain('=== src/charge.ts');
  expect(asked[0]?.user).toContain('=== src/rates.ts');
  expect(asked[0]?.user).not.toMatch(new RegExp(`${samplePassword}|sk-proj-a1B2`));
  expect(mended).toEqual({
    edits: [{ path, content: remediation.edits[0]?.content.replace(edit.search, edit.replace) }],
    explanation:
      'The compiler cannot see that the rate is there. The model small-1 changed src/charge.ts by what the run says.',
    used: { name: 'openai', model: 'small-1', usage: expect.objectContaining({ requests: 1 }) },
  });
});

test.each([
  ['no edit', reply({ edits: [] })],
  ['an edit that matches nowhere', reply({ edits: [{ ...edit, search: 'nowhere' }] })],
  ['a workflow', reply({ edits: [{ path: '.github/workflows/ci.yml', search: 'on: push', replace: 'on: never' }] })],
  ['lost data', reply({ edits: [{ path: 'db/migration/V2__x.sql', search: '', replace: 'DROP TABLE orders;\n' }] })],
  ['a file that is broken', reply({ edits: [{ ...edit, replace: 'throw new Error(' }] })],
  ['prose', 'Restart the run.'],
  ['a lost connection', new Error('socket hang up')],
] as const)('declines %s, and says so', async (_, answer) => {
  const { mended, asked } = await repaired(answer);

  expect(asked).toHaveLength(1);
  expect(mended).toMatchObject({
    declined: expect.any(String),
    used: { name: 'offline', fallback: expect.any(String) },
  });
});

test('the embedded engine has no repair of its own', async () => {
  expect(await offlineEngine.repair(red, bench)).toHaveProperty('declined');
});
