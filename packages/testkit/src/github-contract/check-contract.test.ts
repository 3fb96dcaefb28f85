import { createEmulator } from 'emulate';
import { describe, expect, test } from 'vitest';
import { checkContract, type Exchange } from './check-contract.ts';
import { type Deviation, deviationAt, deviations } from './deviations.ts';
import { operationNameOf, subset } from './subset.ts';

const repo = '/repos/shop/bookshop';
const json = { 'content-type': 'application/json; charset=utf-8' };
const label = {
  id: 1,
  node_id: 'L1',
  url: 'https://api.github.com/repos/shop/bookshop/labels/incident',
  name: 'incident',
  description: null,
  color: 'ededed',
  default: false,
};

describe('the subset', () => {
  test('says where it comes from', () => {
    expect(subset.about).toContain(`@octokit/openapi ${subset.version}`);
  });

  test('refers to nothing that it does not hold', () => {
    const names = Array.from(JSON.stringify(subset).matchAll(/"#\/schemas\/([^"]+)"/g), (match) => match[1]!);
    expect(names.filter((name) => !(name in subset.schemas))).toEqual([]);
  });

  test.each([
    ['GET', `${repo}/contents/src/main/App.java`, '/repos/{owner}/{repo}/contents/{path}'],
    ['GET', `${repo}/contents`, '/repos/{owner}/{repo}/contents/{path}'],
    ['GET', `${repo}/contents/`, '/repos/{owner}/{repo}/contents/{path}'],
    ['GET', `${repo}/git/ref/heads/sre-aiops/x`, '/repos/{owner}/{repo}/git/ref/{ref}'],
    ['GET', `${repo}/git/ref/heads%2Fmain`, '/repos/{owner}/{repo}/git/ref/{ref}'],
    ['GET', `${repo}/issues/comments`, '/repos/{owner}/{repo}/issues/comments'],
    ['GET', `${repo}/issues/7/comments`, '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
    ['GET', `${repo}/commits/main/pulls`, '/repos/{owner}/{repo}/commits/{+commit_sha}/pulls'],
    ['GET', `${repo}/compare/main...sre-aiops/x`, '/repos/{owner}/{repo}/compare/{basehead}'],
  ])('knows what %s %s means', (method, path, expected) => {
    expect(operationNameOf(method, path)).toBe(`${method} ${expected}`);
  });
});

describe('a request', () => {
  test.each<[string, Exchange, string]>([
    ['to nowhere', { method: 'GET', path: `${repo}/incidents` }, 'GitHub documents no such operation'],
    ['to an issue without a number', { method: 'GET', path: `${repo}/issues/first` }, 'no such operation'],
    ['we never announced', { method: 'DELETE', path: `${repo}/git/refs/heads/main` }, 'not in our subset'],
    ['with an invented parameter', get('issues', { label: 'incident' }), 'query parameter label does not exist'],
    ['with a wrong value', get('issues', { state: 'any' }), 'query /state must be equal to one of'],
    ['with a word for a number', get('issues', { per_page: 'all' }), 'query /per_page must be integer'],
    ['for too large a page', get('issues', { per_page: '500' }), 'at most 100'],
    ['without its body', post('issues', undefined), 'request body is missing'],
    ['without a required field', post('git/refs', { ref: 'refs/heads/x' }), 'request /sha is missing'],
    ['with a wrong type', post('issues', { title: 't', labels: 'incident' }), 'request /labels must be array'],
    ['with an invented field', post('issues', { title: 't', colour: 'red' }), 'request /colour does not exist'],
    ['with an invented field inside', post('git/trees', { tree: [{ path: 'a', text: 'x' }] }), '/tree/0/text does not'],
    ['with a body that is not taken', { ...get('issues'), requestBody: {} }, 'GET takes no request body'],
  ])('%s is refused', (_, exchange, expected) => {
    expect(checkContract(exchange).join('\n')).toContain(expected);
  });

  test('as documented passes', () => {
    expect(checkContract(get('issues', { state: 'all', per_page: '100', labels: 'incident,P1' }))).toEqual([]);
    expect(checkContract(post('issues', { title: 't', labels: ['incident', { name: 'P1' }] }))).toEqual([]);
    expect(checkContract(post('actions/workflows/ci.yml/dispatches', { ref: 'main', inputs: { any: 'x' } }))).toEqual(
      [],
    );
    expect(checkContract(post('git/trees', { tree: [{ path: 'a', mode: '100644', sha: null }] }))).toEqual([]);
  });
});

describe('a response', () => {
  const asked = get('labels');

  test('as documented passes, with more fields too', () => {
    expect(checkContract({ ...asked, ...answered(200, [{ ...label, since: 2026 }]) })).toEqual([]);
  });

  test('without a required field is told by its place', () => {
    const { color: _, ...colourless } = label;
    expect(checkContract({ ...asked, ...answered(200, [label, colourless]) })).toEqual([
      'GET /repos/{owner}/{repo}/labels: response 200 /1/color is missing',
    ]);
  });

  test('may hold null only where GitHub says so', () => {
    expect(checkContract({ ...asked, ...answered(200, [{ ...label, description: null }]) })).toEqual([]);
    expect(checkContract({ ...asked, ...answered(200, [{ ...label, name: null }]) })).toHaveLength(1);
  });

  test('has a documented status, or one that GitHub answers everywhere', () => {
    expect(checkContract({ ...asked, ...answered(202, []) })).toEqual([expect.stringContaining('status 202')]);
    for (const status of [304, 401, 403, 429, 500, 502]) {
      expect(checkContract({ ...asked, ...answered(status, { message: 'No' }) })).toEqual([]);
    }
  });

  test('is JSON, unless another form was asked for', () => {
    const html = { responseHeaders: { 'content-type': 'text/html' }, responseBody: '<html>' };
    const diff = {
      responseHeaders: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
      responseBody: '',
    };
    expect(checkContract({ ...get('pulls/1'), status: 200, ...html })).toEqual([expect.stringContaining('not JSON')]);
    expect(checkContract({ ...get('pulls/1'), status: 200, ...diff })).toEqual([]);
  });

  test('is let off only by a short list of known operations', () => {
    expect(deviations.length).toBeLessThan(30);
    expect(deviations.filter(({ operation }) => operation !== '*' && !(operation in subset.operations))).toEqual([]);
  });
});

test('emulate deviates exactly where the list says', async () => {
  const github = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { 'test-token': { login: 'octo' } },
      github: {
        users: [{ login: 'octo' }],
        orgs: [{ login: 'shop', name: 'Shop' }],
        repos: [{ owner: 'shop', name: 'bookshop', auto_init: true }],
      },
    },
  });
  const exchanges: Exchange[] = [];
  async function call(method: string, path: string, requestBody?: unknown): Promise<unknown> {
    const response = await fetch(`${github.url}${repo}${path}`, {
      method,
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      ...(requestBody !== undefined && { body: JSON.stringify(requestBody) }),
    });
    const responseBody: unknown = await response.json();
    exchanges.push({
      method,
      path: `${repo}${path}`,
      requestBody,
      status: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody,
    });
    return responseBody;
  }
  const prepared = (method: string, path: string, body: object) =>
    fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  try {
    await prepared('POST', '/orgs/shop/teams', { name: 'Platform' });
    await prepared('PUT', '/orgs/shop/teams/platform/memberships/octo', { role: 'maintainer' });
    await prepared('PUT', `${repo}/collaborators/octo`, { permission: 'admin' });
    for (const path of ['', '/branches/main', '/commits', '/contents/README.md', '/labels']) await call('GET', path);
    await call('POST', '/issues', { title: 'HTTP 500 on /books', labels: ['incident'] });
    await call('POST', '/issues/1/assignees', { assignees: ['octo'] });
    await call('POST', '/issues/1/comments', { body: 'Again.' });
    await call('GET', '/issues/1');
    const { object } = (await call('GET', '/git/ref/heads/main')) as { object: { sha: string } };
    const { sha: tree } = (await call('POST', '/git/trees', {
      tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }],
    })) as { sha: string };
    const { sha } = (await call('POST', '/git/commits', { message: 'a', tree, parents: [object.sha] })) as {
      sha: string;
    };
    await call('POST', '/git/refs', { ref: 'refs/heads/topic', sha });
    await call('POST', '/pulls', { title: 'a', head: 'topic', base: 'main' });
  } finally {
    await github.close();
  }

  const met = new Set<Deviation>();
  const wrong = exchanges.flatMap((exchange) =>
    checkContract(exchange, (...place) => {
      const deviation = deviationAt(...place);
      if (deviation) met.add(deviation);
      return deviation;
    }),
  );
  expect(wrong).toEqual([]);
  expect(deviations.filter((deviation) => !met.has(deviation))).toEqual([]);
});

function get(path: string, query: Readonly<Record<string, string>> = {}): Exchange {
  return { method: 'GET', path: `${repo}/${path}`, query };
}

function post(path: string, requestBody: unknown): Exchange {
  return { method: 'POST', path: `${repo}/${path}`, requestBody };
}

function answered(status: number, responseBody: unknown) {
  return { status, responseHeaders: json, responseBody };
}
