import { text } from 'node:stream/consumers';
import { startGitHub } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReading } from './__fixtures__/sample-reading.ts';

const github = await startGitHub({ files: { '.github/workflows/ci.yml': 'name: CI\non: push\njobs: {}\n' } });
afterAll(() => github.close());

describe('jobs', () => {
  test('that failed or ran out of time are named, and their logs read', async () => {
    const jobs = [
      { name: 'lint', conclusion: 'success' },
      { name: 'test', conclusion: 'failure', log: '2026-03-02T09:00:00.0000000Z FAILED größe\n' },
      { name: 'e2e', conclusion: 'timed_out' },
      { name: 'pack', conclusion: 'skipped' },
    ];
    const run = await github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion: 'failure', jobs });
    const { reader } = sampleReading(github);
    const failed = await reader.failedJobs(run);
    expect(failed.map(({ name }) => name)).toEqual(['test', 'e2e']);
    const [ours, theirs] = failed.map(({ id }) => id);
    expect(await text(reader.jobLog(ours!))).toBe('2026-03-02T09:00:00.0000000Z FAILED größe\n');
    await expect(text(reader.jobLog(theirs!))).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' });
    github.act.setJobLog(theirs!, 'late\n');
    expect(await text(reader.jobLog(theirs!))).toBe('late\n');
  });

  test('of a run that is not there are an error that names the permission', async () => {
    await expect(sampleReading(github).reader.failedJobs(404)).rejects.toMatchObject({
      code: 'GITHUB_NOT_FOUND',
      message: expect.stringContaining('read the jobs of the workflow run'),
      remedy: expect.stringContaining('`actions: read`'),
    });
  });

  test('name the step that failed', async () => {
    const steps = [
      { name: 'Set up', conclusion: 'success' },
      { name: 'Test', conclusion: 'failure' },
      { name: 'Clean', conclusion: 'failure' },
    ];
    const told = {
      jobs: [{ id: 7, name: 'test', conclusion: 'failure', html_url: 'https://github.example/7', steps }],
    };
    const { reader } = sampleReading(github, async () => Response.json(told));
    expect(await reader.failedJobs(1)).toEqual([
      { id: 7, name: 'test', step: 'Test', url: 'https://github.example/7' },
    ]);
  });
});
