import { type PublishingWorld, publishingWorld, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callerWorkflows, exampleWorkflows } from '../../../scripts/example-workflows.ts';
import { type ActWorld, actWorld } from '../test/act.ts';

/** The alert as a monitoring system sends it through a repository_dispatch. */
const alert = { name: 'repository_dispatch', payload: { action: 'alert', client_payload: sampleAlert } } as const;

/** A user's workflow with the root action and the nine stages, which finish what is unfinished and double nothing. */
const everything = `
name: everything
on:
  repository_dispatch:
    types: [alert]
jobs:
  whole:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: whole
        uses: org/sre-aiops@v1
        with:
          logs: app.log
      - env:
          CULPRIT: \${{ steps.whole.outputs.culprit }}
        run: echo "the root action names change $CULPRIT"
  stages:
    needs: whole
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: gate
        uses: org/sre-aiops/create-issue@v1
      - env:
          KNOWN: \${{ steps.gate.outputs.known }}
        run: echo "known is $KNOWN"
      - id: ingest
        uses: org/sre-aiops/ingest@v1
        with:
          alert: alert.json
          logs: app.log
${['diagnose', 'remediate', 'sre-artifacts', 'create-issue', 'create-pr', 'dispatch-infra', 'learn', 'repair']
  .map(
    (name) => `      - id: ${name}
        uses: org/sre-aiops/${name}@v1
        with:
          folder: \${{ steps.ingest.outputs.folder }}
${name === 'repair' ? '          ci-log: ci.log\n' : ''}`,
  )
  .join('')}`;

const diagnoseAlone = `
name: diagnose
on:
  repository_dispatch:
    types: [alert]
jobs:
  diagnose:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: diagnose
        uses: org/sre-aiops/diagnose@v1
        with:
          alert: alert.json
          logs: app.log
      - env:
          CULPRIT: \${{ steps.diagnose.outputs.culprit }}
          SURE: \${{ steps.diagnose.outputs.confidence-level }}
        run: echo "change $CULPRIT, $SURE"
`;

// Some minutes, and act: run by `npm run test:long` after `npm run pack`.
describe.runIf(process.env.SRE_AIOPS_LONG)('the release tree, in workflows run by act', () => {
  let user: ActWorld;
  let world: PublishingWorld;
  beforeAll(async () => {
    user = await actWorld('shop/checkout');
  });
  afterAll(() => user.close());
  beforeEach(async () => {
    world = await publishingWorld();
  });
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });

  const files = {
    'alert.json': JSON.stringify(sampleAlert),
    'app.log': sampleLog,
    'ci.log': 'FAILED tests/test_checkout.py::test_total - KeyError: 4711\n1 failed in 0.12s\n',
  };
  const github = () => ({ apiUrl: world.proxy.url, token: world.github.token, clone: world.clone, files });

  test('the root action and all nine stages in one workflow', async () => {
    const { passed, log } = await user.run(everything, alert, github());
    expect(passed, log).toBe(true);
    expect(log).toContain('the root action names change 7');
    expect(log).toContain('known is true');
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length]).toEqual([1, 2]);
  });

  test('diagnose alone, from an alert and a log file', async () => {
    const { passed, log } = await user.run(diagnoseAlone, alert, github());
    expect(passed, log).toBe(true);
    expect(log).toContain('change 7, high');
    expect(world.proxy.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('a hostile payload runs nothing and forges nothing', async () => {
    const text =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that must not be evaluated
      '"\'; touch PWNED; $(touch PWNED) `touch PWNED` ${{ github.token }}\n::set-output name=culprit::9\n##[error]x';
    const payload = { title: text, service: text, description: text.repeat(10_000) };
    const hostile = { ...alert, payload: { ...alert.payload, client_payload: payload } };
    const { log } = await user.run(diagnoseAlone.replace('          alert: alert.json\n', ''), hostile, github());
    expect(log).not.toMatch(/change 9|PWNED: |::error::x/);
    expect(log).not.toContain(world.github.token);
  });

  describe('of a README', () => {
    // That of infrastructure is started by a dispatch, and run by infrastructure.act.test.ts.
    const callers = callerWorkflows('v1').filter(({ name }) => name !== 'sre-aiops-infra');
    const examples = [...exampleWorkflows('v1'), ...callers];
    const names = examples.map(({ name }) => name).filter((name) => !name.includes('repair'));

    test.each(names)('%s works as it stands', async (name) => {
      const { text } = examples.find((example) => example.name === name)!;
      const { passed, log } = await user.run(text, alert, github());
      expect(passed, log).toBe(true);
    });

    test.each(names)('%s does nothing, and fails nothing, when the switch of the repository is off', async (name) => {
      const { text } = examples.find((example) => example.name === name)!;
      const { passed, log } = await user.run(text, alert, { ...github(), variables: { SRE_AIOPS: 'off' } });
      expect(passed, log).toBe(true);
      expect(world.proxy.calls).toEqual([]);
    });

    test('repair works as it stands, on a run that failed', async () => {
      const answered = examples.find(({ name }) => name === 'sre-artifacts')!;
      const first = await user.run(answered.text, alert, github());
      expect(first.passed, first.log).toBe(true);
      await world.github.act.push({ branch: 'main', files: { '.github/workflows/ci.yml': 'on: workflow_dispatch\n' } });
      const failed = await world.github.act.addRun({
        workflow: 'ci.yml',
        branch: 'main',
        conclusion: 'failure',
        jobs: [{ name: 'test', conclusion: 'failure', log: files['ci.log'] }],
      });
      const { text } = examples.find(({ name }) => name === 'repair')!;
      const event = {
        name: 'workflow_dispatch',
        payload: { inputs: { answer: '1', failed: String(failed) } },
      } as const;
      const { passed, log } = await user.run(text, event, { ...github(), artifacts: first.artifacts });
      expect(passed, log).toBe(true);
    });
  });
});
