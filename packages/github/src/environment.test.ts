import { startGitHub, startProxy } from '@sre-aiops/testkit';
import { afterAll, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { assertProtected } from './environment.ts';
import { permissionFor } from './permission.ts';

const github = await startGitHub();
const proxy = await startProxy({ target: github.apiUrl, contract: true });
afterAll(async () => {
  expect(proxy.violations).toEqual([]);
  await proxy.close();
  await github.close();
});
const connection = connect({ repository: github.name, token: github.token, apiUrl: proxy.url });

test('an environment that nobody made protects nothing', async () => {
  await expect(assertProtected(connection, 'production')).rejects.toMatchObject({
    code: 'ENVIRONMENT_UNPROTECTED',
    message: expect.stringContaining('There is no environment production yet'),
    remedy: expect.stringContaining('Required reviewers'),
  });
});

test('one without reviewers protects nothing, one with reviewers does', async () => {
  github.act.setEnvironment('production', { isReviewed: false });
  await expect(assertProtected(connection, 'production')).rejects.toMatchObject({
    message: expect.stringContaining('Nobody has to approve'),
  });
  github.act.setEnvironment('production', { anyBranch: true });
  expect(await assertProtected(connection, 'production')).toEqual({ anyBranch: true });
  github.act.setEnvironment('production');
  expect(await assertProtected(connection, 'production')).toEqual({ anyBranch: false });
});

test('a token that may not look is told which permission is missing', () => {
  expect(permissionFor('GET', '/environments/production')).toBe('actions: read');
});
