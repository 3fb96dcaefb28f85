import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHistory, sampleChanges, sampleHour, startGitHub } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-deployments-'));
const repository = join(scratch, 'history');
/** Newest first. */
const [four, three, two, one, imported] = makeHistory(repository, sampleChanges) as [
  string,
  string,
  string,
  string,
  string,
];
const github = await startGitHub({ repository });
afterAll(async () => {
  await github.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe('deployments', () => {
  const at = (number: number) => ({ at: sampleHour(number) });
  const finished = (number: number) => sampleHour(number).replace(':00:00', ':01:00');
  const window = { since: sampleHour(0), until: sampleHour(24) };

  test('are none where nothing was deployed', async () => {
    expect(await sampleReading(github).reader.deployments(window)).toEqual([]);
  });

  test('are those of production, newest first, looked up as far as the last good one', async () => {
    const served = await startGitHub({ repository });
    try {
      const { deploy } = served.act;
      await deploy({ environment: 'production', ref: imported, states: ['success'], ...at(1) });
      await deploy({ environment: 'production', ref: one, states: ['success', 'inactive'], ...at(2) });
      await deploy({ environment: 'production', ref: two, states: ['inactive'], ...at(3) });
      await deploy({ environment: 'Live', ref: three, states: ['failure'], ...at(4) });
      await deploy({ environment: 'staging', ref: four, states: ['success'], ...at(5) });
      await deploy({ environment: 'production', ref: four, states: ['in_progress'], ...at(6) });
      await deploy({ environment: 'production', ref: four, states: ['success'], ...at(30) });
      const { reader, asked } = sampleReading(served);
      expect(await reader.deployments(window)).toEqual([
        { sha: four, environment: 'production', state: 'pending', createdAt: sampleHour(6) },
        { sha: three, environment: 'Live', state: 'failure', createdAt: sampleHour(4), finishedAt: finished(4) },
        { sha: two, environment: 'production', state: 'success', createdAt: sampleHour(3) },
        { sha: one, environment: 'production', state: 'unknown', createdAt: sampleHour(2) },
        { sha: imported, environment: 'production', state: 'unknown', createdAt: sampleHour(1) },
      ]);
      expect(asked().filter((route) => route.endsWith('/statuses'))).toHaveLength(3);
      expect(await reader.deployments({ ...window, environment: 'Staging' })).toEqual([
        { sha: four, environment: 'staging', state: 'success', createdAt: sampleHour(5), finishedAt: finished(5) },
      ]);
      expect(await reader.deployments({ since: sampleHour(2), until: sampleHour(2) })).toEqual([
        { sha: one, environment: 'production', state: 'success', createdAt: sampleHour(2), finishedAt: finished(2) },
      ]);
    } finally {
      await served.close();
    }
  });
});

test('a commit that was deployed again is not the last good one before itself', async () => {
  const served = await startGitHub({ repository });
  try {
    for (const [number, ref] of [three, four, four].entries()) {
      await served.act.deploy({ environment: 'production', ref, states: ['success'], at: sampleHour(number) });
    }
    const deployments = await sampleReading(served).reader.deployments({ since: sampleHour(0), until: sampleHour(9) });
    expect(deployments.map(({ sha, state }) => [sha, state])).toEqual([
      [four, 'success'],
      [four, 'success'],
      [three, 'success'],
    ]);
  } finally {
    await served.close();
  }
});
