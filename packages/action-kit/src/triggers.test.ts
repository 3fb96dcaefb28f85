import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishingWorld, publishingWorld, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { callerWorkflows } from '../../../scripts/example-workflows.ts';
import { type ActEnv, type ActWorld, actWorld, logsJob } from '../test/act.ts';

const root = join(import.meta.dirname, '../../..');
const sources = join(root, 'packages/core/src/alert-sources');

/** A workflow of main, with the release in place of what it calls. */
function workflowOf(file: string): string {
  const text = readFileSync(join(root, '.github/workflows', file), 'utf8');
  return text.replaceAll(/uses: \.\/(\.github\/workflows\/\S+)/g, 'uses: org/sre-aiops/$1@v1');
}

// Minutes, and act: run by `npm run test:long` after `npm run pack`.
describe.runIf(process.env.SRE_AIOPS_LONG)('what starts a response, run by act', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-triggers-'));
  let user: ActWorld;
  let world: PublishingWorld;
  beforeAll(async () => {
    user = await actWorld('shop/checkout');
  });
  afterAll(() => {
    user.close();
    rmSync(scratch, { recursive: true });
  });
  beforeEach(async () => {
    // Its culprit changes two files, so that a fix and a rollback are not the same.
    world = await publishingWorld(
      { '.github/workflows/ci.yml': 'on: workflow_dispatch\n' },
      { culprits: { 'receipt.py': 'def receipt(order):\n    return str(order)\n' } },
    );
  });
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });

  const github = (more: Partial<ActEnv> = {}): ActEnv => ({
    apiUrl: world.proxy.url,
    token: world.github.token,
    clone: world.clone,
    ...more,
  });

  /** Everything that a shell, an expression or the runner would act on. */
  const hostile = (target: string) =>
    [
      `"; touch ${target}; '`,
      `$(touch ${target}) \`touch ${target}\``,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that must not be evaluated
      '${{ github.token }}',
      '::set-output name=known::true',
      '::add-path::/tmp',
      '##[error]forged',
      'folder-sha256<<x',
      '@everyone fixes #1',
    ].join('\n');

  /** A payload with such text in every field that may hold any, and 1 MB of it in one. */
  function made(payload: unknown, text: string, kept: RegExp, key = ''): unknown {
    if (typeof payload === 'string') return kept.test(key) ? payload : `${payload} ${text}`;
    if (Array.isArray(payload)) return payload.map((one) => made(one, text, kept, key));
    if (typeof payload !== 'object' || payload === null) return payload;
    const fields = Object.entries(payload).map(([name, value]) => [name, made(value, text, kept, name)]);
    return Object.fromEntries(fields);
  }

  test.each([
    [
      'azure-monitor',
      'azure-monitor/__fixtures__/metric-http-5xx.json',
      /^(?:schemaId|severity|monitorCondition|\w*DateTime|\w*[Tt]ime)$/,
    ],
    [
      'alertmanager',
      'alertmanager/__fixtures__/pod-crash-looping.json',
      /^(?:version|status|severity|\w*At|fingerprint)$/,
    ],
  ])('a hostile payload through the trigger of %s runs nothing and forges nothing', async (name, fixture, kept) => {
    const target = join(scratch, `PWNED-${name}`);
    const text = hostile(target);
    const payload = made(JSON.parse(readFileSync(join(sources, fixture), 'utf8')), text, kept) as object;
    const client_payload = { ...payload, more: text.repeat(1_000_000 / text.length) };
    const event = { name: 'repository_dispatch', payload: { action: name, client_payload } } as const;
    const { passed, log, refused } = await user.run(workflowOf(`${name}-trigger.yml`), event, github());
    expect(passed, log.slice(-5_000)).toBe(true);
    expect(refused.filter((call) => !call.startsWith('think: POST'))).toEqual([]);
    expect(existsSync(target)).toBe(false);
    expect(log).not.toMatch(/::set-output:: known=true|::add-path::\/tmp *$|^::error::forged/m);
    expect(log).not.toContain(world.github.token);
    const { issues } = world.github.state();
    expect(issues).toHaveLength(1);
    expect(`${issues[0]!.title}\n${issues[0]!.body}`).not.toMatch(/^@everyone|fixes #1\b(?!\))/m);
  });

  test('a bundled incident is answered in a fork of main, and ends with an issue', async () => {
    const [actions, scenario] = [join(scratch, 'actions'), join(scratch, 'scenario')];
    for (const name of readdirSync(join(root, 'actions')))
      for (const part of ['action.yml', 'dist'])
        if (existsSync(join(root, 'actions', name, part)))
          cpSync(join(root, 'actions', name, part), join(actions, name, part), { recursive: true });
    const incident = 'scenario-2-500-schema-drift';
    execFileSync(process.execPath, [join(root, 'scripts/scenario.ts'), incident, scenario]);
    const workflow = parse(workflowOf('incident-response.yml'));
    const upload = 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a';
    // What build-actions.yml does takes minutes, and is done already.
    workflow.jobs.build = {
      'runs-on': 'ubuntu-latest',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
      outputs: { 'artifact-id': '${{ steps.actions.outputs.artifact-id }}' },
      steps: [
        { id: 'actions', uses: upload, with: { name: 'sre-aiops-actions', path: actions } },
        { uses: upload, with: { name: 'sre-aiops-scenario', path: scenario } },
      ],
    };
    const event = {
      name: 'workflow_dispatch',
      payload: { inputs: { scenario: incident, 'verify-command': 'node --version' } },
    } as const;
    const { passed, log, refused } = await user.run(stringify(workflow), event, github({ isGuarded: true }));
    expect(passed, log).toBe(true);
    expect(refused.filter((call) => !call.startsWith('think: POST'))).toEqual([]);
    const { issues, pulls } = world.github.state();
    expect([issues.length, pulls.length]).toEqual([1, 0]);
    expect(issues[0]!.body).toContain('flyway_migration');
    // Its reproducer wants Maven's packages, which this home has not; `npm run eval -- --prove` runs it.
    expect(log).toMatch(/incident-response\/prove.*Proof: /);
  }, 300_000);

  describe('repair-fix', () => {
    const caller = callerWorkflows('v1').find(({ name }) => name === 'repair-red-fixes')!.text;
    const incident = '20260412-checkout-f7c6470c';
    const kept = (change: object = {}) => {
      const from = { id: 1, head_branch: 'main', repository_id: 7, head_repository_id: 7, ...change };
      return { expired: false, created_at: '2026-04-12T10:10:00Z', workflow_run: from };
    };
    const artifacts = (...list: object[]) => ({ '/actions/artifacts': { total_count: list.length, artifacts: list } });

    /** Answers the alert, and lets CI fail on the fix. */
    async function redFix() {
      const answering = callerWorkflows('v1').find(({ name }) => name === 'incident')!.text;
      const withLog = `${answering.replace('jobs:\n', `jobs:\n${logsJob}`)}    needs: logs\n    with:\n      logs-artifact: logs\n`;
      const event = { name: 'repository_dispatch', payload: { client_payload: sampleAlert } } as const;
      const answered = await user.run(withLog, event, github({ files: { 'app.log': sampleLog } }));
      expect(answered.passed, answered.log).toBe(true);
      const branch = world.github
        .state()
        .pulls.find(({ head }) => head.includes(incident) && !/knowledge/.test(head))!.head;
      return { branch, artifacts: answered.artifacts, run: await redRun(branch) };
    }
    const redRun = (branch: string) =>
      world.github.act.addRun({
        workflow: 'ci.yml',
        branch,
        by: 'actions',
        conclusion: 'failure',
        jobs: [
          {
            name: 'test',
            conclusion: 'failure',
            log: 'FAILED tests/test_checkout.py::test_total - KeyError: 4711\n1 failed in 0.12s\n',
          },
        ],
      });
    const failed = (id: number, branch: string, change: object = {}) =>
      ({
        name: 'workflow_run',
        payload: {
          action: 'completed',
          repository: { default_branch: 'main' },
          workflow_run: {
            id,
            conclusion: 'failure',
            head_branch: branch,
            head_repository: { full_name: 'shop/checkout' },
            ...change,
          },
        },
      }) as const;

    const fixes = () => world.github.state().pulls.filter(({ head }) => !head.includes('/knowledge-'));

    test('mends the fix where CI is red on it, in its place, once, and then asks a person', async () => {
      const red = await redFix();
      const more = { artifacts: red.artifacts, answers: artifacts(kept()) };
      const first = await user.run(caller, failed(red.run, red.branch), github(more));
      expect(first.passed, first.log).toBe(true);
      expect(first.refused).toEqual([]);
      expect(first.log).toMatch(/repair-fix\/prove.*Proof: /);
      const [old, mended] = fixes();
      expect([old!.state, mended!.state, mended!.labels]).toEqual([
        'closed',
        'open',
        ['aiops-generated', 'aiops-repair'],
      ]);
      expect(old!.comments.at(-1)!.body).toContain(`#${mended!.number} takes its place.`);
      expect(world.github.state().issues[0]!.body).toContain('pr_rollback');

      const second = await user.run(caller, failed(await redRun(mended!.head), mended!.head), github(more));
      expect(second.passed, second.log).toBe(true);
      expect(second.refused).toEqual([]);
      expect(fixes().map(({ number, state }) => [number, state])).toEqual([
        [old!.number, 'closed'],
        [mended!.number, 'open'],
      ]);
      expect(
        fixes()[1]!
          .comments.map(({ body }) => body)
          .join(),
      ).toContain('The one repair is spent.');
    });

    test('takes no answer but the one that the pull request names', async () => {
      const red = await redFix();
      const artifact = `sre-aiops-answer-${incident}`;
      const tamper = { job: 'repair', artifact, command: 'sed -i s/order/attacker/ remediation.json' };
      const more = { artifacts: red.artifacts, answers: artifacts(kept()), tamper };
      const { passed, log } = await user.run(caller, failed(red.run, red.branch), github(more));
      expect(passed).toBe(false);
      expect(log).toContain('FOLDER_ALTERED');
      expect(fixes()).toHaveLength(1);
    });

    test.each([
      ['a fork', { head_repository: { full_name: 'stranger/checkout' } }],
      ['a green run', { conclusion: 'success' }],
      ['a branch of people', { head_branch: 'feature' }],
    ])('leaves %s alone', async (_, change) => {
      const { passed, log } = await user.run(caller, failed(1, `sre-aiops/${incident}-fix`, change), github());
      expect(passed, log).toBe(true);
      expect(log).not.toContain('Find the run that answered');
      expect(world.proxy.calls).toEqual([]);
    });

    test('takes no answer that a run of a fork or of another branch kept', async () => {
      const answers = artifacts(kept({ head_repository_id: 8 }), kept({ head_branch: 'sre-aiops/x' }));
      const { passed, log } = await user.run(caller, failed(1, `sre-aiops/${incident}-fix`), github({ answers }));
      expect(passed, log).toBe(true);
      expect(log).toContain('No run of the last five days kept the answer');
      expect(world.proxy.calls).toEqual([]);
    });
  });
});
