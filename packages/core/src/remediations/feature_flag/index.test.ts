import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn } from '../test-context.ts';
import { featureFlag } from './index.ts';

async function off(path: string, before: string | undefined, after: string, log = 'query storm') {
  const code = memoryRepository({
    files: { ...(before === undefined ? {} : { [path]: before }), 'README.md': '# x\n' },
    changes: [{ number: 5, title: 'Go (#5)', mergedAt: '2026-03-03T09:00:00Z', files: { [path]: after } }],
  });
  return featureFlag.plan(await contextFor(code, { mode: 'feature-flag', log: [log], culprit: code.numbered(5) }));
}

describe('turns a flag off in', () => {
  test.each([
    [
      'package.json',
      '{\n  "app": {\n    "features": { "deep": false, "x": 1 }\n  }\n}\n',
      '{\n  "app": {\n    "features": { "deep": true, "x": 1 }\n  }\n}\n',
      undefined,
    ],
    ['flags.yaml', 'checkout:\n  new: off # soon\n', 'checkout:\n  new: on # soon\n', undefined],
    ['app.yml', 'a: 1\n', 'a: 1\nfeatures:\n  fast-path: true\n', 'a: 1\nfeatures:\n  fast-path: false\n'],
    ['rollout.json', '{ "rollout": { "percentage": 0 } }', '{ "rollout": { "percentage": 100 } }', undefined],
    ['.env', 'FEATURE_FAST=0\n', 'FEATURE_FAST=1\n', undefined],
    ['settings.py', 'ENABLE_FAST_PATH = False\n', 'ENABLE_FAST_PATH = True\n', undefined],
    ['main.tf', 'module "a" {\n  enable_cache = false\n}\n', 'module "a" {\n  enable_cache = true\n}\n', undefined],
    [
      'Flags.cs',
      'class F {\n  public const bool NewSearchEnabled = false;\n}\n',
      'class F {\n  public const bool NewSearchEnabled = true;\n}\n',
      undefined,
    ],
    [
      'k8s/a.yaml',
      'env:\n  - name: FEATURE_X\n    value: "false"\n',
      'env:\n  - name: FEATURE_X\n    value: "true"\n',
      undefined,
    ],
    ['flagd.json', '{"flags":{"x":{"state":"DISABLED"}}}', '{"flags":{"x":{"state":"ENABLED"}}}', undefined],
  ])('%s', async (path, before, after, wanted) => {
    const plan = planIn(await off(path, before, after));

    expect(contentOf(plan, path)).toBe(wanted ?? before);
  });
});

test('takes a plain boolean only when the evidence names it', async () => {
  const [before, after] = ['search:\n  fuzzy: false\n', 'search:\n  fuzzy: true\n'];

  expect(await off('a.yml', before, after)).toHaveProperty('declined');
  expect(contentOf(planIn(await off('a.yml', before, after, 'slow query: search.fuzzy took 9 s')), 'a.yml')).toBe(
    before,
  );
});
