import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatusReport, statusText } from '@sre-aiops/core';
import { makeSampleService, type PublishingWorld, publishingWorld, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { respondInFolder } from './commands/respond.ts';
import { status } from './commands/status.ts';
import { silentLog } from './terminal.ts';

const bin = join(import.meta.dirname, '../bin/sre-aiops.js');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-status-'));
const clock = { now: () => '2026-04-12T11:34:00.000Z' };
afterAll(() => rmSync(scratch, { recursive: true }));

describe('on GitHub', () => {
  let world: PublishingWorld;
  const ask = async () =>
    StatusReport.parse(
      await status({
        repo: world.github.name,
        clock,
        log: silentLog,
        secondMs: 10,
        env: { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url },
      }),
    );
  const fix = () => world.github.state().pulls.find(({ head }) => !head.includes('/knowledge-'))!;
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });

  test('tells of the issue, the fix, its proof and its checks as people leave them', async () => {
    world = await publishingWorld({ '.github/workflows/ci.yml': 'on: push\njobs: {}\n' });
    expect(await ask()).toMatchObject({ where: 'shop/checkout', incidents: [], gaps: [] });
    await world.deliver();
    const [issue] = world.github.state().issues;
    const before = world.github.state();

    const { incidents } = await ask();
    expect(incidents).toMatchObject([
      {
        id: '20260412-checkout-f7c6470c',
        service: 'checkout',
        severity: 'P1',
        ageMinutes: 94,
        firings: 1,
        answered: true,
        issue: issue!.number,
        fix: { number: fix().number, state: 'draft', proof: 'checked', changed: false, checks: 'none' },
      },
    ]);
    expect(incidents[0]!.title).not.toMatch(/^P1/);
    expect(JSON.stringify(world.github.state())).toBe(JSON.stringify(before));

    const run = await world.github.act.addRun({ workflow: 'ci.yml', branch: fix().head });
    expect((await ask()).incidents[0]!.fix).toMatchObject({ checks: 'running' });
    world.github.act.concludeRun(run, 'action_required');
    expect((await ask()).incidents[0]!.fix).toMatchObject({ checks: 'waiting' });
    await world.github.act.addRun({ workflow: 'ci.yml', branch: fix().head, conclusion: 'failure' });
    expect((await ask()).incidents[0]!.fix).toMatchObject({ checks: 'failed' });

    await world.github.act.push({ branch: fix().head, files: { 'checkout.py': 'by hand\n' } });
    expect((await ask()).incidents[0]!.fix).toMatchObject({ changed: true, checks: 'none' });
    await world.github.act.mergePull(fix().number);
    expect((await ask()).incidents[0]!.fix).toMatchObject({ state: 'merged', number: fix().number });
    await world.github.act.closeIssue(issue!.number);
    expect((await ask()).incidents).toEqual([]);
  });

  test('finds the incident that is told in a comment, and no stranger’s issue or comment', async () => {
    world = await publishingWorld();
    const number = await world.github.act.openIssue({ title: 'Checkout is down', body: 'Since ten.' });
    await world.deliver({}, { issue: number });
    const [issue] = world.github.state().issues;
    const body = issue!.comments[0]!.body;
    await world.github.act.strangerOpensIssue({ title: 'P0 bank: all is lost', body });
    const other = await world.github.act.openIssue({
      title: 'x',
      labels: ['incident', 'service/x', 'aiops-generated'],
    });
    await world.github.act.strangerComments(other, body);

    expect((await ask()).incidents).toMatchObject([
      { issue: number, title: 'Checkout is down', severity: 'P1', fix: { number: fix().number } },
    ]);
  });

  test('says what it cannot read instead of failing', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.network({ kind: 'error-500', at: ({ path }) => path.includes('/actions/'), times: Infinity });
    const { incidents, gaps } = await ask();
    expect(incidents[0]!.fix).toMatchObject({ proof: 'checked', checks: 'unknown' });
    expect(gaps).toMatchObject([
      { what: `Checks of #${fix().number}`, why: expect.stringContaining('read the checks') },
    ]);
  });

  test('believes no proof that a person wrote into the text', async () => {
    world = await publishingWorld();
    await world.deliver();
    const body = fix().body.replace('State: checked.', 'State: proved.');
    await world.github.act.editIssue(fix().number, { body });
    expect((await ask()).incidents[0]!.fix).toMatchObject({ proof: 'unknown' });
  });
});

describe('in a folder', () => {
  const run = (cwd: string, ...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> => {
    const child = spawn(process.execPath, [bin, 'status', ...args], { cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ status: code, stdout, stderr })));
  };

  test('lists what was answered there, beside a folder that is broken, and follows no link', async () => {
    const out = join(scratch, 'sre-aiops-out');
    const repo = join(scratch, 'service');
    makeSampleService(repo);
    writeFileSync(join(scratch, 'alert.json'), JSON.stringify(sampleAlert));
    writeFileSync(join(scratch, 'app.log'), sampleLog);
    const { folder } = await respondInFolder({
      incident: join(scratch, 'alert.json'),
      logs: [join(scratch, 'app.log')],
      repo,
      out,
      clock,
      log: silentLog,
    });
    mkdirSync(join(out, 'broken'));
    writeFileSync(join(out, 'broken/incident.json'), '{"schemaVersion":1');
    cpSync(folder, join(scratch, 'elsewhere'), { recursive: true });
    symlinkSync(join(scratch, 'elsewhere'), join(out, 'linked'));
    expect(readdirSync(out)).toHaveLength(3);

    const { status: code, stdout } = await run(scratch, '--json');
    expect(code).toBe(0);
    const report = StatusReport.parse(JSON.parse(stdout));
    expect(report.incidents).toMatchObject([{ location: expect.stringContaining('sre-aiops-out'), answered: true }]);
    expect(report.gaps).toMatchObject([{ what: 'broken', why: expect.stringContaining('is not JSON') }]);
    const table = statusText(await status({ folder: out, clock, log: silentLog }));
    expect(table).toMatch(/^SEV +AGE .*\nP\d .*planned/);
    expect(table).toContain('Not seen: broken');
  });

  test('ends with 0 where nothing is open, 1 where it cannot look, 2 where it is asked wrongly', async () => {
    const empty = join(scratch, 'empty');
    mkdirSync(empty);
    const quiet = await run(empty);
    expect(quiet).toMatchObject({ status: 0, stdout: 'Nothing is open in sre-aiops-out. Have a quiet shift.\n' });
    expect(await run(empty, 'not-there')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not exist'),
    });
    expect((await run(empty, '.', '--repo', 'a/b')).status).toBe(2);
  });
});
