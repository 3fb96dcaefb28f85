import { type PublishingWorld, publishingWorld, sampleAlert } from '@sre-aiops/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** A thousand in the long form. */
const deliveries = process.env.SRE_AIOPS_LONG === '1' ? 999 : 198;

let world: PublishingWorld;
beforeEach(async () => {
  world = await publishingWorld();
  await world.deliver();
});
afterEach(() => world.close());

test('any number of deliveries of one alert cost a request each, and write nothing', async () => {
  await world.network();
  for (let sent = 0; sent < deliveries; sent += 9) {
    const results = await Promise.all(Array.from({ length: 9 }, () => world.deliver()));
    expect(results.map(({ verdict }) => verdict)).toEqual(Array(9).fill('known'));
  }

  const { issues, pulls } = world.github.state();
  expect(issues).toMatchObject([{ comments: [] }]);
  expect(pulls).toHaveLength(2);
  expect(world.proxy.calls).toHaveLength(deliveries);
  expect(new Set(world.proxy.calls.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('seventy recurrences are one issue that counts them, with a comment an hour', async () => {
  const began = Date.parse(sampleAlert.firedAt);
  await world.network();
  for (let minute = 1; minute <= 70; minute++) {
    await world.deliver({ firedAt: new Date(began + minute * 60_000).toISOString() });
  }

  const { issues, pulls } = world.github.state();
  expect(pulls).toHaveLength(2);
  expect(issues).toHaveLength(1);
  expect(issues[0]!.body).toContain('**Fired 71 times**, first 2026-04-12 10:00 UTC, last 2026-04-12 11:10 UTC.');
  expect(issues[0]!.comments).toHaveLength(2);
  expect(world.proxy.violations).toEqual([]);
  process.stderr.write(`${world.proxy.calls.length / 70} requests for a recurrence\n`);
});

test('forty recurrences at once are all counted', async () => {
  const began = Date.parse(sampleAlert.firedAt);
  const minutes = Array.from({ length: 40 }, (_, index) => index + 1);
  await Promise.all(
    minutes.map((minute) => world.deliver({ firedAt: new Date(began + minute * 60_000).toISOString() })),
  );
  await world.deliver({ firedAt: new Date(began + 41 * 60_000).toISOString() });

  const [issue] = world.github.state().issues;
  expect(issue!.body).toContain('**Fired 42 times**');
  expect(issue!.comments.length).toBeLessThanOrEqual(1);
});
