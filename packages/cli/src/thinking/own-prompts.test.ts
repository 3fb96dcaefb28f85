import { readFileSync } from 'node:fs';
import type { CodeReader } from '@sre-aiops/core';
import { noRepository, policyPath } from '@sre-aiops/core';
import { expect, test } from 'vitest';
import { atDefaultBranch } from '../repository.ts';
import { silentLog } from '../terminal.ts';
import { ownPrompts } from './own-prompts.ts';

const text = readFileSync(new URL('../../../../prompts/diagnose.prompt.yml', import.meta.url), 'utf8');
const path = 'docs/diagnose.prompt.yml';
const policy = `prompts:\n  diagnose: ${path}\n`;
const own = text.replace('You help the engineer on call', 'You know our shop well, and help the engineer on call');

/** The prompt that is taken where the default branch holds some files, and what is told of it. */
async function taken(files: Record<string, string>, code: Partial<CodeReader> = {}) {
  const lines: string[] = [];
  const tell = (line: string) => lines.push(line);
  const branch: CodeReader = {
    ...noRepository,
    head: async () => ({ repository: 'o/r', branch: 'main', sha: 'tip', shallow: false }),
    readFile: async (file, sha) => (sha === 'tip' ? files[file] : 'read at another commit'),
    ...code,
  };
  const log = { ...silentLog, info: tell, warning: tell };
  const store = ownPrompts({ code: branch, ours: { text: async () => text }, log });
  return { text: await store.text('diagnose'), told: lines.join('\n') };
}

test('takes the prompt that the policy of the default branch names, and says so', async () => {
  expect(await taken({ [policyPath]: policy, [path]: own })).toEqual({
    text: own,
    told: `The prompt diagnose is ${path} of the default branch.`,
  });
});

test.each([{}, { [policyPath]: 'mode: report' }, { [policyPath]: "prompts:\n  repair: ''", [path]: own }])(
  'takes ours where nothing is named',
  async (files) => {
    expect(await taken(files)).toEqual({ text, told: '' });
  },
);

test.each<[string, Record<string, string>, string]>([
  ['lacks a slot', { [path]: own.replaceAll('{{evidence}}', '') }, 'it lacks evidence'],
  [
    'has a slot of its own',
    { [path]: own.replace('{{evidence}}', '{{evidence}} {{weather}}') },
    'nobody fills weather',
  ],
  ['wants another reply', { [path]: own.replace('schema: DiagnosisReply', 'schema: Other') }, 'the schema Other'],
  ['is no prompt', { [path]: 'system: be nice' }, 'The prompt diagnose cannot be used'],
  ['is not there', {}, 'is no text file of the default branch'],
  ['is far too long', { [path]: `${own}#${'x'.repeat(50_000)}` }, 'longer than 40000 characters'],
  [
    'is named by a policy with a fault',
    { [policyPath]: 'prompts: {diagnoze: x.yml}' },
    'did you mean prompts.diagnose?',
  ],
  [
    'lies outside of the repository',
    { [policyPath]: 'prompts: {diagnose: ../x.yml}' },
    'a YAML file of the repository',
  ],
])('takes ours, with a warning, where the file %s', async (_, files, why) => {
  const { text: taking, told } = await taken({ [policyPath]: policy, ...files });

  expect(taking).toBe(text);
  expect(told).toContain('Our prompt diagnose is taken in place of that of the repository.');
  expect(told).toContain(why);
});

test('on a runner a clone, which may stand at a pull request, names no prompt', () => {
  const clone = { ...noRepository, applies: async () => ({ ok: true, detail: '' }), close: () => {} };

  expect(atDefaultBranch({ repository: clone }, clone, { GITHUB_ACTIONS: 'true' })).toBeUndefined();
  expect(atDefaultBranch({ repository: clone }, clone, {})).toBe(clone);
});
