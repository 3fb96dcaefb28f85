import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callerWorkflows, exampleWorkflows } from '../../../scripts/example-workflows.ts';
import { releaseWorkflows, workflowsOfMain } from '../../../scripts/release-workflows.ts';
import { type Job, missingFrom, permissionsOf, readWorkflow, unionOf } from '../../../scripts/workflow-permissions.ts';

const root = join(import.meta.dirname, '../../..');
const main = workflowsOfMain();
const files = Object.keys(main);
const textOf = (file: string) => main[file] ?? '';
const released = new Map(Object.entries(releaseWorkflows(main)));
const all = [
  ...files.map((file) => [file, textOf(file)] as const),
  ...Array.from(released, ([file, text]) => [`${file} of a release`, text] as const),
  ...[...exampleWorkflows(), ...callerWorkflows()].map(({ name, text }) => [`${name} of a README`, text] as const),
];

/** Text of a reusable workflow of ours that a job calls; of the release, but where main calls its own. */
function called(uses: string): string {
  const file = basename(uses.split('@')[0] ?? '');
  const text = uses.startsWith('./') ? textOf(file) : released.get(file);
  if (text === undefined) throw new Error(`${uses} is no workflow of ours.`);
  return text;
}

describe.each(all)('%s', (_, text) => {
  const workflow = readWorkflow(text);
  const jobs = Object.entries(workflow.jobs);

  test('grants nothing but what its jobs ask for, each with a reason', () => {
    expect(workflow.permissions).toEqual({});
    const lines = text.split('\n').filter((line) => /^ {6}[a-z-]+: (?:read|write)\b/.test(line));
    expect(lines.filter((line) => !/ # \S/.test(line))).toEqual([]);
    expect(jobs.filter(([, job]) => job.permissions === undefined).map(([name]) => name)).toEqual([]);
  });

  test('may call what it calls: every permission that a called job asks for is granted', () => {
    for (const [, job] of jobs.filter(([, { uses }]) => uses))
      expect(missingFrom(permissionsOf(job, workflow), unionOf(readWorkflow(called(job.uses!)), called))).toEqual([]);
  });

  test('hands on inputs that the called workflow takes', () => {
    for (const [, job] of jobs.filter(([, { uses }]) => uses)) {
      const { inputs = {} } = readWorkflow(called(job.uses!)).on.workflow_call ?? {};
      expect(Object.keys(job.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
    }
  });

  test('puts no expression into a script', () => {
    const scripts = jobs.flatMap(([, { steps = [] }]) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  test('names actions of others by their commit', () => {
    const used = jobs.flatMap(([, { steps = [] }]) => steps.flatMap(({ uses }) => uses ?? []));
    const others = used.filter((uses) => !/^(?:\.|\$)\/|^org\/sre-aiops/.test(uses));
    expect(others.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });
});

describe('incident-response', () => {
  const text = textOf('incident-response.yml');
  const { on, jobs } = readWorkflow(text);
  const job = (name: string) => jobs[name] as Job;
  const writes = (name: string) =>
    Object.entries(job(name).permissions ?? {}).flatMap(([what, level]) => (level === 'write' ? [what] : []));

  test('who thinks writes nothing, who runs the fix holds nothing, who writes asks no model and runs nothing', () => {
    expect([writes('think'), writes('rethink')]).toEqual([['copilot-requests'], ['copilot-requests']]);
    expect([job('prove').permissions, job('prove-again').permissions]).toEqual([{}, {}]);
    expect(writes('act').sort()).toEqual(['actions', 'contents', 'issues', 'pull-requests']);
    const { steps = [] } = job('act');
    expect(steps.filter(({ run, uses }) => run || uses?.startsWith('actions/checkout'))).toEqual([]);
    const thinking = /\/(?:ingest|diagnose|remediate|sre-artifacts|repair|respond)$/;
    expect(steps.filter(({ uses = '' }) => thinking.test(uses))).toEqual([]);
  });

  test('a model is named to the jobs that think, and to no other', () => {
    expect(jobsThatNameAModel('incident-response.yml')).toEqual(['think', 'rethink']);
    for (const name of ['think', 'rethink']) expect(modelsNamed(job(name))).toEqual(everyThinkingStep(job(name)));
  });

  test('the jobs that hold no token are given none, and keep none from a checkout', () => {
    for (const name of ['prove', 'prove-again']) {
      expect(JSON.stringify(job(name))).not.toMatch(/secrets\.|github\.token/);
      const proves = job(name).steps?.find(({ id }) => id === 'prove');
      expect(proves?.with).toMatchObject({ step: 'prove', 'github-token': 'this step asks GitHub for nothing' });
    }
    const checkouts = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout')),
    );
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  test('both jobs that think try that their token may not write, before they read anything', () => {
    const probes = ['think', 'rethink'].map((name) => {
      const { steps = [] } = job(name);
      const at = steps.findIndex((step) => step.name === 'This token may not write');
      const earlier = steps.slice(0, at).map((step) => step.name);
      expect(earlier).toEqual(['The actions of this commit']);
      return steps[at];
    });
    expect(probes[0]).toEqual(probes[1]);
  });

  test('the second round is the first, on what was planned again', () => {
    const [first, again] = ['prove', 'prove-again'].map((name) => JSON.stringify(job(name).steps));
    const renamed = again!
      .replaceAll('sre-aiops-incident-again', 'sre-aiops-incident')
      .replaceAll('sre-aiops-proof-again', 'sre-aiops-proof')
      .replaceAll('needs.rethink', 'needs.think');
    expect(renamed).toBe(first);
  });

  test('every step that takes the folder is told its digest by the step or job before', () => {
    const taking = Object.entries(jobs).flatMap(([name, { steps = [] }]) =>
      steps.flatMap((step) => (step.with?.folder ? [[name, step.with['folder-sha256'] ?? '']] : [])),
    );
    expect(taking.length).toBeGreaterThan(9);
    expect(taking.filter(([, sha = '']) => !/outputs\.folder-sha256/.test(sha))).toEqual([]);
  });

  test('one run at a time thinks, and one acts, for an alert', () => {
    for (const name of ['think', 'rethink', 'act'])
      expect(job(name).concurrency?.group).toBe(`sre-aiops-${name}-\${{ needs.gate.outputs.key }}`);
  });

  test('calls of one run for several alerts keep apart what they hand on', () => {
    const steps = Object.values(jobs).flatMap((one) => one.steps ?? []);
    const handedOn = steps.flatMap(({ uses = '', with: given }) =>
      /^actions\/(?:up|down)load-artifact@/.test(uses) && given?.name ? [given.name] : [],
    );
    const own = handedOn.filter((name) => !/^sre-aiops-scenario$|inputs\.logs-artifact/.test(name));
    expect(own.length).toBeGreaterThan(12);
    expect(
      own.filter((name) => !/-\$\{\{ needs\.(?:gate\.outputs\.key|think\.outputs\.incident-id) \}\}$/.test(name)),
    ).toEqual([]);
  });

  test('every step that reads the alert is told which one of its group', () => {
    const reading = Object.values(jobs).flatMap(({ steps = [] }) => steps.filter((step) => step.with?.alert));
    expect(reading.map(({ id }) => id)).toEqual(['known', 'ingest']);
    for (const step of reading) expect(step.with?.['alert-number']).toBe(`\${{ inputs.alert-number }}`);
  });

  test('the page on groups shows a caller in which no alert stops another', () => {
    const { text: page = '' } = callerWorkflows().find(({ name }) => name === 'incident-per-alert') ?? {};
    const { alerts, respond } = readWorkflow(page).jobs;
    expect(alerts?.steps?.map(({ uses }) => uses)).toEqual([expect.stringMatching(/\/ingest@/)]);
    expect(respond).toMatchObject({
      needs: 'alerts',
      strategy: {
        'fail-fast': false,
        matrix: { 'alert-number': `\${{ fromJSON(needs.alerts.outputs.numbers || '["1"]') }}` },
      },
      with: { 'alert-number': `\${{ matrix.alert-number }}` },
    });
  });

  test('offers the bundled incidents where it is started by hand', () => {
    const { scenario } = on.workflow_dispatch?.inputs ?? {};
    const { options = [] } = scenario as { options?: string[] };
    const bundled = readdirSync(join(root, 'incidents'), { recursive: true, encoding: 'utf8' });
    const names = bundled.flatMap((file) => /^([\w-]+)\/alert\.json$/.exec(file)?.[1] ?? []);
    expect(options.toSorted()).toEqual(names.sort());
  });
});

/** What names a model to an action, as both workflows do in the same words. */
const named = Object.entries({
  engine: "inputs.engine || 'auto'",
  model: 'inputs.model',
  'model-url': 'inputs.model-url',
  'model-key': 'secrets.model-key',
  'model-api-version': 'inputs.model-api-version',
  'copilot-token': 'github.token',
}).map(([name, value]) => [name, `\${{ ${value} }}`] as const);

function jobsThatNameAModel(file: string): string[] {
  const jobs = Object.entries(readWorkflow(textOf(file)).jobs);
  return jobs.flatMap(([name, job]) => (/model-|copilot-token/.test(JSON.stringify(job)) ? [name] : []));
}

/** The steps of a job that are told exactly which model is asked. */
function modelsNamed({ steps = [] }: Job): (string | undefined)[] {
  return steps.filter((step) => named.every(([name, value]) => step.with?.[name] === value)).map(({ uses }) => uses);
}

function everyThinkingStep({ steps = [] }: Job): (string | undefined)[] {
  return steps
    .map(({ uses }) => uses)
    .filter((uses) => /\/(?:diagnose|remediate|sre-artifacts|repair)$/.test(uses ?? ''));
}

test.each(files)('%s misses what it keeps when it is not there, hides none of it, and keeps it five days', (file) => {
  const steps = Object.values(readWorkflow(textOf(file)).jobs).flatMap((job) => job.steps ?? []);
  for (const { with: given } of steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact'))) {
    expect(given).toMatchObject({ 'if-no-files-found': 'error', 'retention-days': 5 });
    expect(given?.path).not.toMatch(/(?:^|\/)\.\w/m);
  }
});

describe('repair-fix', () => {
  const { jobs, concurrency } = readWorkflow(textOf('repair-fix.yml'));
  const job = (name: string) => jobs[name] as Job;
  const writes = (name: string) =>
    Object.entries(job(name).permissions ?? {}).flatMap(([what, level]) => (level === 'write' ? [what] : []));

  test('reads the log in a job that may not write, and only of red runs of our branches of our repository', () => {
    expect(writes('repair')).toEqual(['copilot-requests']);
    expect(jobsThatNameAModel('repair-fix.yml')).toEqual(['repair']);
    expect(modelsNamed(jobs.repair as Job)).toEqual(everyThinkingStep(jobs.repair as Job));
    for (const name of ['build', 'repair']) {
      expect(jobs[name]?.if).toContain(
        `contains(fromJSON('["failure", "timed_out"]'), github.event.workflow_run.conclusion)`,
      );
      expect(jobs[name]?.if).toContain('github.event.workflow_run.head_repository.full_name == github.repository');
      expect(jobs[name]?.if).toContain("startsWith(github.event.workflow_run.head_branch, 'sre-aiops/')");
    }
    const checkouts = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.flatMap((step) => (step.uses?.startsWith('actions/checkout') ? [step.with] : [])),
    );
    // Of the default branch, and only to be packed for the job that holds nothing.
    expect(checkouts).toEqual([
      expect.objectContaining({ ref: `\${{ github.event.repository.default_branch }}`, 'persist-credentials': false }),
    ]);
  });

  test('one red run of a branch at a time is judged, mended and published; a fork waits elsewhere', () => {
    for (const field of ['head_repository.full_name', 'head_branch', 'conclusion'])
      expect(concurrency?.group).toContain(`\${{ github.event.workflow_run.${field} }}`);
    expect(Object.values(jobs).flatMap((one) => one.concurrency ?? [])).toEqual([]);
  });

  test.each([
    ['is there', 'cat <<< \'{"artifacts":[]}\'', 0, 'run=\nartifact=sre-aiops-answer-20260412-shop-f7c6470c-fix\n'],
    ['does not answer', 'exit 22', 22, ''],
  ])('an answer is taken for gone only where GitHub %s', (_, curl, status, output) => {
    const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-answer-'));
    const said = join(folder, 'output');
    writeFileSync(said, '');
    writeFileSync(join(folder, 'curl'), `#!/bin/bash\n${curl}\n`, { mode: 0o755 });
    const step = job('repair').steps?.find(({ id }) => id === 'answer');
    // How the runner starts bash where a step names it, and where none does.
    const options = step?.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const env = {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      BRANCH: 'sre-aiops/20260412-shop-f7c6470c-fix',
      GITHUB_OUTPUT: said,
    };
    expect(spawnSync('bash', [...options, '-c', step?.run ?? 'exit 1'], { env }).status).toBe(status);
    expect(readFileSync(said, 'utf8')).toBe(output);
    rmSync(folder, { recursive: true });
  });

  test('runs the mended fix in a job that holds nothing, and writes in one that runs nothing', () => {
    expect(job('prove').permissions).toEqual({});
    expect(JSON.stringify(job('prove'))).not.toMatch(/secrets\.|github\.token/);
    expect(writes('act').sort()).toEqual(['actions', 'contents', 'issues', 'pull-requests']);
    const { steps = [] } = job('act');
    expect(steps.filter(({ run, uses }) => run || uses?.startsWith('actions/checkout'))).toEqual([]);
    expect(steps.filter(({ uses = '' }) => /\/(?:remediate|sre-artifacts|repair)$/.test(uses))).toEqual([]);
  });

  test('every step behind the first is told the digest of the folder, and the answer is kept before it is published', () => {
    const taking = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.flatMap(({ id, with: given }) => (given?.folder && id !== 'plan' ? [given['folder-sha256'] ?? ''] : [])),
    );
    expect(taking.length).toBe(4);
    expect(taking.filter((sha) => !/outputs\.folder-sha256/.test(sha))).toEqual([]);
    for (const file of ['repair-fix.yml', 'incident-response.yml']) {
      const { steps = [] } = readWorkflow(textOf(file)).jobs.act as Job;
      const kept = steps.findIndex(({ with: given }) => given?.name?.startsWith('sre-aiops-answer-'));
      expect(kept).toBeGreaterThan(steps.findIndex(({ id }) => id === 'issue'));
      expect(kept).toBeLessThan(steps.findIndex(({ id }) => id === 'pr'));
    }
  });
});

describe('of a release', () => {
  test.each(Array.from(released))('%s uses what lies beside it, and nothing of main', (_, text) => {
    expect(text).not.toMatch(
      /main only|scenario|\.\/actions|workflow_dispatch|uses: \.\/(?!\.github\/actions\/cluster-login)/,
    );
    const own = Object.values(readWorkflow(text).jobs).flatMap(({ steps = [] }) =>
      steps.flatMap(({ uses }) => (uses?.startsWith('$/') ? [uses] : [])),
    );
    const actions = readdirSync(join(root, 'actions'));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((uses) => !actions.includes(uses.slice(2)))).toEqual([]);
  });

  test.each(['incident-response', 'repair-fix'])(
    'the twin of %s asks Copilot nothing, and is the same else',
    (name) => {
      const [whole, twin] = [name, `${name}-offline`].map((one) => released.get(`${one}.yml`)!);
      const without = (text: string) => text.split('\n').filter((line) => !line.includes('copilot-requests'));
      expect(twin!.replace(`name: ${name}-offline`, `name: ${name}`).split('\n')).toEqual(without(whole!));
      expect(twin).not.toContain('copilot-');
      const asked = (text: string) => Object.keys(unionOf(readWorkflow(text), called)).sort();
      expect(asked(whole!)).toEqual([...asked(twin!), 'copilot-requests'].sort());
    },
  );
});
