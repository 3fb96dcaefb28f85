import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stages } from '@sre-aiops/core';
import { incidentsIn, type PublishingWorld, publishingWorld } from '@sre-aiops/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type AnyStage, runStageAt } from '../run-stage.ts';
import { silentLog } from '../terminal.ts';

let world: PublishingWorld;
afterEach(async () => {
  expect(world.proxy.violations).toEqual([]);
  await world.close();
});

const state = () => world.github.state();
const issues = () => state().issues;
const fixes = () => state().pulls.filter(({ head }) => !head.includes('/knowledge-'));
const again = { again: true };
const later = { firedAt: '2026-04-14T08:00:00Z' };

/** Answers into a folder, as the jobs do that may not write. */
async function thought(): Promise<string> {
  return (await world.deliver({}, { publish: false })).folder;
}

/** Runs one publishing stage as a job of its own. */
async function publish(name: string, folder: string) {
  const env = { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url };
  const clock = { now: () => '2026-04-12T10:05:00.000Z' };
  const stage = stages.find((one) => one.name === name) as AnyStage;
  const options = { repo: world.github.name, publish: true, clock, log: silentLog, env, secondMs: 10 };
  const { documents } = await runStageAt(stage, folder, options);
  return documents.publication!.records.find(({ kind }) => kind === stage.publishes);
}

describe('what failed can be done later', () => {
  test('however often it was refused', async () => {
    world = await publishingWorld();
    world.github.act.refuse('issues');
    for (let run = 0; run < 4; run++) await world.deliver();
    expect(issues()).toEqual([]);
    world.github.act.allow('issues');
    expect(await world.deliver()).toMatchObject({ failures: [] });
    expect(issues()).toHaveLength(1);
  });

  test('an answer that lies in a folder is not taken for a published one', async () => {
    world = await publishingWorld();
    await publish('create-issue', await thought());
    expect(await world.deliver()).toMatchObject({ verdict: 'answered' });
    expect(fixes()).toHaveLength(1);
  });
});

describe('an answer to an older state', () => {
  test('takes nothing back that was merged since', async () => {
    world = await publishingWorld();
    const folder = await thought();
    const { 'checkout.py': module = '' } = state().files('main');
    await world.github.act.push({
      branch: 'main',
      files: { 'other.py': 'x\n', 'checkout.py': `${module}LIMIT = 3\n` },
    });
    await world.deliver();
    expect(await publish('create-pr', folder)).toMatchObject({ outcome: 'left' });

    await world.github.act.mergePull(fixes()[0]!.number);
    const files = state().files('main');
    expect(files['other.py']).toBe('x\n');
    expect(files['checkout.py']).toContain('LIMIT = 3');
    expect(files['checkout.py']).not.toContain('discount');
  });

  test('may not build on what nobody merged', async () => {
    world = await publishingWorld();
    const folder = await thought();
    const sha = await world.github.act.push({ branch: 'evil', files: { 'backdoor.py': 'x\n' } });
    const file = join(folder, 'remediation.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"baseSha": "[0-9a-f]+"/, `"baseSha": "${sha}"`));
    await expect(publish('create-pr', folder)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    expect(fixes()).toEqual([]);
  });
});

describe('what people did stands', () => {
  test('title, text and ticks of the pull request', async () => {
    world = await publishingWorld();
    await world.deliver();
    const [fix] = fixes();
    const body = fix!.body.replace('- [ ] ', '- [x] ');
    await world.github.act.editIssue(fix!.number, { title: 'Totals without discount', body });
    await world.deliver({}, again);
    expect(fixes()[0]).toMatchObject({ title: 'Totals without discount', body: expect.stringContaining('- [x] ') });

    await world.github.act.editIssue(fix!.number, { body: body.replace('## Problem', '## Problem\n\nSeen before.') });
    await world.deliver({}, again);
    expect(fixes()[0]!.body).toContain('Seen before.');
  });

  test('a commit of theirs, though it bears our message', async () => {
    world = await publishingWorld();
    await world.deliver();
    const [{ head } = { head: '' }] = fixes();
    const { message } = state().log(`refs/heads/${head}`)[0]!;
    await world.github.act.push({ branch: head, files: { 'checkout.py': 'by hand\n' }, message });
    const { 'checkout.py': module = '' } = state().files('main');
    await world.github.act.push({ branch: 'main', files: { 'checkout.py': `${module}LIMIT = 3\n` } });
    await world.deliver({}, again);
    expect(fixes()[0]!.files['checkout.py']).toBe('by hand\n');
  });

  test('labels taken away, and a status made unreadable: there is still one issue', async () => {
    world = await publishingWorld();
    await world.deliver();
    const [{ number, body } = { number: 0, body: '' }] = issues();
    await world.github.act.editIssue(number, { labels: [] });
    await world.deliver();
    expect(issues()).toMatchObject([{ labels: expect.arrayContaining(['incident', 'service/checkout']) }]);

    await world.github.act.editIssue(number, { body: body.replace('"firings":1', '"firings":"many"') });
    expect(await world.deliver({}, again)).toMatchObject({ failures: [] });
    expect(await world.deliver()).toMatchObject({ verdict: 'known' });
    expect(issues()).toHaveLength(1);
  });

  test('labels taken away from an issue that is closed then: the next firing is the next issue', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.editIssue(issues()[0]!.number, { labels: [] });
    await world.github.act.closeIssue(issues()[0]!.number);
    await world.deliver(later);
    await world.deliver(later);
    expect(issues()).toMatchObject([
      { state: 'closed' },
      { state: 'open', body: expect.stringContaining(`was the matter of #${issues()[0]!.number}`) },
    ]);
  });

  test('closing the issue on which they wanted to be told: it is told there all the same, once', async () => {
    world = await publishingWorld();
    const number = await world.github.act.openIssue({ title: 'Checkout is down' });
    await world.deliver({}, { issue: number });
    await world.github.act.closeIssue(number);
    for (let run = 0; run < 2; run++) await world.deliver(later, { issue: number });
    expect(issues()).toMatchObject([{ number, state: 'closed' }]);
    expect(issues()[0]!.comments).toHaveLength(1);
  });

  test('a description of the pull request that is wholly theirs', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.editIssue(fixes()[0]!.number, { body: 'Please review.' });
    await world.github.act.closeIssue(issues()[0]!.number);
    await world.deliver(later);
    expect(fixes()).toMatchObject([{ body: 'Please review.' }]);
  });

  test('a merged fix is not proposed again', async () => {
    world = await publishingWorld();
    const folder = await thought();
    await publish('create-issue', folder);
    await publish('create-pr', folder);
    await world.github.act.mergePull(fixes()[0]!.number);
    expect(await publish('create-pr', folder)).toMatchObject({ outcome: 'unchanged', number: fixes()[0]!.number });
    expect(fixes()).toHaveLength(1);
  });

  test('a fix that was closed and whose branch was deleted is not opened again', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.closePull(fixes()[0]!.number);
    await world.github.act.deleteBranch(fixes()[0]!.head);
    await world.deliver({}, again);
    expect(fixes()).toMatchObject([{ state: 'closed' }]);
  });
});

describe('the end of an incident', () => {
  const over = { status: 'resolved', resolvedAt: '2026-04-12T10:42:00Z' };
  const closing = { '.github/sre-aiops.yml': 'issue:\n  close-when-resolved: true\n' };

  test('a firing that a closed issue tells of opens no other, a later one does', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.closeIssue(issues()[0]!.number);
    expect(await world.deliver()).toMatchObject({ verdict: 'known', issue: { state: 'closed' } });
    expect(issues()).toHaveLength(1);
    await world.deliver(later);
    expect(issues()).toHaveLength(2);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is told whole, though the run that told it died after call %i', async (at) => {
    world = await publishingWorld(closing);
    await world.deliver();
    await world.network({ kind: 'stop-after', at });
    await world.deliver(over).catch(() => undefined);
    await world.network();
    await world.deliver(over);
    const [issue] = issues();
    expect(issue).toMatchObject({ state: 'closed', body: expect.stringContaining('**Resolved**') });
    expect(issue!.comments.filter(({ body }) => body.includes('42 minutes after it fired'))).toHaveLength(1);
  });

  test('is not put off by a firing that names a time to come: the next one is answered', async () => {
    world = await publishingWorld();
    await world.deliver({ firedAt: '2099-01-01T00:00:00Z' });
    const [issue] = world.github.state().issues;
    await world.github.act.closeIssue(issue!.number);
    expect(await world.deliver({ firedAt: '2026-04-13T09:00:00Z' })).toMatchObject({ verdict: 'answered' });
  });

  test('that is told late, when the alert fires again, closes nothing', async () => {
    world = await publishingWorld(closing);
    await world.deliver();
    await world.deliver({ firedAt: '2026-04-12T11:30:00Z' });
    await world.deliver(over);
    expect(issues()).toMatchObject([{ state: 'open', body: expect.not.stringContaining('**Resolved**') }]);
  });

  test('that is told again closes no issue which a person opened again', async () => {
    world = await publishingWorld(closing);
    await world.deliver();
    await world.deliver(over);
    expect(issues()).toMatchObject([{ state: 'closed' }]);
    await world.github.act.reopenIssue(issues()[0]!.number);
    await world.deliver(over);
    expect(issues()).toMatchObject([{ state: 'open' }]);
  });

  test('is told and learned after a person closed the issue', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.closeIssue(issues()[0]!.number);
    await world.deliver(over);
    expect(issues()).toMatchObject([{ state: 'closed', body: expect.stringContaining('42 minutes after it fired') }]);
    const lesson = state().pulls.find(({ head }) => head.includes('/knowledge-'));
    expect(Object.values(lesson!.files).join()).toContain('mttrMinutes: 42');
  });
});

describe('infrastructure work', () => {
  const incident = incidentsIn(join(import.meta.dirname, '../../../../incidents')).find(({ id }) =>
    id.startsWith('scenario-6'),
  )!;
  const inputs = ['incident-id', 'action', 'parameters', 'plan-hash', 'issue-number'];
  const nameless = {
    '.github/workflows/infra-remediation.yml': `on:\n  workflow_dispatch:\n    inputs:\n${inputs.map((name) => `      ${name}: {}\n`).join('')}jobs: {}\n`,
  };

  test('is asked for once, also where the name of the run does not show the plan', async () => {
    world = await publishingWorld(nameless, { incident });
    for (let run = 0; run < 3; run++) await world.deliver({}, again);
    expect(state().runs).toHaveLength(1);
  });

  test('is not asked for by a hash that is not the plan’s', async () => {
    world = await publishingWorld(nameless, { incident });
    const folder = await thought();
    const file = join(folder, 'remediation.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/"planHash": "[0-9a-f]{64}"/, `"planHash": "${'a'.repeat(64)}"`),
    );
    await expect(publish('dispatch-infra', folder)).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    expect(state().runs).toEqual([]);
  });
});
