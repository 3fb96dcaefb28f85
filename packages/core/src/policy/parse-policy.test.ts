import { expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import { parsePolicy } from './parse-policy.ts';
import { defaultPolicy, stricterMode } from './policy.ts';

function problemsOf(text: string): string {
  try {
    parsePolicy(text);
  } catch (error) {
    expect(error).toBeInstanceOf(SreError);
    expect((error as SreError).code).toBe('POLICY_INVALID');
    expect((error as SreError).remedy).toContain('.github/sre-aiops.yml');
    return (error as SreError).message;
  }
  return 'none';
}

test.each([
  ['no file', undefined],
  ['an empty file', ''],
  ['comments only', '# later\n'],
  ['keys without values', 'mode:\npaths:\n  # allow: [src/]\nissue:\n  comment-minutes:\n'],
  ['an empty map', '{}'],
])('has the defaults for %s', (_, text) => {
  expect(parsePolicy(text)).toEqual(defaultPolicy);
});

test('reads every key in camelCase and leaves values as they are', () => {
  const policy = parsePolicy(`
mode: report
paths: { allow: [src/**, 'app/\\[id\\]/*.ts'], deny: ['*.sql'] }
limits: { files: 5, kilobytes: 64 }
issue: { comment-minutes: 15, close-when-resolved: true, assign-code-owners: true }
pull-request: { draft: false, ci-workflow: ci.yml, wait-minutes: 10 }
knowledge: { path: docs/incidents, publish: direct }
infrastructure: { workflow: ops.yaml, actions: [scale_k8s] }
alerts: { fields: { title: $.what, fired-at: '$.times[0]' } }
redaction: { ips: true, patterns: { customer-number: 'CUST-\\d{8}' } }
prompts: { sre-artifacts: docs/texts.prompt.yml }
services: { check-out: shop/check-out }
`);

  expect(policy).toEqual({
    mode: 'report',
    paths: { allow: ['src/**', 'app/\\[id\\]/*.ts'], deny: ['*.sql'] },
    limits: { files: 5, kilobytes: 64 },
    issue: { commentMinutes: 15, closeWhenResolved: true, assignCodeOwners: true },
    pullRequest: { draft: false, ciWorkflow: 'ci.yml', waitMinutes: 10 },
    knowledge: { path: 'docs/incidents', publish: 'direct' },
    infrastructure: { workflow: 'ops.yaml', actions: ['scale_k8s'] },
    alerts: { fields: { title: '$.what', firedAt: '$.times[0]' } },
    redaction: { ips: true, hosts: false, patterns: { 'customer-number': 'CUST-\\d{8}' } },
    prompts: { diagnose: '', doubt: '', remediate: '', 'sre-artifacts': 'docs/texts.prompt.yml', repair: '' },
    services: { 'check-out': 'shop/check-out' },
  });
});

test.each([
  ['redaction: { patterns: { x: "(a+)+b" } }', 'repeats a repetition'],
  ['redaction: { patterns: { x: "(a" } }', 'no regular expression'],
  ['redaction: { patterns: { x: ".{0,3}" } }', 'matches nothing at all'],
  ['redaction: { patterns: { "X Y": "abc" } }', 'must be a name'],
  ['alerts: { fields: { title: incident.title } }', 'must be a JSONPath'],
  ['alerts: { fields: { titel: $.a } }', 'alerts.fields'],
])('refuses %s', (text, told) => {
  expect(problemsOf(text)).toContain(told);
});

test('tells of all problems at once, with their lines', () => {
  const told = problemsOf('mode: quiet\nlimits:\n  file: 3\n  kilobytes: lots\nissue:\n  comment-minutes: 0\n');

  expect(told.split('\n').slice(1).sort()).toEqual([
    expect.stringMatching(/^- Line 1: mode: .*"on"\|"report"\|"off"/),
    '- Line 3: limits.file is no known key; did you mean limits.files?',
    expect.stringMatching(/^- Line 4: limits\.kilobytes: .*number/),
    expect.stringMatching(/^- Line 6: issue\.comment-minutes: .*>=1/),
  ]);
});

test.each([
  ['path: {}', 'did you mean paths?'],
  ['pullRequest: {}', 'did you mean pull-request?'],
  ['issue: { CommentMinutes: 5 }', 'did you mean issue.comment-minutes?'],
  ['infrastructure: { action: [] }', 'did you mean infrastructure.actions?'],
  ['colour: blue', 'colour is no known key.'],
  ['__proto__: { mode: off }', '__proto__ is no known key.'],
  ['constructor: 1', 'constructor is no known key.'],
])('says of the unknown key in %j: %s', (text, told) => {
  expect(problemsOf(text)).toContain(told);
});

test.each([
  ['a: [1', 'Line 1'],
  ['mode: on\nmode: off', 'Line 2'],
  ['mode: on\n---\nmode: off', 'Line 2'],
  ['mode: !!js/function "x"', 'Line 1'],
  ['- a', 'expected object'],
  ['mode', 'expected object'],
  ['mode: true', 'mode'],
  ['mode: *no', 'aliases cannot be resolved'],
  ["paths: { deny: ['!secret/'] }", 'paths.deny.0 begins with "!"'],
  ["paths: { allow: ['#x'] }", 'begins with "#"'],
  ["paths: { deny: [''] }", 'is empty'],
  ['paths: { deny: [./src] }', 'is no path from the root'],
  ['paths: { deny: [src/../app] }', 'is no path from the root'],
  ['paths: { deny: [src//app] }', 'is no path from the root'],
  ['paths: { deny: ["a\\nb"] }', 'is no path from the root'],
  ['paths: { deny: [a*a*a*a*a] }', 'more than three "*"'],
  ['paths: { deny: [null] }', 'expected string'],
  ['paths: { deny: src }', 'expected array'],
  ['pull-request: { ci-workflow: ../evil.yml }', 'pull-request.ci-workflow'],
  ['infrastructure: { workflow: ci.yml;rm }', 'infrastructure.workflow'],
  ['infrastructure: { actions: [delete_cluster] }', 'infrastructure.actions.0'],
  ['knowledge: { path: .github/workflows }', 'is a folder that is never written to'],
  ['knowledge: { path: ../elsewhere }', 'is a folder that is never written to'],
  ['knowledge: { path: /etc }', 'knowledge.path'],
  ['limits: { files: 1.5 }', 'limits.files'],
  ['limits: { files: 100000 }', 'limits.files'],
])('refuses %j', (text, told) => {
  expect(problemsOf(text)).toContain(told);
});

test('reads on and off as words, and refuses a file that asks for the older YAML in which they are none', () => {
  expect(parsePolicy('mode: on\n').mode).toBe('on');
  expect(parsePolicy('mode: off\n').mode).toBe('off');
  expect(problemsOf('%YAML 1.1\n---\nmode: on\n')).toContain('Line 3: mode');
});

test.each([
  [
    'a bomb of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
  ],
  ['an alias that holds itself', 'paths: &p\n  allow: *p\n'],
  ['a well of brackets', '['.repeat(60_000)],
  ['a well of dashes', '- '.repeat(30_000)],
  ['a well of indentation', Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['a file of a megabyte', `# ${'x'.repeat(1_000_000)}`],
])('refuses %s soon', (_, text) => {
  const told = problemsOf(text);

  expect(told).toMatch(/cannot be used/);
  expect(told.length).toBeLessThan(8_000);
});

test('hides nothing in what it repeats of the file', () => {
  expect(problemsOf('"a\\u202Eb\\n::error::x": 1')).toMatch(/^- .*a b ::error::x is no known key/m);
});

test('a repository variable can only make the mode stricter', () => {
  expect(stricterMode('on', 'off')).toBe('off');
  expect(stricterMode('off', 'on')).toBe('off');
  expect(stricterMode('report', 'on')).toBe('report');
});

test('of another file speaks by its own name', () => {
  expect(() => parsePolicy('redaction: 5', 'draft.yml')).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^draft\.yml cannot be used/),
      remedy: expect.not.stringContaining('default branch'),
    }),
  );
});
