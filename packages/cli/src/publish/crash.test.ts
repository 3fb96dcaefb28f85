import { join } from 'node:path';
import { incidentsIn, type PublishingWorld, published, publishingWorld } from '@sre-aiops/testkit';
import { describe, expect, test } from 'vitest';

const bundled = incidentsIn(join(import.meta.dirname, '../../../../incidents'));

/** The infrastructure incident takes a minute more. */
const isLong = process.env.SRE_AIOPS_LONG === '1';

/** An application incident ends in a fix, an infrastructure incident in a dispatched workflow. */
const kinds: readonly (readonly [string, () => Promise<PublishingWorld>])[] = [
  ['an application incident', () => publishingWorld()],
  ...(isLong ? [['an infrastructure incident', infrastructureWorld] as const] : []),
];

function infrastructureWorld(): Promise<PublishingWorld> {
  const incident = bundled.find(({ id }) => id.startsWith('scenario-6'))!;
  return publishingWorld({ '.github/workflows/infra-remediation.yml': infrastructureWorkflow }, { incident });
}

const infrastructureWorkflow = [
  'name: Infrastructure',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
  'run-name: ${{ inputs.action }} ${{ inputs.plan-hash }}',
  'on:',
  '  workflow_dispatch:',
  '    inputs:',
  ...['incident-id', 'action', 'parameters', 'plan-hash', 'issue-number'].map((name) => `      ${name}: {}`),
  'jobs:',
  '  preview: {}',
  '',
].join('\n');

for (const [kind, begin] of kinds) {
  const undisturbed = await inWorld(begin, async (world) => {
    await world.deliver();
    const { calls } = world.proxy;
    // Of what is only read one call is as good as another.
    return { left: published(world), calls: calls.length, first: calls.findIndex(({ method }) => method === 'POST') };
  });
  const places = Array.from({ length: undisturbed.calls }, (_, index) => index + 1).filter(
    (at) => kind.startsWith('an app') || at >= undisturbed.first,
  );

  describe(kind, () => {
    test.concurrent.each(places)('stopped dead after call %i and run again, leaves the same', (at) =>
      inWorld(begin, async (world) => {
        await world.network({ kind: 'stop-after', at });
        await world.deliver().catch(() => undefined);
        expect(world.proxy.stopped).toBe(true);
        await world.network();
        await world.deliver();
        expect(world.proxy.violations).toEqual([]);
        expect(published(world)).toEqual(undisturbed.left);
      }),
    );
  });
}

async function inWorld<T>(
  begin: () => Promise<PublishingWorld>,
  work: (world: PublishingWorld) => Promise<T>,
): Promise<T> {
  const world = await begin();
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}
