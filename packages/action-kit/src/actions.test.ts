import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, publishingWorld, sampleAlert, sampleLog, testCluster } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Given, metadata, runAction, type Started } from '../test/run-action.ts';
import { type ActionName, inputs } from './inputs.ts';

const actions = join(import.meta.dirname, '../../../actions');
const names = Object.keys(inputs) as ActionName[];
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-actions-'));
const logs = join(scratch, 'app.log');
writeFileSync(logs, sampleLog);
afterAll(() => rmSync(scratch, { recursive: true }));

test('every stage, and the whole response, is an action in a folder of its own', () => {
  const folders = readdirSync(actions, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const built = ['build', 'node_modules', '.turbo'];
  expect(
    folders
      .map(({ name }) => name)
      .filter((name) => !built.includes(name))
      .sort(),
  ).toEqual([...names].sort());
});

describe.each(names)('%s', (name) => {
  test('describes exactly the inputs that it reads, each with a default or required', () => {
    const described = metadata(name).inputs;
    expect(Object.keys(described).sort()).toEqual(Object.keys(inputs[name].shape).sort());
    for (const { required, default: preset } of Object.values(described)) expect(required).toBe(preset === undefined);
  });

  test('says the least permissions of its job, each with its reason', () => {
    const text = readFileSync(join(actions, name, 'action.yml'), 'utf8');
    expect(text).toMatch(/^# Least permissions of the job:\n(?:# {3}[a-z-]+: (?:none|read|write) {3}# .+\n)+name:/);
  });

  test('is entered by a few lines', () => {
    expect(readFileSync(join(actions, name, 'src/main.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(15);
  });
});

describe('the action for the Marketplace', () => {
  const described = parse(readFileSync(join(actions, '../action.yml'), 'utf8'));

  // docs.github.com, "Metadata syntax" and "Publishing actions in GitHub Marketplace".
  test('has what a listing needs', () => {
    expect(described.name).toBe('sre-aiops');
    expect(described.description.length).toBeLessThanOrEqual(125);
    expect(described.author).not.toBe('');
    expect('white black yellow blue green orange red purple gray-dark').toContain(described.branding.color);
    expect(described.branding.icon).toMatch(/^[a-z-]+$/);
    const unlisted =
      'coffee columns divide-circle divide-square divide frown hexagon key meh mouse-pointer smile tool x-octagon';
    expect(unlisted.split(' ')).not.toContain(described.branding.icon);
  });

  test('is one step of `respond`, with its inputs, outputs and permissions', () => {
    const respond = metadata('respond');
    const [step, ...more] = described.runs.steps;
    expect([described.runs.using, step.uses, more]).toEqual(['composite', '$/actions/respond', []]);
    expect(described.inputs).toEqual(respond.inputs);
    const handedOn = Object.keys(respond.inputs).map((input) => [input, `\${{ inputs.${input} }}`]);
    expect(step.with).toEqual(Object.fromEntries(handedOn));
    const outputs = Object.entries(respond.outputs).map(([output, { description }]) => [
      output,
      { description, value: `\${{ steps.respond.outputs.${output} }}` },
    ]);
    expect(described.outputs).toEqual(Object.fromEntries(outputs));
    const permissions = (file: string) => readFileSync(join(actions, file), 'utf8').split('name: ')[0];
    expect(permissions('../action.yml')).toBe(permissions('respond/action.yml'));
  });
});

describe('a run', () => {
  let world: PublishingWorld;
  let count = 0;
  beforeEach(async () => {
    world = await publishingWorld();
  });
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });

  /** Runs an action on this world. */
  const run = (name: ActionName, given: Given, env: NodeJS.ProcessEnv = {}, started?: Started) =>
    runAction(world, scratch, name, given, env, started);

  /** A copy of an incident's folder in which one document is another. */
  function changed(folder: string, document: string, change: (text: string) => string): string {
    const copy = join(scratch, `${++count}-changed`);
    cpSync(folder, copy, { recursive: true });
    const file = join(copy, `${document}.json`);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return copy;
  }

  test('of all stages, one after the other, answers the alert of the event on GitHub', async () => {
    expect((await run('create-issue', {})).outputs).toEqual({
      verdict: 'new',
      known: 'false',
      key: 'checkout-f7c6470c',
    });
    const ingested = await run('ingest', { logs });
    const { folder = '' } = ingested.outputs;
    expect(ingested.summary).toContain('KeyError');
    expect(ingested.outputs).toMatchObject({ service: 'checkout', severity: 'P1' });
    const seen: Record<string, string> = {};
    for (const name of [
      'diagnose',
      'remediate',
      'sre-artifacts',
      'create-issue',
      'create-pr',
      'dispatch-infra',
      'learn',
    ] as const) {
      const { status, log, outputs, summary } = await run(name, { folder });
      expect(status, log).toBe(0);
      expect(summary).toContain('# HTTP 500 rate above 5 %');
      for (const output of Object.keys(outputs)) seen[output] = outputs[output]!;
    }
    expect(seen).toMatchObject({
      culprit: '7',
      'confidence-level': 'high',
      'remediation-type': 'code_fix',
      proof: 'checked',
    });
    expect(world.github.state().issues[0]!.body).toMatch(/Published: fix #\d+, lesson #\d+/);
    expect((await run('create-issue', {})).outputs).toMatchObject({
      verdict: 'known',
      known: 'true',
      'issue-url': seen['issue-url'],
    });
  });

  test('of respond answers the alert in one step, and knows it afterwards', async () => {
    const { status, log, outputs, summary } = await run('respond', { logs });
    expect(status, log).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'answered', culprit: '7', 'remediation-type': 'code_fix' });
    expect(Object.keys(metadata('respond').outputs).filter((name) => !outputs[name])).toEqual(['run-url']);
    expect(log).toMatch(/^::notice .*file=checkout\.py,line=2.*::/m);
    for (const part of ['| pull-request | created |', '## ', '<summary>Fix</summary>', '<summary><code>Runbook'])
      expect(summary).toContain(part);
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length]).toEqual([1, 2]);

    const again = await run('respond', { logs });
    expect(again.outputs).toEqual({
      verdict: 'known',
      'issue-url': outputs['issue-url'],
      'issue-number': outputs['issue-number'],
    });
  });

  test('on one alert of a group answers that one, once however it comes, and says which alerts there are', async () => {
    const [first, second] = ['blue-0', 'green-0'].map((pod) => ({
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical', pod },
      annotations: {},
      startsAt: '2026-04-12T10:00:00Z',
    }));
    const sent = (...alerts: unknown[]) =>
      JSON.stringify({ version: '4', groupKey: '{}', status: 'firing', externalURL: '', alerts });
    const group = sent(first, second);
    const numbers = JSON.parse(
      (await run('ingest', { alert: group, logs })).outputs['alert-numbers'] ?? '',
    ) as string[];
    expect(numbers).toEqual(['1', '2']);
    expect((await run('ingest', { logs })).outputs['alert-numbers']).toBe('["1"]');

    const keyOf = async (given: Given) => (await run('create-issue', given)).outputs.key;
    const keys = await Promise.all(numbers.map((number) => keyOf({ alert: group, 'alert-number': number })));
    expect(new Set(keys).size).toBe(2);
    expect(await keyOf({ alert: sent(second) })).toBe(keys[1]);

    // That the group is known as one incident says nothing of its alerts.
    expect((await run('respond', { alert: group, logs })).outputs).toMatchObject({ verdict: 'answered' });
    for (const number of numbers) {
      const { status, log, outputs } = await run('respond', { alert: group, 'alert-number': number, logs });
      expect(status, log).toBe(0);
      expect(outputs).toMatchObject({ verdict: 'answered', 'incident-id': `20260412-${keys[Number(number) - 1]}` });
    }
    expect(world.github.state().issues.length).toBe(3);
    for (const given of [{ alert: group, 'alert-number': '2' }, { alert: sent(second) }]) {
      const asked = world.proxy.calls.length;
      expect((await run('respond', { ...given, logs })).outputs).toMatchObject({ verdict: 'known' });
      expect(world.proxy.calls.length).toBe(asked + 1);
    }

    const beyond = await run('respond', { alert: group, 'alert-number': '3', logs });
    expect(beyond.status).toBe(1);
    expect(beyond.log).toMatch(
      /^::error::respond: `alert-number` is 3, and the payload carries 2 alerts.*OPTION_INVALID/m,
    );
  });

  test('of respond fails when a part cannot be published, and says which, but the rest stands', async () => {
    world.github.act.allowActionsToOpenPulls(false);
    const { status, log, outputs } = await run('respond', { logs });
    expect(status).toBe(1);
    expect(log).toMatch(/^::error::Not everything could be published/m);
    expect(outputs['issue-url']).toContain('/issues/');
  });

  test('of remediate with the step `prove` runs the fix, and asks GitHub for nothing', async () => {
    const { folder = '' } = (await run('respond', { logs, mode: 'report' })).outputs;
    const asked = world.proxy.calls.length;
    const proved = { folder, step: 'prove', clone: world.clone, minutes: '1' };
    const { status, log, outputs, summary } = await run('remediate', { ...proved, 'verify-command': 'node --version' });
    expect(status, log).toBe(0);
    expect(outputs.proof).toBe('checked');
    expect(summary).toContain('The tests are green with the fix; nothing reproduces the incident.');
    expect(JSON.parse(readFileSync(join(folder, 'proof.json'), 'utf8'))).toMatchObject({ verdict: 'checked' });
    expect(world.proxy.calls.length).toBe(asked);
    const red = await run('remediate', { ...proved, 'verify-command': 'node missing.js' });
    expect([red.status, red.outputs.proof]).toEqual([0, 'checked']);
    expect(red.summary).toContain('fails with exit code 1 without the fix too');
  });

  test('of dispatch-infra with the steps of its workflow previews, applies and reports', async () => {
    const cluster = testCluster();
    const tools = { PATH: `${cluster.bin}:${process.env.PATH}` };
    const parameters = { namespace: 'shop', kind: 'Deployment', name: 'api', container: 'api', memoryLimit: '1Gi' };
    const order = {
      'incident-id': '20260412-shop-1f9e03ab',
      action: 'scale_k8s',
      parameters: JSON.stringify(parameters),
      'plan-hash': 'ab'.repeat(32),
      clone: world.clone,
    };
    world.github.act.setEnvironment('production', { anyBranch: true });
    const previewed = await run('dispatch-infra', { ...order, step: 'preview' }, tools);
    expect(previewed.status, previewed.log).toBe(0);
    expect(previewed.log).toMatch(/^::warning::Jobs of any branch may use the environment production/m);
    expect([previewed.outputs.outcome, cluster.changes()]).toEqual(['planned', []]);
    const approved = previewed.outputs.hash ?? '';
    const { outputs, summary } = await run('dispatch-infra', { ...order, step: 'apply', approved }, tools);
    expect([outputs.outcome, cluster.changes().length]).toEqual(['applied', 1]);
    expect(summary).toContain('successfully rolled out');
    const issue = await world.github.act.openIssue({ title: 'Down' });
    const report = { step: 'report', issue: String(issue), result: outputs.result ?? '' };
    await run('dispatch-infra', { ...report, result: previewed.outputs.result ?? '' });
    await run('dispatch-infra', report);
    const { comments = [] } = world.github.state().issues.find(({ number }) => number === issue) ?? {};
    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('### Applied: `scale_k8s`')]);
    const linked = mkdtempSync(join(outputs.result ?? '', 'linked-'));
    symlinkSync(join(outputs.result ?? '', 'result.json'), join(linked, 'result.json'));
    const refused = await run('dispatch-infra', { ...report, result: linked });
    expect([refused.status, refused.log]).toEqual([
      1,
      expect.stringContaining('result.json cannot be read: it is no plain file'),
    ]);
    cluster.close();
  });

  test('of dispatch-infra that may not dispatch does no work either', async () => {
    const order = { step: 'preview', 'incident-id': 'x', action: 'scale_k8s', parameters: '{}', 'plan-hash': 'x' };
    const { status, log } = await run('dispatch-infra', order);
    expect([status, world.proxy.calls]).toEqual([1, []]);
    expect(log).toContain('(OPTION_INVALID)');
    expect((await run('dispatch-infra', {})).log).toContain('`folder` is missing.');
  });

  test('of diagnose alone takes an alert and a log, and marks the culprit’s lines', async () => {
    const { status, log, outputs } = await run('diagnose', { alert: JSON.stringify(sampleAlert), logs });
    expect(status, log).toBe(0);
    expect(log).toMatch(new RegExp(`^::add-mask::.+\\ndiagnose for ${world.github.name}, mode on\\n`));
    expect(outputs).toMatchObject({ culprit: '7', 'failure-mode': 'code-defect' });
    expect(log).toMatch(/^::notice .*file=checkout\.py,line=2.*::/m);
  });

  test.each([
    ['the input', { mode: 'off' }, {}],
    ['the variable', {}, { SRE_AIOPS: 'off' }],
    ['a variable that says nothing known', {}, { SRE_AIOPS: 'maybe' }],
  ])('does nothing when %s switches it off', async (_, given, env) => {
    const { status, log } = await run('ingest', given, env);
    expect([status, world.proxy.calls.length]).toEqual([0, 0]);
    expect(log).toContain('switched off');
  });

  test('does nothing after a step that was switched off and handed on no folder', async () => {
    const { status, log } = await run('remediate', { folder: '' }, { SRE_AIOPS: 'off' });
    expect([status, world.proxy.calls.length], log).toEqual([0, 0]);
  });

  test('says which word switches everything off without being one of the switch', async () => {
    const { log } = await run('ingest', {}, { SRE_AIOPS: 'true' });
    expect(log).toMatch(/^::warning::.*`SRE_AIOPS` is "true".* must be on, report or off/m);
  });

  test('refuses standard input, which a step does not have', async () => {
    const { status, log } = await run('ingest', { alert: '-', logs: `${logs}\n-` });
    expect(status).toBe(1);
    expect(log).toMatch(/^::error::.*`alert` must name a file: .*; `logs` must name a file: /m);
  });

  test.each(['null', '[]', '{}', '{"client_payload":null}'])(
    'says that an event of %s brings no alert',
    async (text) => {
      const event = join(scratch, 'other-event.json');
      writeFileSync(event, text);
      const { status, log } = await run('ingest', {}, { GITHUB_EVENT_PATH: event });
      expect(status).toBe(1);
      expect(log).toMatch(/^::error::.*brings none\..*\(ALERT_MISSING\)/m);
    },
  );

  test('takes a failed deployment, an event of GitHub itself, for the alert', async () => {
    const sources = join(import.meta.dirname, '../../core/src/alert-sources');
    const event = join(sources, 'github/__fixtures__/deployment-failed.json');
    const { status, log, outputs } = await run('create-issue', {}, { GITHUB_EVENT_PATH: event });
    expect(status, log).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'new', key: expect.stringContaining('checkout-') });
  });

  test('leaves nothing of a secret in the alert: no file, line, output or text of the summary', async () => {
    const secret = 'hunter2hunter2';
    const temp = join(scratch, 'secret');
    mkdirSync(temp);
    const alert = JSON.stringify({ ...sampleAlert, description: `password=${secret}` });
    const environment = { RUNNER_TEMP: temp, TMPDIR: temp, RUNNER_DEBUG: '1' };
    const { status, log, outputs, summary } = await run('diagnose', { alert, logs }, environment);
    expect(status, log).toBe(0);
    const files = readdirSync(temp, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(texts.length).toBeGreaterThan(1);
    expect([...texts, log, summary, ...Object.values(outputs)].filter((text) => String(text).includes(secret))).toEqual(
      [],
    );
  });

  test('that is cancelled leaves no scratch folder', async () => {
    const temp = join(scratch, 'cancelled');
    mkdirSync(temp);
    let child: ChildProcess | undefined;
    const silent = createServer(() => child?.kill('SIGTERM')).listen(0, '127.0.0.1');
    await new Promise((listening) => silent.once('listening', listening));
    const apiUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { status } = await run('ingest', { logs }, { GITHUB_API_URL: apiUrl, TMPDIR: temp }, (started) => {
      child = started;
    });
    silent.close();
    expect([status, readdirSync(temp)]).toEqual([143, []]);
  });

  test('in report mode writes an issue and nothing else', async () => {
    const { status, outputs } = await run('respond', { logs }, { SRE_AIOPS: 'report' });
    const { folder = '' } = outputs;
    const again = await run('create-pr', { folder }, { SRE_AIOPS: 'report' });
    expect([status, again.status]).toEqual([0, 0]);
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length]).toEqual([1, 0]);
  });

  test('names every wrong input at once, and what to do', async () => {
    const { status, log } = await run('create-issue', { repository: 'x', mode: 'loud', issue: 'seven' });
    expect(status).toBe(1);
    expect(log).toMatch(
      /^::error::.*`repository` must be owner\/name.*`mode`.*`issue` must be the number of an issue/m,
    );
    expect(log).not.toMatch(/^\s+at /m);
  });

  test('of a hostile alert forges no command, output or annotation', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that must not be evaluated
    const text = 'x\n::set-output name=folder::/etc\n##[error]x $(id) `id` "\'; ${{ github.token }} %0A::warning::y';
    const alert = join(scratch, 'hostile.json');
    writeFileSync(
      alert,
      JSON.stringify({ ...sampleAlert, title: text, service: text, description: text.repeat(9_000) }),
    );
    const { status, log, outputs } = await run('diagnose', { alert, logs });
    expect(status, log).toBe(0);
    expect(
      log.split('\n').filter((line) => /^\s*::(?!notice |group::|endgroup::|add-mask::|debug::)/.test(line)),
    ).toEqual([]);
    expect(log).not.toContain('##[');
    expect(Object.keys(outputs).sort()).toEqual(
      Object.keys(metadata('diagnose').outputs)
        .filter((name) => name in outputs)
        .sort(),
    );
    expect(outputs.folder).not.toBe('/etc');
  });

  test('annotates in one short visible line, whatever the change is called', async () => {
    const { folder = '' } = (await run('ingest', { logs })).outputs;
    const title = 'a,b: 100 %0A\n::error::c\u202e\u001b[31m##[error]d';
    const hostile = changed(folder, 'incident', (text) =>
      text.replaceAll('"feat: subtract the discount"', JSON.stringify(title + 'e'.repeat(70_000))),
    );
    const { status, log } = await run('diagnose', { folder: hostile });
    expect(status, log).toBe(0);
    const notices = log.split('\n').filter((line) => line.startsWith('::notice '));
    expect(notices.length).toBeGreaterThan(0);
    for (const notice of notices) {
      expect(notice).toMatch(
        /^::notice title=a%2Cb%3A 100 %250A ⏎ %3A%3Aerror%3A%3Ac\[31m## \[error\]de+,file=checkout\.py,line=2::/,
      );
      expect(notice.length).toBeLessThan(1500);
    }
  });
});
