import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn } from '../test-context.ts';
import { flywayMigration } from './index.ts';

const folder = 'ledger/src/main/resources/db/migration';
const invoice = (fields: string) => `package ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;

@Entity
public class Invoice {

    @Id
    private Long id;

    @Column(nullable = false, precision = 12, scale = 2)
    private BigDecimal total;
${fields}}
`;
const discount = `
    @Column(name = "discount_old", precision = 12, scale = 2)
    private BigDecimal discountOld;
`;
const first = {
  [`${folder}/V1__create_invoice.sql`]:
    'create table invoice (\n    id bigint primary key,\n    total numeric(12, 2) not null\n);\n',
  [`${folder}/V2__add_discount.sql`]:
    '-- The discount before.\nalter table invoice add column discount_old numeric(12, 2);\n',
  'ledger/src/main/java/ledger/Invoice.java': invoice(discount),
  'README.md': '# Ledger\n',
};

function moved(history: string) {
  return memoryRepository({
    files: first,
    changes: [
      {
        number: 21,
        title: 'Keep a history of discounts (#21)',
        mergedAt: '2026-03-03T09:00:00Z',
        files: {
          [`${folder}/V3__create_discount_history.sql`]: history,
          'ledger/src/main/java/ledger/Invoice.java': invoice(''),
        },
      },
      {
        number: 22,
        title: 'Say more (#22)',
        mergedAt: '2026-03-03T11:00:00Z',
        files: { 'README.md': '# The ledger\n' },
      },
    ],
  });
}

const table =
  'create table discount_history (invoice_id bigint not null, discount_old numeric(12, 2), changed_at timestamptz not null);\n';
const ambiguous =
  'org.postgresql.util.PSQLException: ERROR: column reference "discount_old" is ambiguous\n  Position: 8';

describe('an ambiguous column', () => {
  test('is dropped where the change left it behind, when its values were copied', async () => {
    const code = moved(`${table}insert into discount_history select id, discount_old, now() from invoice;\n`);
    const context = await contextFor(code, {
      mode: 'schema-drift',
      log: [ambiguous],
      culprit: code.numbered(21),
      service: 'ledger',
    });

    const plan = planIn(await flywayMigration.plan(context));

    expect(contentOf(plan, `${folder}/V4__drop_discount_old_from_invoice.sql`)).toMatch(
      /^(?:-- .*\n)+alter table invoice drop column discount_old;\n$/,
    );
    expect(plan.risk.destructive).toBe(true);
    expect(plan.rollback).toContain('add column discount_old numeric(12, 2)');
  });

  test('is set aside, not dropped, when nobody copied its values', async () => {
    const code = moved(table);
    const context = await contextFor(code, { mode: 'schema-drift', log: [ambiguous], culprit: code.numbered(21) });

    const plan = planIn(await flywayMigration.plan(context));

    expect(plan.edits[0]?.content).toContain('alter table invoice rename column discount_old to discount_old_unused;');
    expect(plan.risk.destructive).toBe(false);
  });

  test('is left to others when only one table has it', async () => {
    const code = moved('create table audit (id bigint primary key);\n');
    const context = await contextFor(code, { mode: 'schema-drift', log: [ambiguous], culprit: code.numbered(21) });

    expect(await flywayMigration.plan(context)).toHaveProperty('declined');
  });
});

function mapped(field: string, version = 'V1__create_invoice.sql') {
  return memoryRepository({
    files: {
      [`${folder}/${version}`]:
        'CREATE TABLE invoice (\n    id BIGINT PRIMARY KEY,\n    total NUMERIC(12, 2) NOT NULL\n);\n',
      'ledger/src/main/java/ledger/Invoice.java': invoice(''),
    },
    changes: [
      {
        number: 7,
        title: 'Invoices have a currency',
        mergedAt: '2026-03-03T09:00:00Z',
        files: { 'ledger/src/main/java/ledger/Invoice.java': invoice(field) },
      },
    ],
  });
}

describe('a missing column', () => {
  test.each([
    ['PostgreSQL', 'ERROR: column i1_0.currency does not exist', "ADD COLUMN currency VARCHAR(3) NOT NULL DEFAULT ''"],
    [
      'MySQL',
      "java.sql.SQLSyntaxErrorException: Unknown column 'i1_0.currency' in 'field list'",
      'currency VARCHAR(3)',
    ],
    [
      'SQL Server',
      "com.microsoft.sqlserver.jdbc.SQLServerException: Invalid column name 'currency'.",
      'ADD currency VARCHAR(3)',
    ],
    ['Hibernate', 'Schema-validation: missing column [currency] in table [invoice]', 'ADD COLUMN currency VARCHAR(3)'],
  ])('is added as the mapping has it, in the words of %s', async (_, line, sql) => {
    const code = mapped('\n    @Column(nullable = false, length = 3)\n    private String currency;\n');
    const context = await contextFor(code, { mode: 'schema-drift', log: [line], culprit: code.numbered(7) });

    const plan = planIn(await flywayMigration.plan(context));

    expect(plan.edits[0]?.path).toBe(`${folder}/V2__add_currency_to_invoice.sql`);
    expect(plan.edits[0]?.content).toContain(sql);
  });

  test.each([
    ['V1__a.sql', 'V2__'],
    ['V009__a.sql', 'V010__'],
    ['V1.4__a.sql', 'V1.5__'],
    ['V1_4__a.sql', 'V1_5__'],
    ['V20260115093000__a.sql', 'V20260304104500__'],
  ])('takes the next version after %s', async (version, next) => {
    const code = mapped('\n    private String currency;\n', version);
    const context = await contextFor(code, {
      mode: 'schema-drift',
      log: ['column "currency" does not exist'],
      culprit: code.numbered(7),
    });

    expect(planIn(await flywayMigration.plan(context)).edits[0]?.path).toContain(`/${next}`);
  });

  test('comes back and is filled again when the change renamed it under the code', async () => {
    const code = memoryRepository({
      files: first,
      changes: [
        {
          number: 30,
          title: 'Clearer name',
          mergedAt: '2026-03-03T09:00:00Z',
          files: {
            [`${folder}/V3__rename.sql`]: 'alter table invoice rename column discount_old to previous_discount;\n',
          },
        },
      ],
    });
    const context = await contextFor(code, {
      mode: 'schema-drift',
      log: ['ERROR: column i1_0.discount_old does not exist'],
      culprit: code.numbered(30),
    });

    const plan = planIn(await flywayMigration.plan(context));

    expect(plan.edits[0]?.content).toContain('alter table invoice add column discount_old numeric(12, 2);\n');
    expect(plan.edits[0]?.content).toContain('update invoice set discount_old = previous_discount;\n');
  });
});

test('a rule that the change brought too early is taken back', async () => {
  const code = memoryRepository({
    files: first,
    changes: [
      {
        number: 31,
        title: 'Discounts are mandatory',
        mergedAt: '2026-03-03T09:00:00Z',
        files: { [`${folder}/V3__strict.sql`]: 'alter table invoice alter column discount_old set not null;\n' },
      },
    ],
  });
  const context = await contextFor(code, {
    mode: 'schema-drift',
    log: ['ERROR: null value in column "discount_old" of relation "invoice" violates not-null constraint'],
    culprit: code.numbered(31),
  });

  const plan = planIn(await flywayMigration.plan(context));

  expect(plan.edits[0]?.content).toContain('alter table invoice alter column discount_old drop not null;');
});

test('a repository of another migration tool is left to others, by name', async () => {
  const code = memoryRepository({ files: { 'alembic/versions/0a1b_start.py': '', 'alembic.ini': '' } });
  const context = await contextFor(code, { mode: 'schema-drift', log: ['column "a" does not exist'] });

  expect(await flywayMigration.plan(context)).toEqual({ declined: expect.stringContaining('Alembic') });
});
