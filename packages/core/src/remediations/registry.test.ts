import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../testkit/src/memory-repository.ts';
import { RemediationType } from '../incident/index.ts';
import { noRepository } from '../ports/no-repository.ts';
import { planners } from './registry.ts';
import { contextFor } from './test-context.ts';

test('every folder is a registered remediation type of the same name, and every type has one', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(planners.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  expect(planners.map(({ id }) => id).sort()).toEqual([...RemediationType.options].sort());
});

describe.each(planners)('$id keeps the Planner promise', (planner) => {
  const change = { number: 3, title: 'Odd (#3)', mergedAt: '2026-03-03T09:00:00Z' };

  test.each([
    ['no repository', undefined],
    ['a change of nothing known', { 'x.unknown': 'b' }],
    [
      'broken files',
      { 'a.yaml': 'a: [', 'b.json': '{', 'C.java': '}}}', 'pom.xml': '<a', 'V1__x.sql': 'create table (((' },
    ],
  ])('plans or declines on %s, and plans the same twice', async (_, files) => {
    const code = files
      ? memoryRepository({ files: { 'x.unknown': 'a' }, changes: [{ ...change, files }] })
      : noRepository;
    const culprit = files ? (await code.mergedChanges({ since: '', until: '9', limit: 1 }))[0] : undefined;
    const context = await contextFor(code, {
      mode: 'unknown',
      log: ['column "a" does not exist'],
      ...(culprit ? { culprit } : {}),
    });

    const planned = await planner.plan(context);

    expect(await planner.plan(context)).toEqual(planned);
    if ('plan' in planned) expect(planned.plan.title.length).toBeLessThanOrEqual(72);
    else expect(planned.declined).toMatch(/\S.*\.$/);
  });
});
