import { SreError } from '@sre-aiops/core';
import { expect, test } from 'vitest';
import { codesOf, githubError, isAmbiguous, statusOf } from './errors.ts';

const byIntegration = 'Resource not accessible by integration';

/** What Octokit throws when GitHub answers so. */
function thrown(status: number, what: string, data: unknown, headers: Record<string, string> = {}) {
  const [method, path = ''] = what.split(' ');
  const message = typeof data === 'string' ? data : 'Validation Failed';
  return Object.assign(new Error(message), {
    status,
    request: { method, url: `https://github.shop.example/api/v3/repos/shop/app${path}` },
    response: { status, headers, data: typeof data === 'string' ? { message: data } : data },
  });
}

test.each([
  [
    'POST /pulls',
    'GitHub Actions is not permitted to create or approve pull requests.',
    'Allow GitHub Actions to create and approve',
  ],
  ['POST /pulls', byIntegration, 'pull-requests: write'],
  ['PATCH /pulls/3', byIntegration, '`pull-requests: write`'],
  ['POST /git/blobs', byIntegration, '`contents: write`'],
  ['GET /contents/a.txt?ref=main', byIntegration, '`contents: read`'],
  ['POST /issues', byIntegration, '`issues: write`'],
  ['POST /actions/workflows/ci.yml/dispatches', byIntegration, '`actions: write`'],
  ['GET /deployments', byIntegration, '`deployments: read`'],
  ['POST /git/trees', 'Repository was archived so is read-only.', 'unarchive'],
  [
    'PATCH /git/refs/heads/x',
    'refusing to allow an app to update workflow without `workflows` permission',
    'workflows` alone',
  ],
])('names what is missing for %s (%s)', (what, said, remedy) => {
  expect(githubError(thrown(403, what, said), 'do this')).toMatchObject({
    code: 'GITHUB_FORBIDDEN',
    message: `GitHub did not let us do this (403): ${said.replace(/\.$/, '')}.`,
    remedy: expect.stringContaining(remedy),
  });
});

test('believes GitHub where it names the permission itself', () => {
  const headers = { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' };
  const { remedy } = githubError(thrown(403, 'POST /labels', byIntegration, headers), 'make a label');
  expect(remedy).toContain('`issues: write` or `pull-requests: write`');
});

test.each([
  [401, 'GET /', 'Bad credentials', {}, 'TOKEN_INVALID', 'not expired'],
  [
    403,
    'GET /',
    'Resource protected by organization SAML enforcement.',
    { 'x-github-sso': 'required' },
    'GITHUB_FORBIDDEN',
    'single sign-on',
  ],
  [404, 'GET /contents/x', 'Not Found', {}, 'GITHUB_NOT_FOUND', 'private repository'],
  [410, 'POST /issues', 'Issues are disabled for this repo', {}, 'GITHUB_REFUSED', 'Features → Issues'],
  [410, 'GET /actions/jobs/1/logs', 'Gone', {}, 'GITHUB_REFUSED', 'expire'],
  [451, 'GET /', 'Repository access blocked', {}, 'GITHUB_REFUSED', 'legal'],
  [429, 'GET /', 'Too many requests', { 'retry-after': '300' }, 'GITHUB_LIMIT_REACHED', 'in 300 s'],
  [
    403,
    'GET /',
    'API rate limit exceeded',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1790000000' },
    'GITHUB_LIMIT_REACHED',
    'after 2026-09-',
  ],
  [502, 'GET /', 'Bad gateway', {}, 'GITHUB_UNREACHABLE', 'Run again'],
])('tells %i on %s (%s) from the others', (status, what, said, headers, code, remedy) => {
  const error = githubError(thrown(status, what, said, headers), 'do this');
  expect(error).toMatchObject({ code, remedy: expect.stringContaining(remedy) });
  expect(statusOf(error)).toBe(status);
});

test('repeats what GitHub says of a bad request: short, on one line, without hidden characters', () => {
  const errors = [
    { resource: 'Issue', field: 'title', code: 'missing_field' },
    { code: 'custom', message: 'no\n\u202e::error::' },
  ];
  const error = githubError(thrown(422, 'POST /issues', { message: 'Validation Failed', errors }), 'open the issue');
  expect(error.message).toBe(
    'GitHub did not let us open the issue (422): Validation Failed; title missing_field; no ::error::.',
  );
  expect(codesOf(error)).toEqual(['missing_field', 'custom']);
  expect(githubError(thrown(422, 'POST /issues', 'x'.repeat(100_000)), 'open the issue').message.length).toBeLessThan(
    400,
  );
});

test('knows what nobody knows: whether a write was done when no whole answer came', () => {
  const none = githubError(new Error('read ECONNRESET'), 'open the issue');
  expect([none.code, statusOf(none), isAmbiguous(none)]).toEqual(['GITHUB_UNREACHABLE', undefined, true]);
  expect(isAmbiguous(githubError(thrown(500, 'POST /issues', 'x'), 'open the issue'))).toBe(true);
  expect(isAmbiguous(githubError(thrown(403, 'POST /issues', 'x'), 'open the issue'))).toBe(false);
});

test('leaves our own errors as they are', () => {
  const error = new SreError('OPTION_INVALID', 'a', 'b');
  expect(githubError(error, 'do this')).toBe(error);
});
