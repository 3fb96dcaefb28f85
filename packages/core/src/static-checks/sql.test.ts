import { expect, test } from 'vitest';
import { flywayOrder } from './flyway.ts';
import { postgresSql } from './sql.ts';
import type { PlanCheck } from './types.ts';

const folder = 'shop/src/main/resources/db/migration';

/** `outcome: detail` of a check over one new file in a repository. */
async function checked(check: PlanCheck, path: string, after: string, files: Record<string, string>, rollback = false) {
  const around = { paths: Object.keys(files).sort(), read: async (name: string) => files[name], rollback };
  const checks = await check([{ path, before: files[path], after }], around);
  return checks.map(({ outcome, detail }) => `${outcome}: ${detail}`).join('\n');
}

const postgres = {
  [`${folder}/V1__a.sql`]: "CREATE TABLE a (id bigserial PRIMARY KEY, tags text[] NOT NULL DEFAULT '{}');",
};

test("SQL is read by PostgreSQL's parser, with its line", async () => {
  const good = 'ALTER TABLE a\n  ADD COLUMN IF NOT EXISTS b jsonb;\nDO $$ BEGIN PERFORM 1; END $$;\n';
  expect(await checked(postgresSql, `${folder}/V2__b.sql`, good, postgres)).toMatch(/^passed/);
  const bad = 'ALTER TABLE a ADD b int;\nALTER TABLE a MODIFY COLUMN b int;\n';
  expect(await checked(postgresSql, `${folder}/V2__b.sql`, bad, postgres)).toMatch(
    /^failed: Line 2: syntax error at or near "MODIFY"/,
  );
});

test('SQL is left alone where it is not known to be of PostgreSQL', async () => {
  const bad = 'ALTER TABLE a MODIFY COLUMN b int;';
  const path = `${folder}/V2__b.sql`;
  expect(await checked(postgresSql, path, bad, {})).toMatch(/^skipped: No other script/);
  expect(
    await checked(postgresSql, path, bad, {
      ...postgres,
      [`${folder}/V0__m.sql`]: 'CREATE TABLE `m` (id int AUTO_INCREMENT);',
    }),
  ).toMatch(/^skipped: Other scripts/);
  expect(
    await checked(postgresSql, path, bad, { ...postgres, 'pom.xml': '<artifactId>mysql-connector-j</artifactId>' }),
  ).toMatch(/^skipped: The repository names another/);
  expect(await checked(postgresSql, path, `ALTER TABLE \${t} ADD b int`, postgres)).toMatch(
    /^skipped: It holds placeholders/,
  );
  expect(
    await checked(postgresSql, `${folder}/V1__a.sql`, bad, {
      ...postgres,
      [`${folder}/V1__a.sql`]: 'no',
      [`${folder}/V0__.sql`]: 'SELECT 1',
    }),
  ).toMatch(/^skipped: The file was not well formed before/);
});

test('a migration that Flyway would not run, or refuse, fails', async () => {
  const files = {
    [`${folder}/V1__a.sql`]: '',
    [`${folder}/V1.2__b.sql`]: '',
    [`${folder}/later/V10__c.sql`]: '',
    'other/src/main/resources/db/migration/V99__x.sql': '',
  };
  const order = (name: string, more: Record<string, string> = {}) =>
    checked(flywayOrder, `${folder}/${name}`, '', { ...files, ...more });
  expect(await order('V11__d.sql')).toBe('passed: Flyway runs it, after all others.');
  expect(await order('V10_1__d.sql')).toMatch(/^passed/);
  expect(await order('V10.0__d.sql')).toBe(`failed: ${folder}/later/V10__c.sql has the same version.`);
  expect(await order('V9__d.sql')).toMatch(/^failed: Its version is lower than that of .*V10__c\.sql/);
  expect(
    await order('V9__d.sql', {
      'shop/src/main/resources/application.yml': 'spring:\n  flyway:\n    out-of-order: true\n',
    }),
  ).toMatch(/^passed/);
  expect(await order('V11_d.sql')).toMatch(/^failed: Flyway passes over/);
  expect(await order('R__views.sql')).toMatch(/^passed/);
  expect(await order('afterMigrate__grant.sql')).toMatch(/^passed/);
  expect(await order('V12__.sql')).toMatch(/^failed: Flyway passes over/);
  expect(await checked(flywayOrder, `${folder}/V5__d.sql`, '', files, true)).toMatch(/^skipped: A rollback/);
});

test('all locations of one Flyway count, and no others', async () => {
  const extra = 'shop/src/main/resources/db/extra';
  const files = {
    [`${folder}/V1__a.sql`]: '',
    [`${extra}/V7__b.sql`]: '',
    'shop/src/main/resources/application.properties':
      'spring.flyway.locations=classpath:db/migration,classpath:db/extra\n',
  };
  expect(await checked(flywayOrder, `${folder}/V7__c.sql`, '', files)).toBe(
    `failed: ${extra}/V7__b.sql has the same version.`,
  );
  const vendors = { [`${folder}/mysql/V1__a.sql`]: '', [`${folder}/h2/V1__a.sql`]: '', [`${folder}/h2/V5__a.sql`]: '' };
  expect(await checked(flywayOrder, `${folder}/mysql/V2__b.sql`, '', vendors)).toMatch(/^passed/);
  expect(await checked(flywayOrder, 'sql/report.sql', '', vendors)).toBe('');
});
