import { expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import type { FileEdit, InfrastructureAction } from '../incident/index.ts';
import {
  assertMayDispatch,
  assertMayWriteIssue,
  assertMayWriteKnowledge,
  assertMayWritePullRequest,
  type BaseTree,
} from './may-write.ts';
import { parsePolicy } from './parse-policy.ts';
import { planHash } from './plan-hash.ts';
import type { Policy } from './policy.ts';

const on = parsePolicy('');
const report = parsePolicy('mode: report');
const off = parsePolicy('mode: off');
const direct = parsePolicy('knowledge: { publish: direct }');

const edit: FileEdit = { path: 'src/a.ts', action: 'update', content: 'a' };
const tree: BaseTree = {
  modes: new Map([
    ['src/a.ts', '100644'],
    ['link', '120000'],
  ]),
  texts: new Map([['src/a.ts', 'b']]),
};
const patch = 'diff --git a/a b/a\n';
const asked = {
  action: 'rotate_cert',
  parameters: { namespace: 'shop', certificate: 'web', secret: 'web-tls' },
} as const;
const plan: InfrastructureAction = { ...asked, planHash: planHash(asked, patch) };
const entry = { path: 'incidents/one.md', text: '# One\n' };

function refusal(work: () => void): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SreError);
    expect((error as SreError).code).toBe('POLICY_REFUSED');
    return `${(error as SreError).message} | ${(error as SreError).remedy}`;
  }
  return 'none';
}

test.each<[string, Policy, string]>([
  ['on', on, 'issue pull-request dispatch knowledge'],
  ['report', report, 'issue'],
  ['off', off, ''],
])('in the mode %s lets through: %3$s', (_, policy, allowed) => {
  const writes = {
    issue: () => assertMayWriteIssue(policy),
    'pull-request': () => assertMayWritePullRequest(policy, { edits: [edit] }, tree),
    dispatch: () => assertMayDispatch(policy, plan, patch),
    knowledge: () => assertMayWriteKnowledge(policy, [entry], 'pull-request'),
  };
  const through = Object.entries(writes).filter(([, work]) => refusal(work) === 'none');

  expect(through.map(([kind]) => kind).join(' ')).toBe(allowed);
});

test('says in the mode report what to set', () => {
  expect(refusal(() => assertMayWritePullRequest(report, { edits: [edit] }))).toContain(
    'Set mode in .github/sre-aiops.yml to on',
  );
});

test('refuses a fix for every reason at once', () => {
  const policy = parsePolicy('limits: { files: 2, kilobytes: 1 }\npaths: { allow: [src/], deny: [src/gen/] }');
  const edits: FileEdit[] = [
    { path: 'src/gen/x.ts', action: 'create', content: 'x'.repeat(2_000) },
    { path: 'lib/y.ts', action: 'create', content: '' },
    { path: 'link', action: 'update', content: '' },
    { path: 'src/k.ts', action: 'create', content: `ghp${'_'}${'aB3dE6gH9j'.repeat(4).slice(0, 36)}` },
  ];

  const told = refusal(() => assertMayWritePullRequest(policy, { edits }, tree));

  for (const reason of [
    '4 files are more than the 2',
    'KiB of new content are more than the 1 KiB',
    'src/gen/x.ts may not be changed: paths.deny names it',
    'lib/y.ts may not be changed: paths.allow does not name it',
    'link may not be changed: it is a symbolic link',
    'src/k.ts would hold a secret that was not there before (github-token)',
  ]) {
    expect(told).toContain(reason);
  }
  expect(told).not.toContain('aB3dE6gH9j');
});

test('never lets paths.allow lift a built-in refusal', () => {
  const policy = parsePolicy("paths: { allow: ['**', .github/, .env] }");
  for (const path of ['.github/workflows/x.yml', '.env', 'CODEOWNERS']) {
    expect(refusal(() => assertMayWritePullRequest(policy, { edits: [{ ...edit, path }] }))).toContain(path);
  }
});

test('heeds case where it allows and not where it denies', () => {
  const policy = parsePolicy('paths: { allow: [src/], deny: [src/legal/] }');
  expect(refusal(() => assertMayWritePullRequest(policy, { edits: [{ ...edit, path: 'SRC/a.ts' }] }))).toContain(
    'allow',
  );
  expect(refusal(() => assertMayWritePullRequest(policy, { edits: [{ ...edit, path: 'src/Legal/a' }] }))).toContain(
    'deny',
  );
  expect(refusal(() => assertMayWritePullRequest(policy, { edits: [edit] }))).toBe('none');
});

test('lets a rollback touch more files than a fix', () => {
  const edits = Array.from({ length: 40 }, (_, at): FileEdit => ({ path: `f${at}`, action: 'delete', content: '' }));

  expect(refusal(() => assertMayWritePullRequest(on, { edits }))).toContain('40 files are more than the 30');
  expect(refusal(() => assertMayWritePullRequest(on, { edits, rollback: true }))).toBe('none');
});

test.each<[string, Policy, InfrastructureAction, string]>([
  [
    'an action that the policy leaves out',
    parsePolicy('infrastructure: { actions: [] }'),
    plan,
    'infrastructure.actions',
  ],
  ['an action of no list', on, { ...plan, action: 'drop' as 'scale_k8s' }, 'closed list'],
  ['the hash of another plan', on, { ...plan, planHash: '0'.repeat(64) }, 'another plan'],
  ['a hash that is none', on, { ...plan, planHash: 'x' }, 'no sha256'],
  [
    'parameters changed after approval',
    on,
    { ...plan, parameters: { ...plan.parameters, secret: 'other' } },
    'another plan',
  ],
  ['parameters that a shell would run', on, { ...plan, parameters: { ...plan.parameters, secret: '`id`' } }, 'form'],
])('refuses to dispatch %s', (_, policy, infrastructure, why) => {
  expect(refusal(() => assertMayDispatch(policy, infrastructure, patch))).toContain(why);
});

test('writes knowledge directly only where the policy says so', () => {
  expect(refusal(() => assertMayWriteKnowledge(on, [entry], 'direct'))).toContain('knowledge.publish');
  expect(refusal(() => assertMayWriteKnowledge(direct, [entry], 'direct'))).toBe('none');
  expect(refusal(() => assertMayWriteKnowledge(direct, [entry], 'pull-request'))).toBe('none');
  const none = parsePolicy('knowledge: { publish: off }');
  expect(refusal(() => assertMayWriteKnowledge(none, [entry], 'pull-request'))).toContain('keeps no knowledge base');
});

test.each([
  ['../src/a.md', 'leaves its folder'],
  ['/etc/a.md', 'leaves its folder'],
  ['run.sh', 'neither Markdown nor YAML'],
  ['a.yaml', 'neither Markdown nor YAML'],
  ['.github/a.yml\u200b', 'characters'],
  ['secrets.yml', 'secrets'],
])('refuses the knowledge file %j', (path, why) => {
  expect(refusal(() => assertMayWriteKnowledge(on, [{ path, text: 'x' }], 'pull-request'))).toContain(why);
});

test('bounds the knowledge of one incident, keeps secrets out, and heeds paths.deny', () => {
  const many = Array.from({ length: 51 }, (_, at) => ({ path: `${at}.md`, text: 'x' }));
  const large = Array.from({ length: 5 }, (_, at) => ({ path: `${at}.md`, text: 'x'.repeat(1_000_000) }));
  const secret = { path: 'a.md', text: `ghp${'_'}${'aB3dE6gH9j'.repeat(4).slice(0, 36)}` };
  const there: BaseTree = { modes: new Map(), texts: new Map([['knowledge-base/a.md', secret.text]]) };
  const denied = parsePolicy('paths: { allow: [src/], deny: [knowledge-base/runbooks/] }');

  expect(refusal(() => assertMayWriteKnowledge(on, many, 'pull-request'))).toContain('51 files');
  expect(refusal(() => assertMayWriteKnowledge(on, large, 'pull-request'))).toContain('4 MiB');
  expect(refusal(() => assertMayWriteKnowledge(on, [secret], 'pull-request'))).toContain('github-token');
  expect(refusal(() => assertMayWriteKnowledge(on, [secret], 'pull-request', there))).toBe('none');
  expect(refusal(() => assertMayWriteKnowledge(denied, [entry], 'pull-request'))).toBe('none');
  expect(
    refusal(() => assertMayWriteKnowledge(denied, [{ path: 'runbooks/a.md', text: 'x' }], 'pull-request')),
  ).toContain('paths.deny');
});
