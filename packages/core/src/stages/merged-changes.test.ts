import { expect, test } from 'vitest';
import type { Change, CodeReader, Deployment } from '../ports/index.ts';
import { changesBefore, suspectOf } from './merged-changes.ts';

const onsetAt = '2026-05-04T12:00:00.000Z';

test('looks at what the last deployment brought, and says so', async () => {
  const code = reader([deployed('c', '2026-05-04T11:30:00.000Z'), deployed('a', '2026-05-03T09:00:00.000Z')]);

  const found = await changesBefore({ onsetAt, buildsUp: 0 }, code);

  expect(found.changes.map(({ sha }) => sha)).toEqual(['c', 'b']);
  expect(found.gaps[0]?.why).toContain('Only the 2 between');
  expect((await found.wider?.())?.changes.map(({ sha }) => sha)).toEqual(['d', 'c', 'b', 'a']);
});

test('passes over failed and repeated deployments on the way to the last good one', async () => {
  const code = reader([
    deployed('d', '2026-05-04T11:50:00.000Z'),
    deployed('c', '2026-05-04T11:30:00.000Z', 'failure'),
    deployed('d', '2026-05-04T11:00:00.000Z'),
    deployed('b', '2026-05-03T09:00:00.000Z'),
  ]);

  expect((await changesBefore({ onsetAt, buildsUp: 0 }, code)).changes.map(({ sha }) => sha)).toEqual(['d', 'c']);
});

test.each<[string, number, readonly Deployment[]]>([
  ['took its time to show', 0.8, [deployed('c', onsetAt), deployed('a', '2026-05-03T09:00:00.000Z')]],
  ['met the only deployment that is known', 0, [deployed('c', onsetAt)]],
  ['met no good deployment before', 0, [deployed('c', onsetAt), deployed('a', '2026-05-03T09:00:00.000Z', 'failure')]],
  ['met commits that are gone', 0, [deployed('c', onsetAt), deployed('x', '2026-05-03T09:00:00.000Z')]],
  ['met no deployment', 0, []],
])('looks at all of the window when the failure %s', async (_, buildsUp, deployments) => {
  const found = await changesBefore({ onsetAt, buildsUp }, reader(deployments));

  expect(found.changes.map(({ sha }) => sha)).toEqual(['d', 'c', 'b', 'a']);
  expect(found.wider).toBeUndefined();
});

test('asks for the environment that failed, by name unless it is production', async () => {
  const asked: (string | undefined)[] = [];
  const code: CodeReader = {
    ...reader([]),
    deployments: async ({ environment }) => {
      asked.push(environment);
      return [];
    },
  };
  for (const environment of ['staging', 'Prod', undefined])
    await changesBefore({ onsetAt, buildsUp: 0, environment }, code);

  expect(asked).toEqual(['staging', undefined, undefined]);
});

test.each([
  ['little', 3, 10],
  ['nothing', 0, 50],
  ['enough', 12, 12],
])('reaches back further where %s was merged in the last month', async (_, recent, found) => {
  const change = (age: number): Change => ({
    sha: String(age),
    title: '',
    body: '',
    author: '',
    mergedAt: new Date(Date.parse(onsetAt) - age * 24 * 3_600_000).toISOString(),
    files: [],
    patch: '',
  });
  const line = [
    ...Array.from({ length: recent }, (__, index) => change(index + 1)),
    ...Array.from({ length: 60 }, (__, index) => change(100 + index)),
  ];
  const code: CodeReader = {
    ...reader([]),
    mergedChanges: async ({ since, limit }) => line.filter(({ mergedAt }) => mergedAt >= since).slice(0, limit),
  };

  expect((await changesBefore({ onsetAt, buildsUp: 0 }, code)).changes).toHaveLength(found);
});

function deployed(sha: string, createdAt: string, state: Deployment['state'] = 'success'): Deployment {
  return { sha, createdAt, state, environment: 'production' };
}

/** A history of four changes, a to d. */
function reader(deployments: readonly Deployment[]): CodeReader {
  const line = ['d', 'c', 'b', 'a'].map(
    (sha): Change => ({ sha, title: sha, body: '', author: '', mergedAt: onsetAt, files: [], patch: '' }),
  );
  return {
    head: async () => ({ repository: 'shop/app', branch: 'main', sha: 'd', shallow: false }),
    mergedChanges: async () => line,
    change: async () => undefined,
    listFiles: async () => [],
    readFile: async () => undefined,
    deployments: async () => [...deployments],
    changesBetween: async (base, head) => {
      const [from, to] = [base, head].map((sha) => line.findIndex((change) => change.sha === sha));
      return from === -1 ? undefined : line.slice(to, from);
    },
  };
}

test('tells a place in a file of secrets without its line', () => {
  const change: Change = {
    sha: 'a',
    title: 'Set the store',
    body: '',
    author: 'jo',
    mergedAt: onsetAt,
    files: [],
    patch: '',
  };
  const place = (path: string) => ({ path, line: 1, side: 'added', text: 'STORE hush-hush' }) as const;
  const reason = {
    signal: 'words',
    text: 'It speaks of the store.',
    weight: 1,
    evidence: [],
    places: ['config/.env', 'deploy/id_rsa', 'src/store.ts'].map(place),
  };
  const [told] = suspectOf(change, 0, 0.5, [reason], (text) => text).reasons;

  const hidden = '[a line of a file of secrets]';
  expect(told?.places.map(({ text }) => text)).toEqual([hidden, hidden, 'STORE hush-hush']);
});
