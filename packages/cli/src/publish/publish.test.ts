import { join } from 'node:path';
import { incidentsIn, type PublishingWorld, published, publishingWorld } from '@sre-aiops/testkit';
import { afterEach, describe, expect, test } from 'vitest';

let world: PublishingWorld;
afterEach(async () => {
  expect(world.proxy.violations).toEqual([]);
  await world.close();
});

const policy = (text: string) => ({ '.github/sre-aiops.yml': text });
const requests = () => world.proxy.calls.filter(({ path }) => !path.startsWith('/_')).length;
const issues = () => world.github.state().issues;
const pulls = () => world.github.state().pulls;
const fix = () => pulls().find(({ title }) => title.includes('Take back'))!;
const lesson = () => pulls().find(({ head }) => head.includes('/knowledge-'))!;

describe('an answer on GitHub', () => {
  test('is one issue, one draft with the fix, one lesson, each linked to the others', async () => {
    world = await publishingWorld();
    await world.deliver();

    expect(issues()).toMatchObject([
      { state: 'open', labels: ['P1', 'aiops-generated', 'incident', 'service/checkout'], comments: [] },
    ]);
    const [issue] = issues();
    expect(issue!.body).toContain(`Published: fix #${fix().number}, lesson #${lesson().number}.`);
    expect(fix()).toMatchObject({ draft: true, base: 'main', labels: ['aiops-generated'] });
    expect(fix().body).toContain(`all of its evidence in #${issue!.number}`);
    expect(fix().files['checkout.py']).toContain('return order["sum"]\n');
    expect(Object.keys(lesson().files).sort()).toEqual([
      'knowledge-base/alerting-rules/20260412-checkout-f7c6470c.yml',
      'knowledge-base/incidents.md',
      'knowledge-base/incidents/20260412-checkout-f7c6470c.md',
      'knowledge-base/recommendations/20260412-checkout-f7c6470c.md',
      'knowledge-base/runbooks/20260412-checkout-f7c6470c.md',
    ]);
    expect(world.github.state().labels.filter(({ description }) => !description)).toEqual([]);
    for (const { head } of pulls())
      expect(world.github.state().log(`refs/heads/${head}`)[0]!.author).toContain('github-actions');
  });

  test('takes few requests: at most 5 beside the changes to read, 20 to publish, 8 to see that nothing changed', async () => {
    world = await publishingWorld();
    await world.deliver();
    const writes = world.proxy.calls.findIndex(({ method }) => method === 'POST');
    expect(requests() - 20).toBeLessThanOrEqual(2 + 5);
    expect(world.proxy.calls.slice(writes).length).toBeLessThanOrEqual(20);

    const left = published(world);
    await world.network();
    expect(await world.deliver()).toMatchObject({ verdict: 'known', issue: { number: issues()[0]!.number } });
    expect(requests()).toBe(1);

    await world.network();
    const again = await world.deliver({}, { again: true });
    const thinking = world.proxy.calls.findIndex(({ path }) => path.endsWith('/issues'));
    expect(world.proxy.calls.slice(thinking).filter(({ path }) => !path.startsWith('/_')).length).toBeLessThanOrEqual(
      8,
    );
    expect(again).toMatchObject({
      documents: {
        publication: { records: expect.arrayContaining([expect.objectContaining({ outcome: 'unchanged' })]) },
      },
    });
    expect(published(world)).toEqual(left);
  });

  test('is the same on a GitHub Enterprise Server', async () => {
    world = await publishingWorld();
    await world.deliver();
    const left = published(world);
    await world.close();
    world = await publishingWorld({}, { basePath: '/api/v3' });
    expect(world.proxy.url).toMatch(/\/api\/v3$/);
    await world.deliver();
    expect(published(world)).toEqual(left);
  });

  test('stands on an existing issue where that is asked for, beside what people wrote', async () => {
    world = await publishingWorld();
    const number = await world.github.act.openIssue({ title: 'Checkout is down', body: 'Since ten.', labels: ['bug'] });
    await world.deliver({}, { issue: number });
    await world.deliver({}, { issue: number });

    expect(issues()).toMatchObject([
      {
        number,
        title: 'Checkout is down',
        body: 'Since ten.',
        labels: ['P1', 'aiops-generated', 'bug', 'incident', 'service/checkout'],
      },
    ]);
    expect(issues()[0]!.comments).toHaveLength(1);
    expect(issues()[0]!.comments[0]!.body).toContain(`Published: fix #${fix().number}`);
    await world.deliver({ firedAt: '2026-04-12T11:30:00Z' }, { issue: number });
    expect(issues()[0]!.comments[0]!.body).toContain('**Fired 2 times**');
    expect(issues()[0]!.comments[1]!.body).toContain('Fired again');
    await expect(world.deliver({}, { issue: fix().number })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  test('goes to the owners of the touched files where the policy says so', async () => {
    world = await publishingWorld({
      ...policy('issue:\n  assign-code-owners: true\n'),
      '.github/CODEOWNERS': '* @nobody-here\ncheckout.py @pays @shop/payments\n',
    });
    await world.deliver();
    expect(issues()).toMatchObject([{ assignees: ['pays'] }]);
  });
});

test('what an alert says acts nowhere: in no commit, branch, label, title or text', async () => {
  world = await publishingWorld();
  const text =
    'x\n\nFix: 0 @everyone fixes #7 [skip ci] <!-- sre-aiops:text -->\n::warning::x ##[error]x ![](http://a.example/b)';
  await world.deliver({ title: text, service: text, description: text, labels: { [text]: text }, runbook: text });
  const { refs, log, labels } = world.github.state();
  for (const ref of Object.keys(refs).filter((name) => name.includes('heads/sre-aiops/'))) {
    expect(ref).toMatch(/^refs\/heads\/sre-aiops\/[a-z0-9-]+$/);
    expect(log(ref)[0]!.message).toMatch(/^[^\n@#[\]]+\n\nIncident: [a-z0-9-]+\n(?:Fix: [0-9a-f]{64}\n)?$/);
  }
  for (const { name } of labels) expect(name).toMatch(/^[\w/-]+$/);
  const texts = [...issues(), ...pulls()].flatMap(({ title, body }) => [title, body]);
  expect(texts).toHaveLength(6);
  for (const published of texts) {
    expect(published.replaceAll(/`[^`\n]*`/g, '``')).not.toMatch(
      /@everyone|fixes #7|\[skip ci\]|^\s*::|##\[|!\[\]\(http:\/\//m,
    );
    expect(published.match(/<!-- sre-aiops:text -->/g)?.length ?? 0).toBeLessThanOrEqual(1);
  }
});

describe('a person’s work', () => {
  test('on the branch of the fix is left alone, and a newer fix is only told', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.push({ branch: fix().head, files: { 'checkout.py': 'by hand\n' } });
    await world.deliver({}, { again: true });
    expect(fix().files['checkout.py']).toBe('by hand\n');
    expect(fix().comments).toEqual([]);

    const { 'checkout.py': module } = world.github.state().files('main');
    await world.github.act.push({ branch: 'main', files: { 'checkout.py': `${module}\n\nLIMIT = 3\n` } });
    await world.deliver({}, { again: true });
    await world.deliver({}, { again: true });
    expect(fix().files['checkout.py']).toBe('by hand\n');
    expect(fix().comments).toMatchObject([{ body: expect.stringContaining('would change this fix') }]);
  });

  test('on the issue’s text stays', async () => {
    world = await publishingWorld();
    await world.deliver();
    const [issue] = issues();
    const body = issue!.body.replace('## Summary', '## Summary\n\nIt was the discount. – on call');
    await world.github.act.editIssue(issue!.number, { body });
    await world.deliver({ severity: 'P2' }, { again: true });
    expect(issues()[0]!.body).toContain('It was the discount. – on call');
  });

  test('closing the fix or the lesson is an answer: neither is opened again', async () => {
    world = await publishingWorld();
    await world.deliver();
    const numbers = [fix().number, lesson().number];
    for (const number of numbers) await world.github.act.closePull(number);
    const answered = await world.deliver({}, { again: true });
    expect(answered).toMatchObject({
      documents: {
        publication: {
          records: expect.arrayContaining([
            expect.objectContaining({ kind: 'pull-request', outcome: 'left' }),
            expect.objectContaining({ kind: 'knowledge', outcome: 'left' }),
          ]),
        },
      },
    });
    expect(pulls().map(({ number }) => number)).toEqual(numbers);

    await world.deliver({ service: 'billing' });
    const open = pulls().filter(({ state, head }) => state === 'open' && head.includes('/knowledge-'));
    expect(open).toHaveLength(1);
    expect(Object.keys(open[0]!.files).filter((path) => path.includes('-checkout-'))).toEqual([]);
  });

  test('a stranger’s comment with our hidden signs is nobody’s work', async () => {
    world = await publishingWorld();
    const number = await world.github.act.openIssue({ title: 'Checkout is down', body: 'Since ten.' });
    await world.deliver({}, { issue: number });
    const [{ body: ours = '' } = {}] = issues()[0]!.comments;
    await world.close();

    world = await publishingWorld();
    await world.github.act.openIssue({ title: 'Checkout is down', body: 'Since ten.' });
    await world.github.act.strangerComments(number, ours);
    expect(await world.deliver({}, { issue: number })).toMatchObject({ verdict: 'answered' });
    await world.github.act.closePull(fix().number);
    const tip = world.github.state().refs[`refs/heads/${fix().head}`];
    await world.github.act.strangerComments(fix().number, `<!-- sre-aiops:withdrawn ${tip} -->`);
    await world.deliver({}, { issue: number, again: true });
    expect(fix().state).toBe('closed');
  });

  test('a stranger’s issue that bears our marker is not the incident’s, though a run died before it opened one', async () => {
    world = await publishingWorld();
    await world.deliver();
    const [{ title, body } = { title: '', body: '' }] = issues();
    const { calls } = world.proxy;
    const claim = calls.findIndex(({ method, path }) => method === 'POST' && path.endsWith('/git/refs')) + 1;
    await world.close();

    world = await publishingWorld();
    await world.network({ kind: 'stop-after', at: claim });
    await world.deliver().catch(() => undefined);
    expect(issues()).toEqual([]);
    const number = await world.github.act.strangerOpensIssue({ title, body });
    await world.network();
    await world.deliver();
    expect(issues()).toHaveLength(2);
    expect(issues().find((issue) => issue.number === number)).toMatchObject({ body, labels: [] });
  });

  test('merging the lesson begins a new one for the next incident, which knows the first', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.mergePull(lesson().number);
    await world.deliver({ service: 'billing' });
    const lessons = pulls().filter(({ head }) => head.includes('/knowledge-'));
    expect(lessons.map(({ merged }) => merged)).toEqual([true, false]);
    const files = world.github.state().files(`refs/heads/${lessons[1]!.head}`);
    expect(files['knowledge-base/incidents.md']).toMatch(/checkout[\s\S]*billing|billing[\s\S]*checkout/);
  });
});

describe('what comes after', () => {
  test('a closed incident that fires again is a new issue that names the old one', async () => {
    world = await publishingWorld();
    await world.deliver();
    await world.github.act.closeIssue(issues()[0]!.number);
    await world.deliver({ firedAt: '2026-04-14T08:00:00Z' });
    expect(issues()).toMatchObject([
      { state: 'closed' },
      { state: 'open', body: expect.stringContaining(`The same alert was the matter of #${issues()[0]!.number}.`) },
    ]);
  });

  test.each([false, true])(
    'a resolved alert is told once, its time to recovery measured and learned (closes: %s)',
    async (closes) => {
      world = await publishingWorld(policy(`issue:\n  close-when-resolved: ${closes}\n`));
      await world.deliver();
      const over = { status: 'resolved', resolvedAt: '2026-04-12T10:42:00Z' };
      expect(await world.deliver(over)).toMatchObject({ verdict: 'resolved' });
      await world.deliver(over);

      const [issue] = issues();
      expect(issue).toMatchObject({
        state: closes ? 'closed' : 'open',
        comments: [{ body: expect.stringContaining('42 minutes after it fired') }],
      });
      expect(issue!.body).toContain('**Resolved** at 2026-04-12 10:42 UTC, 42 minutes after it fired (measured).');
      const entry = lesson().files['knowledge-base/incidents/20260412-checkout-f7c6470c.md'];
      expect(entry).toContain('mttrMinutes: 42');
      expect(pulls()).toHaveLength(2);
    },
  );

  test('a resolved alert of which nothing is known writes nothing', async () => {
    world = await publishingWorld();
    expect(await world.deliver({ status: 'resolved' })).toMatchObject({ verdict: 'resolved' });
    expect(requests()).toBe(2); // The policy, and the look for the issue.
  });

  test('the checks of the repository are started once for a fix, and their result is told', async () => {
    world = await publishingWorld({
      ...policy('pull-request:\n  ci-workflow: ci.yml\n  wait-minutes: 1\n'),
      '.github/workflows/ci.yml': 'name: CI\non:\n  workflow_dispatch:\njobs:\n  test: {}\n',
    });
    const answering = world.deliver();
    await expect.poll(() => world.github.state().runs.length, { timeout: 50_000 }).toBe(1);
    world.github.act.concludeRun(world.github.state().runs[0]!.id, 'success');
    await answering;
    await world.deliver({}, { again: true });
    expect(world.github.state().runs).toMatchObject([{ workflow: 'ci.yml', ref: fix().head }]);
    expect(fix().body).toMatch(/\*\*Checks of this repository on this fix:\*\* \[passed\]\(http/);
  });
});

describe('infrastructure work', () => {
  const [incident] = incidentsIn(join(import.meta.dirname, '../../../../incidents')).filter(({ id }) =>
    id.startsWith('scenario-6'),
  );
  const workflow = {
    '.github/workflows/infra-remediation.yml': [
      'name: Infrastructure',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
      'run-name: ${{ inputs.action }} ${{ inputs.plan-hash }}',
      'on:',
      '  workflow_dispatch:',
      '    inputs:',
      ...['incident-id', 'action', 'parameters', 'plan-hash'].map((name) => `      ${name}: { required: true }`),
      '      issue-number: {}',
      'jobs:',
      '  preview: {}',
      '',
    ].join('\n'),
  };

  test('is asked for once per plan, by a run that bears its hash and is linked on the issue', async () => {
    world = await publishingWorld(workflow, { incident: incident! });
    const answered = await world.deliver();
    await world.deliver({}, { again: true });

    const { runs } = world.github.state();
    expect(runs).toMatchObject([{ workflow: 'infra-remediation.yml', ref: 'main', inputs: { action: 'scale_k8s' } }]);
    const planned = answered.verdict === 'answered' ? answered.documents.remediation.infrastructure : undefined;
    expect(runs[0]!.inputs).toMatchObject({
      'plan-hash': planned!.planHash,
      parameters: JSON.stringify(planned!.parameters),
      'issue-number': String(issues()[0]!.number),
    });
    expect(runs[0]!.title).toContain(planned!.planHash.slice(0, 12));
    expect(issues()[0]!.labels).toContain('infrastructure');
    expect(issues()[0]!.body).toMatch(
      new RegExp(`\\[infrastructure run\\]\\(http[^)]*/actions/runs/${runs[0]!.id}\\)`),
    );
  });

  test('is not asked for where no workflow would do it, and that is said', async () => {
    world = await publishingWorld({}, { incident: incident! });
    const answered = await world.deliver();
    expect(answered).toMatchObject({
      failures: [],
      documents: {
        publication: {
          records: expect.arrayContaining([
            expect.objectContaining({
              kind: 'dispatch',
              outcome: 'skipped',
              why: expect.stringContaining('infra-remediation.yml'),
            }),
          ]),
        },
      },
    });
  });
});
