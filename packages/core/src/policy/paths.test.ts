import { expect, test } from 'vitest';
import { foldedPath, refusedPath } from './paths.ts';

test.each([
  '.GITHUB/workflows/x.yml',
  '.github\u200b/workflows/x.yml',
  '.ｇithub/workflows/x.yml',
  '.github./workflows/x.yml',
  '.github /workflows/x.yml',
  '.github\u00a0/workflows/x.yml',
  '.git /config',
  '.git./config',
  '.Git/hooks/pre-commit',
  '.g\u200cit/config',
  'git~1/config',
  'sub/.git::$INDEX_ALLOCATION/config',
  'a.txt:stream',
  'a.txt::$DATA',
  '..\\x',
  'a\\..\\..\\x',
  '..%2fx',
  'a/%2e%2e/x',
  'a/..%5cx',
  'a%00.txt',
  'a/ b.txt',
  'a/b.txt ',
  'a/b.txt.',
  'a/\u202Etxt.exe',
  'a/b\u2028c',
  'a\ud800b',
  'a//b',
  './a',
  'a/.',
  '//server/share',
  'c:a',
  `a/${'x'.repeat(256)}`,
  'x/'.repeat(600).concat('y'),
])('refuses the hostile path %j', (path) => {
  expect(refusedPath(path)).toBeDefined();
});

test.each([
  '.env',
  'app/.env',
  '.ENV.production',
  'deploy/.env.local',
  'tls/server.pem',
  'config/master.key',
  'release.JKS',
  'me.pfx',
  'home/.ssh/config',
  'keys/id_rsa',
  'keys/id_ed25519.pub',
  '.npmrc',
  'a/.netrc',
  '.pypirc',
  'kubeconfig',
  'ops/kubeconfig-prod.yaml',
  '.kube/config',
  'prod.kubeconfig',
  'secrets.yaml',
  'k8s/db-secrets.yml',
  'templates/secret.yaml',
  'gcp/service-account-prod.json',
  'credentials.json',
  'config/credentials.yml.enc',
  '.sops.yaml',
  'values.sops.yaml',
  'db.enc.yaml',
  'taxoffice.sealed.yaml',
  'sealed-secrets/db-sealedsecret.yaml',
  'terraform.tfstate',
  '.gitattributes',
  '.circleci/config.yml',
  'ci/Jenkinsfile',
  '.github/sre-aiops.yml',
])('leaves %s to people', (path) => {
  expect(refusedPath(path)).toBeDefined();
});

test.each([
  'src/main/java/Secrets.java',
  'src/secret/rotate.ts',
  'docs/secrets.md',
  'k8s/external-secret-store.md',
  '.env.example',
  'deploy/production.env',
  'src/keys.ts',
  'src/monkey.py',
  'i18n/key.json',
  'app/[id]/page.tsx',
  'app/@modal/(.)photo/page.tsx',
  'docs/größe übersicht.md',
  'docs/cafe\u0301.md',
  'a/...b',
  '.gitignore',
  '.github.md',
  'github/x.yml',
  'values-prod.yaml',
  'notes/100%.md',
  'k8s/network-policy.yaml',
])('lets %s through', (path) => {
  expect(refusedPath(path)).toBeUndefined();
});

test('folds what some file system takes for one name', () => {
  expect(foldedPath('Docs/CAFE\u0301.md')).toBe(foldedPath('docs/caf\u00e9.md'));
  expect(foldedPath('.ＧＩＴ. /x')).toBe('.git/x');
});

test('comes to an end on a path made to be slow', () => {
  refusedPath(`${' . '.repeat(80)}x`);
  foldedPath(`${' .'.repeat(50_000)}x`);
});
