import { expect, test } from 'vitest';
import { startGitHub } from '../github/start-github.ts';
import { startProxy } from '../proxy/proxy.ts';

test('the GitHub of the tests keeps GitHub’s contract, on every operation we call', async () => {
  const github = await startGitHub({
    files: {
      'README.md': '# Bookshop\n',
      '.github/workflows/ci.yml': 'name: CI\non:\n  workflow_dispatch:\n  push:\njobs: {}\n',
    },
  });
  const proxy = await startProxy({ target: github.apiUrl, contract: true });
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(
      `${proxy.url}${path.startsWith('^') ? path.slice(1) : `/repos/${github.name}${path}`}`,
      {
        method,
        headers: { authorization: `Bearer ${github.token}`, 'content-type': 'application/json' },
        redirect: 'manual',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    return /^[{[]/.test(text) ? JSON.parse(text) : undefined;
  }
  try {
    const head = await call('GET', '/git/ref/heads/main');
    const sha = within(head, 'object', 'sha');
    const commit = await call('GET', `/git/commits/${sha}`);
    for (const path of ['^/user', '^/rate_limit', '', '/branches/main', '/commits?per_page=5', `/commits/${sha}`]) {
      await call('GET', path);
    }
    await call('GET', `/git/trees/${within(commit, 'tree', 'sha')}?recursive=1`);
    await call('GET', '/contents/README.md');
    await call('GET', '/contents/?ref=main');
    await call('GET', '/contents/none.md');
    const blob = await call('POST', '/git/blobs', { content: 'price: 1\n', encoding: 'utf-8' });
    await call('GET', `/git/blobs/${within(blob, 'sha')}`);
    const entry = { path: 'config.yml', mode: '100644', type: 'blob', sha: within(blob, 'sha') };
    const tree = await call('POST', '/git/trees', { base_tree: within(commit, 'tree', 'sha'), tree: [entry] });
    const next = await call('POST', '/git/commits', {
      message: 'fix: price',
      tree: within(tree, 'sha'),
      parents: [sha],
    });
    await call('POST', '/git/refs', { ref: 'refs/heads/sre-aiops/fix', sha });
    await call('POST', '/git/refs', { ref: 'refs/heads/sre-aiops/fix', sha });
    await call('PATCH', '/git/refs/heads/sre-aiops/fix', { sha: within(next, 'sha'), force: false });
    await call('POST', '/git/refs', { ref: 'refs/sre-aiops/claims/abc', sha });
    await call('GET', '/git/matching-refs/sre-aiops/claims/');
    await call('GET', '/compare/main...sre-aiops/fix');
    await call('POST', '/labels', { name: 'incident', color: 'd73a4a', description: 'Something broke' });
    await call('POST', '/labels', { name: 'incident', color: 'd73a4a' });
    await call('PATCH', '/labels/incident', { color: 'b60205' });
    await call('GET', '/labels?per_page=100');
    await call('POST', '/issues', { title: 'HTTP 500', body: 'Since 12:00.', labels: ['incident', 'P1'] });
    await call('PATCH', '/issues/1', { body: 'Since 11:58.' });
    await call('GET', '/issues/1');
    const comment = await call('POST', '/issues/1/comments', { body: 'Again.' });
    await call('PATCH', `/issues/comments/${within(comment, 'id')}`, { body: 'Again, twice.' });
    await call('GET', '/issues/1/comments');
    await call('POST', '/issues/1/labels', { labels: ['P1'] });
    await call('POST', '/issues/1/assignees', { assignees: ['on-call'] });
    const pull = { title: 'fix: price', head: 'sre-aiops/fix', base: 'main', body: 'Fixes the price.', draft: true };
    const number = within(await call('POST', '/pulls', pull), 'number');
    await call('POST', '/pulls', pull);
    await call('GET', '/pulls?state=open&head=shop:sre-aiops/fix');
    await call('GET', `/pulls/${number}`);
    await call('PATCH', `/pulls/${number}`, { body: 'Fixes the price of books.' });
    await call('GET', `/pulls/${number}/files?per_page=100`);
    await call('GET', '/issues?state=all&labels=incident&per_page=100');
    await call('GET', '/issues?state=all');
    await call('GET', '/tarball/main');
    const deployment = await call('POST', '/deployments', {
      ref: 'main',
      environment: 'production',
      required_contexts: [],
    });
    await call('POST', `/deployments/${within(deployment, 'id')}/statuses`, { state: 'success' });
    await call('GET', '/deployments?environment=production&per_page=10');
    await call('GET', `/deployments/${within(deployment, 'id')}/statuses`);
    await call('POST', '/actions/workflows/ci.yml/dispatches', { ref: 'main', return_run_details: true });
    await call('POST', '/actions/workflows/ci.yml/dispatches', { ref: 'main' });
    const runs = await call('GET', '/actions/runs?branch=main');
    await call('GET', '/actions/workflows/ci.yml/runs?event=workflow_dispatch');
    const run = within(runs, 'workflow_runs', 0, 'id');
    await call('GET', `/actions/runs/${run}`);
    const jobs = await call('GET', `/actions/runs/${run}/jobs`);
    await call('GET', `/actions/jobs/${within(jobs, 'jobs', 0, 'id') ?? 1}/logs`);
    await call('POST', '/issues', { title: 'x'.repeat(300) });
    await call('GET', '/issues/4711');
  } finally {
    await proxy.close();
    await github.close();
  }
  expect(proxy.violations).toEqual([]);
  const asked = proxy.calls.filter(({ serverStatus = 500 }) => serverStatus < 400);
  expect(asked.length).toBeGreaterThan(45);
});

function within(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}
