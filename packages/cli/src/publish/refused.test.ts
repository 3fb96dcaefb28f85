import { type PublishingWorld, published, publishingWorld } from '@sre-aiops/testkit';
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

/** Delivers, and says why parts could not be published. */
async function failuresOf(...args: Parameters<PublishingWorld['deliver']>) {
  const answered = await world.deliver(...args);
  return answered.verdict === 'answered'
    ? answered.failures.map(({ code, message, remedy }) => ({ code, message, remedy }))
    : [];
}

describe('the policy of the repository', () => {
  test('report: the issue alone', async () => {
    world = await publishingWorld(policy('mode: report\n'));
    await world.deliver();
    expect([issues().length, pulls().length]).toEqual([1, 0]);
  });

  test('off: nothing', async () => {
    world = await publishingWorld(policy('mode: off\n'));
    const before = published(world);
    await world.deliver();
    expect(published(world)).toEqual(before);
    expect(world.proxy.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('that cannot be understood: nothing, and an error that says what to mend', async () => {
    world = await publishingWorld(policy('mode: sometimes\n'));
    const before = published(world);
    const [failure] = await failuresOf().catch((error) => [error]);
    expect(failure).toMatchObject({ code: 'POLICY_INVALID', message: expect.stringContaining('mode') });
    expect(published(world)).toEqual(before);
  });

  test('is that of the default branch: no branch can loosen it', async () => {
    world = await publishingWorld(policy('paths:\n  deny: [checkout.py]\n'));
    await world.github.act.push({ branch: 'loose', files: policy('mode: on\n') });
    const refusal = expect.objectContaining({
      kind: 'pull-request',
      outcome: 'skipped',
      why: expect.stringContaining('checkout.py'),
    });
    expect(await world.deliver()).toMatchObject({
      failures: [],
      documents: { publication: { records: expect.arrayContaining([refusal]) } },
    });
    expect(fix()).toBeUndefined();
    expect(issues()).toHaveLength(1);

    // It is refused every time, so the next delivery need not think again.
    await world.network();
    expect(await world.deliver()).toMatchObject({ verdict: 'known' });
    expect(requests()).toBe(1);
  });

  test('direct lessons: a commit on the default branch, or a pull request where that is protected', async () => {
    world = await publishingWorld(policy('knowledge:\n  publish: direct\n  path: docs/past\n'));
    await world.deliver();
    expect(Object.keys(world.github.state().files('main'))).toContain(
      'docs/past/incidents/20260412-checkout-f7c6470c.md',
    );
    expect(lesson()).toBeUndefined();
    world.github.act.protect();
    await world.deliver({ service: 'billing' });
    expect(Object.keys(lesson().files).some((path) => path.startsWith('docs/past/incidents/'))).toBe(true);
  });
});

describe('what GitHub refuses is named with its remedy, the rest is published, and a second run completes it', () => {
  test.each<[string, (act: PublishingWorld['github']['act']) => () => void, string, RegExp]>([
    [
      'pull requests by workflows',
      (act) => {
        act.allowActionsToOpenPulls(false);
        return () => act.allowActionsToOpenPulls(true);
      },
      'GITHUB_FORBIDDEN',
      /Allow GitHub Actions to create and approve pull requests.*compare\/main\.\.\.sre-aiops/s,
    ],
    [
      'issues',
      (act) => {
        act.enableIssues(false);
        return () => act.enableIssues(true);
      },
      'GITHUB_REFUSED',
      /Settings → General → Features → Issues/,
    ],
    [
      'writing contents',
      (act) => {
        act.refuse('contents');
        return () => act.allow('contents');
      },
      'GITHUB_FORBIDDEN',
      /`contents: write`/,
    ],
  ])('%s', async (_, refuse, code, remedy) => {
    world = await publishingWorld();
    await world.deliver();
    const whole = world.github.state();
    await world.close();

    world = await publishingWorld();
    const allow = refuse(world.github.act);
    const [failure] = await failuresOf().catch((error) => [error]);
    expect(failure).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
    allow();
    await world.deliver();
    expect(issues()).toHaveLength(1);
    expect(
      pulls()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(whole.pulls.map(({ title }) => title).sort());
    expect(issues()[0]!.body).toMatch(/Published: fix #\d+, lesson #\d+/);
  });

  test('an archived repository', async () => {
    world = await publishingWorld();
    world.github.act.archive();
    const [failure] = await failuresOf().catch((error) => [error]);
    expect(failure).toMatchObject({ code: 'GITHUB_FORBIDDEN', remedy: expect.stringContaining('unarchive') });
  });

  test('a token that is no good', async () => {
    world = await publishingWorld();
    const env = { GITHUB_TOKEN: 'ghp_wrong', GITHUB_API_URL: world.proxy.url };
    await expect(world.deliver({}, { env })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    await expect(world.deliver({}, { env: {} })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('a repository that is not there, and one that is no name', async () => {
    world = await publishingWorld();
    await expect(world.deliver({}, { repo: 'shop/other' })).rejects.toMatchObject({
      code: 'GITHUB_NOT_FOUND',
      remedy: expect.stringContaining('private'),
    });
    await expect(world.deliver({}, { repo: undefined })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
