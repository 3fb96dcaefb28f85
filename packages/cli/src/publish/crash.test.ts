import { published, publishingWorld } from '@sre-aiops/testkit';
import { expect, test } from 'vitest';

/** One publication without a crash: what it leaves, and how many calls it took. */
async function undisturbed() {
  const world = await publishingWorld();
  try {
    const { verdict } = await world.deliver();
    return { verdict, left: published(world), calls: world.proxy.calls.length };
  } finally {
    await world.close();
  }
}

const whole = await undisturbed();

test('a publication that nothing disturbs is one issue, one fix and one lesson', () => {
  expect(whole.verdict).toBe('answered');
  expect(whole.left).toMatchObject({
    issues: [{ state: 'open' }],
    pulls: [{ title: expect.stringContaining('Take back') }, { title: expect.stringContaining('knowledge-base') }],
  });
});

test.each(Array.from({ length: whole.calls }, (_, index) => index + 1))(
  'stopped dead after call %i and run again, it leaves the same',
  async (at) => {
    const world = await publishingWorld();
    try {
      await world.network({ kind: 'stop-after', at });
      await world.deliver().catch(() => undefined);
      expect(world.proxy.stopped).toBe(true);
      await world.network();
      await world.deliver();
      expect(world.proxy.violations).toEqual([]);
      expect(published(world)).toEqual(whole.left);
    } finally {
      await world.close();
    }
  },
);
