import { expect, test } from 'vitest';
import { addedSecrets, addsSecretManifest, sealedBy } from './secrets.ts';

/** Of the form of a token, made here so that no scanner stumbles over this file. */
const token = `ghp${'_'}${'aB3dE6gH9j'.repeat(4).slice(0, 36)}`;
const key = ['-----BEGIN RSA PRIVATE', 'KEY-----\nMIIabc\n-----END RSA PRIVATE', 'KEY-----'].join(' ');

test.each([
  [`const t = '${token}';`, 'github-token'],
  [`key: |\n${key}`, 'private-key'],
  ['password: "Winter2024!xx"', 'password'],
  ['DB_URL=postgresql://shop:s3cr3t-Pw9@db/shop', 'password'],
  ['client_secret = "x8Zq-11!kd93Lm"', 'token'],
])('finds what is secret in %j', (text, kind) => {
  expect(addedSecrets(text, [])).toEqual([kind]);
});

test.each([
  'String password = request.getPassword();',
  'password = configuration.credentials().getPassword',
  'const token = await fetchToken(user);',
  'token = crypto.randomBytes(16)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a shell
  'DB_PASSWORD: ${DB_PASSWORD}',
  'secretKeyRef: { name: db, key: password }',
  'password: changeme',
  'author: reader@mail.example',
  'card 4111 1111 1111 1111',
  'sha256: 0f343b0931126a20f133d67c2b018a3b5e7c7d5a7b3b6d0a1e2f3c4d5e6f7a8b',
])('takes %j for no secret', (text) => {
  expect(addedSecrets(text, [])).toEqual([]);
});

test('counts only what was not there before, also when it moved to another file', () => {
  expect(addedSecrets(`a\n${token}\nb`, ['other', `x ${token} y`])).toEqual([]);
});

test.each([
  ['a: 1\nsops:\n    mac: ENC[AES256_GCM,data:x]\n', 'SOPS'],
  ['{"sops": {\n  "mac": "ENC[AES256_GCM"}}', 'SOPS'],
  ['A=1\nsops_mac=ENC[AES256_GCM]\n', 'SOPS'],
  ['$ANSIBLE_VAULT;1.1;AES256\n6162', 'Ansible'],
])('sees that %j is sealed', (text, by) => {
  expect(sealedBy(text)).toContain(by);
});

test('sees a Kubernetes Secret more, and none where there was one', () => {
  const secret = 'apiVersion: v1\nkind: Secret\n';
  expect(addsSecretManifest(secret, '')).toBe(true);
  expect(addsSecretManifest('kind: SealedSecret # x\n', '')).toBe(true);
  expect(addsSecretManifest(`${secret}metadata: {}\n`, secret)).toBe(false);
  expect(addsSecretManifest('kind: SecretStore\n', '')).toBe(false);
});
