import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn, type Told } from '../test-context.ts';
import { dependencyUpdate } from './index.ts';

async function pinned(
  before: Record<string, string>,
  after: Record<string, string>,
  told: Omit<Told, 'mode'> & { head?: Record<string, string> },
) {
  const { head, ...rest } = told;
  const code = memoryRepository({
    files: before,
    changes: [
      { number: 4, title: 'Bump (#4)', mergedAt: '2026-03-03T09:00:00Z', files: after },
      ...(head ? [{ number: 5, title: 'Next', mergedAt: '2026-03-03T10:00:00Z', files: head }] : []),
    ],
  });
  return dependencyUpdate.plan(
    await contextFor(code, { mode: 'dependency-regression', culprit: code.numbered(4), ...rest }),
  );
}

describe('pins the only bumped dependency back in', () => {
  test.each([
    [
      'pom.xml',
      '<p>\n  <properties>\n    <jackson.version>2.17.1</jackson.version>\n    <a>1</a>\n  </properties>\n</p>\n',
      '2.17.1',
      '2.18.0',
    ],
    [
      'api/pom.xml',
      '<p>\n  <dependency>\n    <groupId>io.acme</groupId>\n    <artifactId>rates</artifactId>\n    <version>1.4.2</version>\n  </dependency>\n</p>\n',
      '1.4.2',
      '2.0.0',
    ],
    ['build.gradle.kts', 'dependencies {\n    implementation("io.acme:rates:1.4.2")\n}\n', '1.4.2', '2.0.0'],
    ['gradle/libs.versions.toml', '[versions]\nrates = "1.4.2"\n', '1.4.2', '2.0.0'],
    ['package.json', '{\n  "dependencies": {\n    "@acme/rates": "^1.4.2"\n  }\n}\n', '^1.4.2', '^2.0.0'],
    ['requirements.txt', 'django==4.2\nacme-rates==1.4.2\n', '1.4.2', '2.0.0'],
    ['pyproject.toml', '[tool.poetry.dependencies]\nacme-rates = "^1.4.2"\n', '^1.4.2', '^2.0.0'],
    ['go.mod', 'module shop\n\nrequire (\n\tgithub.com/acme/rates v1.4.2\n)\n', 'v1.4.2', 'v1.9.0'],
    ['Gemfile', "gem 'rates', '~> 1.4'\n", '~> 1.4', '~> 2.0'],
    [
      'Shop/Shop.csproj',
      '<Project>\n  <PackageReference Include="Acme.Rates" Version="1.4.2" />\n</Project>\n',
      '1.4.2',
      '2.0.0',
    ],
    ['Cargo.toml', '[dependencies]\nrates = { version = "1.4", features = ["x"] }\n', '1.4', '2.0'],
    ['composer.json', '{\n  "require": {\n    "acme/rates": "^1.4"\n  }\n}\n', '^1.4', '^2.0'],
    [
      'main.tf',
      'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 4.67"\n    }\n  }\n}\n',
      '~> 4.67',
      '~> 5.0',
    ],
    ['Dockerfile', 'FROM eclipse-temurin:21.0.2-jre\nCOPY . .\n', '21.0.2-jre', '22-jre'],
    ['chart/Chart.yaml', 'name: shop\ndependencies:\n  - name: redis\n    version: 18.1.0\n', '18.1.0', '20.0.0'],
  ])('%s', async (path, before, from, to) => {
    const plan = planIn(
      await pinned({ [path]: before }, { [path]: before.replace(from, to) }, { log: ['NoSuchMethodError'] }),
    );

    expect(contentOf(plan, path)).toBe(before);
    expect(plan.title).toMatch(/^Pin .* back to /);
  });
});

test('takes the one that the stack trace names, with its lock entries, and leaves the other bump', async () => {
  const manifest = (rates: string, other: string) =>
    `{\n  "dependencies": {\n    "fast-rates": "${rates}",\n    "lodash": "${other}"\n  }\n}\n`;
  const lock = (rates: string, other: string) =>
    `{\n  "packages": {\n    "node_modules/fast-rates": {\n      "version": "${rates}",\n      "resolved": "r-${rates}.tgz"\n    },\n    "node_modules/left": {\n      "version": "1.0.0"\n    },\n    "node_modules/lodash": {\n      "version": "${other}",\n      "resolved": "l-${other}.tgz"\n    }\n  }\n}\n`;
  const example = 'TypeError: rates.of is not a function\n    at quote (/app/node_modules/fast-rates/index.js:3:1)';

  const plan = planIn(
    await pinned(
      { 'package.json': manifest('1.4.2', '4.0.0'), 'package-lock.json': lock('1.4.2', '4.0.0') },
      { 'package.json': manifest('2.0.0', '4.1.0'), 'package-lock.json': lock('2.0.0', '4.1.0') },
      { log: [{ example, frames: [{ symbol: 'quote', file: '/app/node_modules/fast-rates/index.js', line: 3 }] }] },
    ),
  );

  expect(contentOf(plan, 'package.json')).toBe(manifest('1.4.2', '4.1.0'));
  expect(contentOf(plan, 'package-lock.json')).toBe(lock('1.4.2', '4.1.0'));
});

test('keeps a dependency that a later change added beside it', async () => {
  const pom = (version: string, more = '') =>
    `<p>\n  <properties>\n    <rates.version>${version}</rates.version>\n${more}  </properties>\n</p>\n`;
  const more = '    <other.version>1.0</other.version>\n';

  const plan = planIn(
    await pinned(
      { 'pom.xml': pom('1.0') },
      { 'pom.xml': pom('2.0') },
      { log: ['x'], head: { 'pom.xml': pom('2.0', more) } },
    ),
  );

  expect(contentOf(plan, 'pom.xml')).toBe(pom('1.0', more));
});

test('declines when no version changed, and when the evidence names none of several', async () => {
  expect(await pinned({ 'a.py': '1' }, { 'a.py': '2' }, { log: ['x'] })).toHaveProperty('declined');
  expect(
    await pinned(
      { 'requirements.txt': 'aaa==1.0\nbbb==1.0\n' },
      { 'requirements.txt': 'aaa==1.1\nbbb==2.0\n' },
      { log: ['KeyError'] },
    ),
  ).toEqual({ declined: expect.stringContaining('names none of aaa and bbb') });
});

test('pins one package back where only the lock file moved, and never the product itself', async () => {
  const lock = (own: string, rates: string) =>
    `{\n  "name": "shop",\n  "version": "${own}",\n  "packages": {\n    "node_modules/fast-rates": {\n      "version": "${rates}"\n    }\n  }\n}\n`;

  const plan = planIn(
    await pinned(
      { 'package-lock.json': lock('1', '1.4.2') },
      { 'package-lock.json': lock('2', '1.5.0') },
      { log: ['x'] },
    ),
  );

  expect(contentOf(plan, 'package-lock.json')).toBe(lock('2', '1.4.2'));
  expect(
    await pinned({ 'package-lock.json': lock('1', '1') }, { 'package-lock.json': lock('2', '1') }, { log: ['x'] }),
  ).toHaveProperty('declined');
});

test('takes an override of a managed version out again', async () => {
  const pom = (more: string) =>
    `<p>\n  <properties>\n    <java.version>21</java.version>\n${more}  </properties>\n</p>\n`;

  const plan = planIn(
    await pinned(
      { 'pom.xml': pom('') },
      { 'pom.xml': pom('    <rates.version>3.3.1</rates.version>\n') },
      { log: ['x'] },
    ),
  );

  expect(contentOf(plan, 'pom.xml')).toBe(pom(''));
  expect(plan.title).toBe('Take rates.version 3.3.1 out again');
});

test('takes no setting of a manifest for a version', async () => {
  const manifest = (wait: string) => `{\n  "app": {\n    "wait": "${wait}"\n  }\n}\n`;

  expect(
    await pinned({ 'package.json': manifest('500') }, { 'package.json': manifest('900') }, { log: ['x'] }),
  ).toHaveProperty('declined');
});

test('pins back only the entry of a lock file whose new version stands in the trace, among entries on adjoining lines', async () => {
  const lock = (...versions: readonly string[]) =>
    `GEM\n  specs:\n    pool (${versions[0]})\n    rails (${versions[1]})\n    redis (${versions[2]})\n      redis-client (>= 0.22.0)\n`;
  const plan = planIn(
    await pinned(
      { 'Gemfile.lock': lock('2.4.1', '7.1.4', '5.2.0') },
      { 'Gemfile.lock': lock('3.0.2', '7.1.5', '5.3.0') },
      {
        log: [
          {
            example:
              "ArgumentError\n/gems/pool-3.0.2/lib/pool.rb:48:in `initialize'\n/rails/app/lib/redis.rb:3:in `fetch'",
            level: 'error',
          },
        ],
      },
    ),
  );

  expect(contentOf(plan, 'Gemfile.lock')).toBe(lock('2.4.1', '7.1.5', '5.3.0'));
});
