import { startGitHub } from '@sre-aiops/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type ConnectOptions, connect } from '../connect.ts';
import { githubReader } from '../reader/reader.ts';
import type { Bench } from './bench.ts';
import { cancelRun } from './put-dispatch.ts';
import { dispatchOnce } from './runs.ts';

const github = await startGitHub({
  name: 'shop/app',
  files: { '.github/workflows/infra.yml': 'on:\n  workflow_dispatch:\njobs: {}\n' },
});
afterAll(() => github.close());

let key = 0;
beforeEach(() => {
  key += 1;
});

function benchOn(fetch?: ConnectOptions['fetch']): Bench {
  const { apiUrl, token, name: repository } = github;
  const connection = connect({ repository, token, apiUrl, secondMs: 1, fetch });
  const bench = { connection, trees: githubReader(connection), wait: async () => {}, leaseMs: 1_000 };
  return bench as unknown as Bench;
}

const start = (bench: Bench) =>
  dispatchOnce(bench, {
    key: `key-${key}`,
    name: 'plan-1',
    workflow: 'infra.yml',
    ref: 'main',
    inputs: {},
    isIt: () => false,
  });

/** Answers in place of GitHub where a dispatch asks for the run. */
function front(answer: (body: string) => Response | undefined): ConnectOptions['fetch'] {
  return async (url, init) => {
    const replaced = String(url).endsWith('/dispatches') ? answer(String(init?.body)) : undefined;
    return replaced ?? fetch(url, init);
  };
}

test('a workflow is started once, though nothing in its run shows what for', async () => {
  const before = github.state().runs.length;
  const first = await start(benchOn());
  const second = await start(benchOn());
  expect([first.made, second.made]).toEqual([true, false]);
  expect(second.value.page).toBe(first.value.page);
  expect(github.state().runs).toHaveLength(before + 1);
});

test('a server that does not know how to answer with the run is asked without', async () => {
  const before = github.state().runs.length;
  const old = front((body) =>
    body.includes('return_run_details')
      ? Response.json({ message: 'Invalid request.\n\n"return_run_details" is not a permitted key.' }, { status: 422 })
      : undefined,
  );
  const { made, value } = await start(benchOn(old));
  expect(made).toBe(true);
  expect(value.page).toBe(`${github.serverUrl}/shop/app/actions/workflows/infra.yml`);
  expect((await start(benchOn(old))).made).toBe(false);
  expect(github.state().runs).toHaveLength(before + 1);
});

test('a dispatch that is refused can be asked for again, without waiting for the one who was refused', async () => {
  const refused = front(() => Response.json({ message: 'Must have admin rights' }, { status: 403 }));
  for (let run = 0; run < 4; run++) {
    await expect(start(benchOn(refused))).rejects.toMatchObject({ code: 'GITHUB_FORBIDDEN' });
  }
  expect((await start(benchOn())).made).toBe(true);
});

test('a run is cancelled as long as it waits, never while it works', async () => {
  const waiting = await start(benchOn());
  expect(await cancelRun(benchOn(), waiting.value.page)).toBe(true);
  const working = await github.act.addRun({ workflow: 'infra.yml', branch: 'main' });
  expect(await cancelRun(benchOn(), `${github.serverUrl}/shop/app/actions/runs/${working}`)).toBe(false);
});
