import { type PublishingWorld, published, publishingWorld } from '@sre-aiops/testkit';
import { afterEach, expect, test } from 'vitest';

let world: PublishingWorld;
afterEach(() => world.close());

test('ten deliveries of one incident at once are one issue, one fix and one lesson', async () => {
  world = await publishingWorld();
  await world.deliver();
  const alone = published(world);
  await world.close();

  world = await publishingWorld();
  const results = await Promise.all(Array.from({ length: 10 }, () => world.deliver()));

  const failures = results.flatMap((result) => (result.verdict === 'answered' ? result.failures : []));
  expect(failures).toEqual([]);
  expect(world.proxy.violations).toEqual([]);
  expect(published(world)).toEqual(alone);
});

/** Takes a minute. */
test.runIf(process.env.SRE_AIOPS_LONG === '1')('fifty incidents at once are all learned, none twice', async () => {
  world = await publishingWorld();
  const names = Array.from({ length: 50 }, (_, index) => `service-${index}`);
  const results = await Promise.all(names.map((service) => world.deliver({ service }, { secondMs: 40 })));

  const failures = results.flatMap((result) => (result.verdict === 'answered' ? result.failures : []));
  expect(failures).toEqual([]);
  const { issues, pulls, files } = world.github.state();
  const lessons = pulls.filter(({ head }) => head.startsWith('sre-aiops/knowledge-'));
  expect(issues).toHaveLength(50);
  expect(lessons).toHaveLength(1);
  expect(pulls).toHaveLength(51);
  const learned = files(`refs/heads/${lessons[0]!.head}`);
  const entries = Object.keys(learned).filter((path) => path.startsWith('knowledge-base/incidents/'));
  expect(entries).toHaveLength(50);
  for (const service of names) {
    expect(entries.filter((path) => path.includes(`-${service}-`))).toHaveLength(1);
    expect(learned['knowledge-base/incidents.md']!.match(new RegExp(`incidents/[\\d]+-${service}-`, 'g'))).toHaveLength(
      1,
    );
  }
  process.stderr.write(`${world.proxy.calls.length} requests for fifty incidents at once\n`);
});
