import { type PublishingWorld, published, publishingWorld, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callerWorkflows } from '../../../scripts/example-workflows.ts';
import { type ActEnv, type ActRun, type ActWorld, actWorld, logsJob } from '../test/act.ts';

/** A user's workflow that fetches the log and has the alert answered. */
const caller = (workflow = 'incident-response') => `
name: incident
on:
  repository_dispatch:
    types: [alert]
permissions: {}
jobs:
${logsJob}  respond:
    needs: logs
    permissions:
      contents: write
      issues: write
      pull-requests: write
      actions: write
      deployments: read
    uses: org/sre-aiops/.github/workflows/${workflow}.yml@v1
    with:
      logs-artifact: logs
      reproducer: reproduce
      trials: '2'
`;

const alert = { name: 'repository_dispatch', payload: { action: 'alert', client_payload: sampleAlert } } as const;

/** Red while an order without a discount cannot be totalled. */
const total = { command: ['python3', '-c', "import checkout; checkout.total({'sum': 1})"], says: 'KeyError' };
/** Red too while the rounding of #7 is there, which the code fix leaves and the rollback takes out. */
const both = "import checkout; checkout.total({'sum': 1}); assert open('rounding.txt').read() == 'none\\n'";
const totalAndRounding = { command: ['python3', '-c', both] };
/** Red whatever is done. */
const hopeless = { command: ['python3', '-c', "raise SystemExit('never green')"] };

// Minutes, and act: run by `npm run test:long` after `npm run pack`.
describe.runIf(process.env.SRE_AIOPS_LONG)('incident-response of the release tree, run by act', () => {
  let user: ActWorld;
  let world: PublishingWorld;
  beforeAll(async () => {
    user = await actWorld('shop/checkout');
  });
  afterAll(() => user.close());
  beforeEach(async () => {
    world = await publishingWorld({ 'rounding.txt': 'none\n' }, { culprits: { 'rounding.txt': 'half up\n' } });
  });
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });

  function respond(reproducer: object, more: Partial<ActEnv> = {}, workflow?: string): Promise<ActRun> {
    return user.run(caller(workflow), alert, {
      apiUrl: world.proxy.url,
      token: world.github.token,
      clone: world.clone,
      files: { 'app.log': sampleLog, 'reproduce/reproduce.json': JSON.stringify(reproducer) },
      ...more,
    });
  }
  /** The probe of a job that reads is refused, and nothing else is. */
  const probes = (job: string) => ['issues', 'git/refs', 'pulls', 'deployments'].map((path) => `${job}: POST /${path}`);

  test('proposes a fix that was proved by a job without a token', async () => {
    const { passed, log, refused } = await respond(total);
    expect(passed, log).toBe(true);
    expect(refused, log).toEqual(probes('think'));
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length]).toEqual([1, 2]);
    expect(issues[0]!.body).toContain('proof: proved');
    expect(issues[0]!.body).toMatch(/Published: fix #\d+, lesson #\d+/);
    expect(pulls[0]!.body).toContain('The reproducer was red and is green.');
  });

  test('plans again, once, without what the proof refuted, and proposes what was proved then', async () => {
    const { passed, log, refused } = await respond(totalAndRounding);
    expect(passed, log).toBe(true);
    expect(refused, log).toEqual([...probes('think'), ...probes('rethink')]);
    const { issues, pulls } = world.github.state();
    expect(pulls[0]!.body).toContain('The reproducer was red and is green.');
    expect(pulls[0]!.body).toContain('rounding.txt');
    expect(issues[0]!.body).toContain('proof: proved');
  });

  test('proposes no fix when the second is refuted too, and the issue says why', async () => {
    const { passed, log } = await respond(hopeless);
    expect(passed, log).toBe(true);
    const { issues, pulls } = world.github.state();
    expect(issues[0]!.body).toContain('A person decides what to try next.');
    expect(issues[0]!.body).toContain('With the fix the reproducer still fails');
    expect(pulls.map(({ head }) => head)).toEqual([expect.stringContaining('knowledge')]);
  });

  test('answers without a proof when the job that proves dies', async () => {
    const tamper = { job: 'prove', artifact: 'sre-aiops-tree-checkout-f7c6470c', command: 'rm tree.bundle' };
    const { passed, log } = await respond(total, { tamper });
    expect(passed).toBe(false);
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length], log).toEqual([1, 2]);
    expect(issues[0]!.body).toContain('proof: checked');
  });

  test('answers the alerts of a group side by side, and mixes up nothing of them', async () => {
    const alerts = ['blue-0', 'green-0'].map((pod) => ({
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical', pod },
      annotations: {},
      startsAt: '2026-04-12T10:00:00Z',
    }));
    const group = { version: '4', groupKey: '{}', status: 'firing', externalURL: '', alerts };
    const { text = '' } = callerWorkflows('v1').find(({ name }) => name === 'incident-per-alert') ?? {};
    const { passed, log } = await user.run(
      text,
      { ...alert, payload: { action: 'alert', client_payload: group } },
      { apiUrl: world.proxy.url, token: world.github.token, clone: world.clone },
    );
    expect(passed, log).toBe(true);
    const { issues } = world.github.state();
    expect(issues.map(({ body }) => /A\.resource \| `(blue|green)-0`/.exec(body)?.[1]).sort(), log).toEqual([
      'blue',
      'green',
    ]);
  });

  test('asks for no model in the twin, and needs no permission for it', async () => {
    const { passed, log } = await respond(total, {}, 'incident-response-offline');
    expect(passed, log).toBe(true);
    expect(world.github.state().pulls.length).toBe(2);
  });

  test('does nothing for an alert that is known, and when it is switched off', async () => {
    expect((await respond(total)).passed).toBe(true);
    const before = published(world);
    const known = await respond(total);
    expect(known.passed, known.log).toBe(true);
    expect(known.log).not.toContain('Main org/sre-aiops/ingest');
    expect(published(world)).toEqual(before);
    const asked = world.proxy.calls.length;
    expect((await respond(total, { variables: { SRE_AIOPS: 'off' } })).passed).toBe(true);
    expect(world.proxy.calls.length).toBe(asked);
  });

  test('a thinking job whose token may write fails before it reads anything', async () => {
    // The probe is no request that GitHub's contract knows, so it goes past the proxy that holds us to it.
    const { passed, log } = await respond(total, { mayWrite: ['think'], apiUrl: world.github.apiUrl });
    expect(passed).toBe(false);
    expect(log).toContain('This job may write (issues: 422)');
    expect(log).not.toContain('Main org/sre-aiops/ingest');
  });

  test.each([
    [
      'a plan that was swapped',
      'act',
      'sre-aiops-incident-checkout-f7c6470c',
      'sed -i s/checkout.py/deploy.sh/ remediation.json',
    ],
    ['a text that was put in', 'act', 'sre-aiops-incident-checkout-f7c6470c', 'echo "@everyone" >> artifacts/issue.md'],
    ['a link in the folder', 'act', 'sre-aiops-incident-checkout-f7c6470c', 'ln -s /etc/passwd artifacts/more.md'],
    [
      'a proof of another patch',
      'act',
      'sre-aiops-proof-checkout-f7c6470c',
      `sed -i 's/"patchSha256": "[^"]*/&0/' proof.json`,
    ],
    [
      'a proof that is a link',
      'act',
      'sre-aiops-proof-checkout-f7c6470c',
      'mv proof.json other && ln -s other proof.json',
    ],
    ['a proof of 1 MiB', 'act', 'sre-aiops-proof-checkout-f7c6470c', 'head -c 1048576 /dev/zero >> proof.json'],
  ])('%s is refused, and nothing is published', async (_, job, artifact, command) => {
    const { passed, log } = await respond(total, { tamper: { job, artifact, command } });
    expect(passed).toBe(false);
    expect(log).toMatch(/FOLDER_ALTERED|FOLDER_INVALID|PROOF_INVALID/);
    const { issues, pulls } = world.github.state();
    expect([issues, pulls]).toEqual([[], []]);
    expect(world.proxy.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('a plan that was swapped is not run either', async () => {
    const tamper = {
      job: 'prove',
      artifact: 'sre-aiops-incident-checkout-f7c6470c',
      command: 'touch artifacts/more.md',
    };
    const { log } = await respond(total, { tamper });
    expect(log).toMatch(/incident-response\/prove.*FOLDER_ALTERED/);
  });
});
