import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Remediation, stages } from '@sre-aiops/core';
import { type PublishingWorld, publishingWorld } from '@sre-aiops/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AnyStage, runStageAt, type StageRunOptions } from '../run-stage.ts';
import { silentLog } from '../terminal.ts';

const files = {
  '.github/sre-aiops.yml':
    'pull-request:\n  ci-workflow: ci.yml\n  wait-minutes: 0\nredaction:\n  patterns:\n    till: till-\\d+\n',
  '.github/workflows/ci.yml': 'name: ci\non: workflow_dispatch\njobs:\n  test:\n    runs-on: ubuntu-latest\n',
};
const brokenFix = '  File "checkout.py", line 2\nSyntaxError: invalid syntax in checkout.py\n1 error in 0.12s\n';
const elsewhere = 'FAILED tests/test_stock.py::test_reserve - AssertionError: expected 3, was 2\n1 failed in 0.12s\n';
const platform = 'ERROR: The runner has received a shutdown signal. The operation was canceled.\n';

let world: PublishingWorld;
let folder: string;
beforeEach(async () => {
  world = await publishingWorld(files, { culprits: { 'receipt.py': 'def receipt(order):\n    return str(order)\n' } });
  folder = (await world.deliver()).folder;
}, 60_000);
afterEach(async () => {
  expect(world.proxy.violations).toEqual([]);
  await world.close();
});

const state = () => world.github.state();
const fixes = () => state().pulls.filter(({ head }) => head.startsWith('sre-aiops/') && !head.includes('/knowledge-'));
const open = () => fixes().filter(({ state: is }) => is === 'open');
const newestRun = () => Math.max(...state().runs.map(({ id }) => id));

/** Runs one stage as a job of its own. */
async function run(name: string, options: Partial<StageRunOptions> = {}, at = folder) {
  const env = { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url };
  const clock = { now: () => '2026-04-12T10:05:00.000Z' };
  const stage = stages.find((one) => one.name === name) as AnyStage;
  const all = { repo: world.github.name, clock, log: silentLog, env, secondMs: 10, ...options };
  return (await runStageAt(stage, at, { publish: stage.publishes !== undefined, ...all })).documents;
}

/** Lets the checks of the newest fix fail, and repairs it as the workflow does. */
async function red(log: string, options: Partial<StageRunOptions> = {}): Promise<Remediation> {
  const ciRun = newestRun();
  world.github.act.concludeRun(ciRun, 'failure', log);
  const { remediation } = await run('repair', { ciRun, ...options });
  await run('create-pr');
  return remediation!;
}

const commentsOn = (number: number) => fixes().find((pull) => pull.number === number)!.comments;

describe('a fix whose checks are red', () => {
  test('is mended once, in a pull request that takes its place; then one comment asks a person', async () => {
    const [first] = open();
    expect((await red(brokenFix)).repair).toMatchObject({ verdict: 'mended', pull: first!.number });
    const [second, ...others] = open();
    expect(others).toEqual([]);
    expect(second!.number).not.toBe(first!.number);
    expect(second!.labels).toContain('aiops-repair');
    expect(second!.body).toContain(`in place of #${first!.number}`);
    expect(commentsOn(first!.number).at(-1)!.body).toContain(`#${second!.number} takes its place.`);

    expect((await red(elsewhere)).repair).toMatchObject({ verdict: 'person' });
    expect(open().map(({ number }) => number)).toEqual([second!.number]);
    const [asked, ...more] = commentsOn(second!.number);
    expect(more).toEqual([]);
    expect(asked!.body).toMatch(/a person is needed[\s\S]*The one repair is spent\.[\s\S]*Tried:[\s\S]*test_reserve/);
    const before = [open(), state().runs.length];
    expect((await red(elsewhere)).repair).toMatchObject({ verdict: 'person' });
    expect([open(), state().runs.length]).toEqual(before);
  });

  test('is mended by a commit on the same branch where that is asked for', async () => {
    const [first] = open();
    await red(brokenFix, { repairAs: 'commit' });
    const [same, ...others] = open();
    expect([same!.number, others]).toEqual([first!.number, []]);
    expect(same!.labels).toContain('aiops-repair');
    expect(Object.keys(same!.files)).toEqual(['checkout.py', 'receipt.py']);
    expect((await red(brokenFix, { repairAs: 'commit' })).repair).toMatchObject({ verdict: 'person' });
    expect(state().log(same!.head)).toHaveLength(5);
  });

  test.each([0, 2, 3])('may be mended %i times where that is allowed, and not once more', async (maxAttempts) => {
    const verdicts = [];
    for (let turn = 0; turn < 3; turn++) verdicts.push((await red(brokenFix, { maxAttempts })).repair!.verdict);
    expect(verdicts.filter((verdict) => verdict === 'mended')).toHaveLength(Math.min(maxAttempts, 1));
    expect(verdicts.at(-1)).toBe('person');
  });

  test('is left alone where the default branch is red too', async () => {
    await world.github.act.addRun({
      workflow: 'ci.yml',
      branch: 'main',
      conclusion: 'failure',
      jobs: [{ name: 'test', log: elsewhere.replace('0.12', '0.31') }],
    });
    const before = open().map(({ number, head }) => [number, head]);
    expect((await red(elsewhere)).repair).toMatchObject({ verdict: 'base-red' });
    expect(open().map(({ number, head }) => [number, head])).toEqual(before);
    expect(
      commentsOn(open()[0]!.number)
        .map(({ body }) => body)
        .join(),
    ).toContain('those of the default branch too');
  });

  test.each([
    ['the platform failed', platform, []],
    ['a test that is not connected with it failed', elsewhere, ['success']],
  ])('has its failed jobs run once more where %s', async (_, log, base) => {
    for (const conclusion of base) await world.github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion });
    const id = newestRun();
    const before = open();
    expect((await red(log)).repair).toMatchObject({ verdict: 'again' });
    expect(state().runs.find((one) => one.id === id)).toMatchObject({ status: 'queued', conclusion: null });
    expect(open()).toEqual(before);
    await run('create-pr');
    world.github.act.concludeRun(id, 'failure', log);
    expect((await run('repair', { ciRun: id })).remediation!.repair!.verdict).not.toBe('again');
  });
});

test('what a red run marks on lines, and what the policy takes out, is shown to nobody', async () => {
  const [pull] = open();
  const text = 'checkout.py fails with password=hunter2hunter2 on till-17';
  const ciRun = await world.github.act.addRun({
    workflow: 'ci.yml',
    branch: pull!.head,
    by: 'actions',
    conclusion: 'failure',
    jobs: [
      {
        name: 'test',
        log: `${brokenFix}error: till-17 does not answer\n`,
        annotations: [{ path: 'checkout.py', line: 2, text }],
      },
    ],
  });
  const { remediation } = await run('repair', { ciRun });
  expect(remediation!.repair!.why).toContain('checkout.py:2');
  expect(JSON.stringify(remediation)).not.toMatch(/hunter2|till-17/);
});

describe('nothing is done', () => {
  const declined = (why: string) => ({ code: 'REPAIR_DECLINED', message: expect.stringContaining(why) });
  const ended = (conclusion = 'failure') => {
    const ciRun = newestRun();
    world.github.act.concludeRun(ciRun, conclusion, brokenFix);
    return ciRun;
  };

  test('once a person pushed to the branch, also between the judgement and the writing', async () => {
    const ciRun = ended();
    await run('repair', { ciRun });
    await world.github.act.push({ branch: open()[0]!.head, files: { 'checkout.py': 'by hand\n' } });
    const before = open();
    await run('create-pr');
    expect(open()).toEqual(before);
    await expect(run('repair', { ciRun })).rejects.toMatchObject(declined('a person pushed to its branch'));
  });

  test('about a run that did not fail, of another branch, or that somebody else started', async () => {
    const { act } = world.github;
    await expect(run('repair', { ciRun: ended('success') })).rejects.toMatchObject(declined('did not fail'));
    const failed = { workflow: 'ci.yml', conclusion: 'failure' } as const;
    const onMain = await act.addRun({ ...failed, branch: 'main', by: 'actions' });
    await expect(run('repair', { ciRun: onMain })).rejects.toMatchObject(declined('its branch is none of sre-aiops'));
    const byPerson = await act.addRun({ ...failed, branch: open()[0]!.head });
    await expect(run('repair', { ciRun: byPerson })).rejects.toMatchObject(declined('somebody else'));
    const lesson = state().pulls.find(({ head }) => head.includes('/knowledge-'))!;
    const onLesson = await act.addRun({ ...failed, branch: lesson.head, by: 'actions' });
    await expect(run('repair', { ciRun: onLesson })).rejects.toMatchObject({ code: 'REPAIR_DECLINED' });
  });

  test('with a folder that is not the answer of the pull request', async () => {
    const ciRun = ended();
    const file = join(folder, 'remediation.json');
    const remediation = JSON.parse(readFileSync(file, 'utf8')) as Remediation;
    const edits = remediation.edits.map((edit) => ({ ...edit, content: `${edit.content}import os\n` }));
    writeFileSync(file, JSON.stringify({ ...remediation, edits }));
    await expect(run('repair', { ciRun })).rejects.toMatchObject({ code: 'FOLDER_ALTERED' });
  });

  test('twice, when two runs mend the same fix at the same time', async () => {
    await run('repair', { ciRun: ended() });
    const other = `${folder}-other`;
    cpSync(folder, other, { recursive: true });
    await Promise.all([run('create-pr'), run('create-pr', {}, other)]);
    expect(open()).toHaveLength(1);
    expect(fixes()).toHaveLength(2);
    expect(fixes()[0]!.comments).toHaveLength(1);
  });

  test('twice, when two runs mend the same fix in two ways at the same time', async () => {
    await run('repair', { ciRun: ended() });
    const other = `${folder}-other`;
    cpSync(folder, other, { recursive: true });
    const file = join(other, 'remediation.json');
    const remediation = JSON.parse(readFileSync(file, 'utf8')) as Remediation;
    writeFileSync(file, JSON.stringify({ ...remediation, title: 'Mend it in another way' }));
    await Promise.all([run('create-pr'), run('create-pr', {}, other)]);
    expect(open()).toHaveLength(1);
    expect(fixes()).toHaveLength(2);
  });
});
