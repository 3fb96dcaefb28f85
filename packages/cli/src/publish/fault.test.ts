import { type FaultKind, type PublishingWorld, published, publishingWorld, transientFaults } from '@sre-aiops/testkit';
import { expect, test } from 'vitest';

/** Every fault at every call that writes takes minutes; without this each call meets one of the faults, as each that reads does. */
const isLong = process.env.SRE_AIOPS_LONG === '1';

/** What became of one run with one fault in it; everything but the first means that a person had to look. */
type Outcome = 'healed' | 'healed by running again' | (string & {});

const whole = await withWorld(async (world) => {
  await world.deliver();
  return { writes: world.proxy.calls.map(({ method }) => method !== 'GET'), left: published(world) };
});

const faults = whole.writes.flatMap((isWrite, at) =>
  transientFaults
    .filter((_, index) => (isLong && isWrite) || index === at % transientFaults.length)
    .map((kind): [FaultKind, number] => [kind, at + 1]),
);
const outcomes = new Map<string, Outcome>();

test.concurrent.each(faults)('%s at call %i ends well, at the latest by running again', async (kind, at) => {
  const outcome = await outcomeOf(kind, at);
  outcomes.set(`${kind} at call ${at}`, outcome);
  expect(['healed', 'healed by running again']).toContain(outcome);
});

test('at least 95 % of the faults heal inside the run', () => {
  const told = [...outcomes].filter(([, outcome]) => outcome !== 'healed');
  process.stderr.write(`${outcomes.size - told.length} of ${outcomes.size} faults healed inside the run\n`);
  expect(outcomes.size).toBe(faults.length);
  expect(told.length).toBeLessThanOrEqual(0.05 * outcomes.size);
});

function outcomeOf(kind: FaultKind, at: number): Promise<Outcome> {
  return withWorld(async (world) => {
    await world.network({ kind, at, retryAfterSeconds: 1, pauseMs: 20 });
    const failure = await world.deliver().then(
      (responded) => (responded.verdict === 'answered' ? responded.failures[0] : undefined),
      (error: Error) => error,
    );
    if (failure && !('remedy' in failure)) return `no clear error: ${failure.stack}`;
    const wrong = world.proxy.violations;
    if (wrong.length > 0) return wrong.join();
    if (!failure) return differenceIn(world) ?? 'healed';
    await world.network();
    await world.deliver();
    return differenceIn(world) ?? 'healed by running again';
  });
}

/** What differs from a publication that nothing disturbed; `undefined` when nothing does. */
function differenceIn(world: PublishingWorld): string | undefined {
  try {
    expect(published(world)).toEqual(whole.left);
    return undefined;
  } catch (error) {
    return String(error).slice(0, 2_000);
  }
}

async function withWorld<T>(work: (world: PublishingWorld) => Promise<T>): Promise<T> {
  const world = await publishingWorld();
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}
