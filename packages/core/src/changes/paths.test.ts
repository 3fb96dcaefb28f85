import { expect, test } from 'vitest';
import { type FileKind, fileKindOf, isMigration } from './paths.ts';

test.each<[string, FileKind]>([
  ['src/main/java/shop/Orders.java', 'code'],
  ['src/main/resources/mapper/OrderMapper.xml', 'code'],
  ['src/main/resources/logback.xml', 'config'],
  ['src/main/resources/application-prod.yml', 'config'],
  ['shop/settings.py', 'config'],
  ['deploy/production.env', 'config'],
  ['.babelrc', 'config'],
  ['envs/prod/renderer.yaml', 'config'],
  ['deploy/base/api/deployment.yaml', 'infrastructure'],
  ['security_groups.tf', 'infrastructure'],
  ['api.Dockerfile', 'infrastructure'],
  ['settings.gradle.kts', 'manifest'],
  ['requirements/base.txt', 'manifest'],
  ['.nvmrc', 'manifest'],
  ['environment.yml', 'manifest'],
  ['config/environment.yml', 'config'],
  ['Gemfile.lock', 'lock'],
  ['tests/conftest.py', 'test'],
  ['features/order.feature', 'test'],
  ['Shop.Tests/OrderSpecs.cs', 'test'],
  ['docs/overview.png', 'docs'],
  ['.github/workflows/ci.yml', 'ci'],
  ['db/migrate/20260101120000_add_total.rb', 'migration'],
])('%s is of the kind %s', (path, kind) => {
  expect(fileKindOf(path)).toBe(kind);
});

test('tells a versioned migration, which a database may have applied, from a script beside it', () => {
  expect(isMigration('src/main/resources/db/migration/V12__totals.sql')).toBe(true);
  expect(isMigration('db/migrations/0005_window.up.sql')).toBe(true);
  expect(isMigration('app/migrations/helpers.py')).toBe(false);
});
