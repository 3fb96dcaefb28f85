import type { Sign } from '../types.ts';

/**
 * Wording of databases and object mappers for a schema that code does not fit.
 *
 * PostgreSQL error texts and SQLSTATE classes 42 and 23 (errcodes appendix), MySQL errors 1054, 1146, 1364, 1406,
 * Oracle ORA-00904/00942/00918, SQL Server 207/208/209, SQLite result texts, SAP HANA codes 259/260/268,
 * Hibernate schema validation, Rails, Django, SQLAlchemy, Prisma P2021/P2022, EF Core.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /column reference "(?<column>[\w.]+)" is ambiguous|Column '(?<column2>[\w.]+)' in [\w ]{1,30} is ambiguous|Ambiguous column name:? '?(?<column3>[\w.]+)|ambiguous column name: (?<column4>[\w.]+)|ORA-00918[^\n]{0,60}?(?:"(?<column5>\w+)")?/,
    weight: 5,
    means: 'a query names a column that two tables have',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /column "?(?:(?<table>\w+)\.)?(?<column>\w+)"? (?:of relation "(?<table2>\w+)" )?does not exist|Unknown column '(?:(?<table3>\w+)\.)?(?<column2>\w+)'|Invalid column name '(?<column3>\w+)'|no such column: (?:(?<table4>\w+)\.)?(?<column4>\w+)|has no column named (?<column5>\w+)|ORA-00904: (?:"\w+"\.)?(?:"(?<table5>\w+)"\.)?"(?<column6>\w+)"|invalid column name: (?:\w+\.)?(?<column7>\w+)|The column `?(?:(?:\w+\.)?(?<table6>\w+)\.)?(?<column8>\w+)`? does not exist/,
    weight: 5,
    means: 'a query names a column that the database does not have',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /relation "(?:\w+\.)?(?<table>\w+)" does not exist|Table '(?:[\w-]+\.)?(?<table2>\w+)' doesn't exist|no such table: (?:\w+\.)?(?<table3>\w+)|Invalid object name '(?:\w+\.)?(?<table4>\w+)'|ORA-00942: table or view(?: "(?:\w+"\.")?(?<table5>\w+)")? does not exist|invalid table name: {1,2}Could not find table\/view "?(?<table6>\w+)|The table `(?:\w+\.)?(?<table7>\w+)` does not exist/,
    weight: 4.5,
    means: 'a query names a table that the database does not have',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Schema-validation: (?:missing (?:column|table|sequence) \[(?<column>\w+)\](?: in table \[(?<table>\w+)\])?|wrong column type encountered in column \[(?<column2>\w+)\] in table \[(?<table2>\w+)\])/,
    weight: 5,
    means: 'the object mapper rejects the schema at start',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /null value in column "(?<column>\w+)"(?: of relation "(?<table>\w+)")? violates not-null|NOT NULL constraint failed: (?<table2>\w+)\.(?<column2>\w+)|Field '(?<column3>\w+)' doesn't have a default value|Column '(?<column4>\w+)' cannot be null|Cannot insert the value NULL into column '(?<column5>\w+)', table '(?:[\w.]+\.)?(?<table3>\w+)'|ORA-01400: cannot insert NULL into \((?:"\w+"\.)?"(?<table4>\w+)"\."(?<column6>\w+)"\)|NotNullViolation/,
    weight: 4,
    means: 'the database demands a value that the code does not write',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /value too long for type (?<type>character varying\(\d+\))|Data too long for column '(?<column>\w+)'|String or binary data would be truncated(?: in table '(?:[\w.]+\.)?(?<table>\w+)', column '(?<column2>\w+)')?|ORA-12899: value too large for column (?:"\w+"\.)?"(?<table2>\w+)"\."(?<column3>\w+)"|inserted value too large for column/,
    weight: 3.5,
    means: 'a value no longer fits its column',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /column "(?<column>\w+)" is of type [\w ]{1,40} but expression is of type|operator does not exist: [\w ]{1,40} [=<>!~]{1,2} [\w ]{1,40}|invalid input value for enum (?<type>\w+)|Conversion failed when converting/,
    weight: 3.5,
    means: 'code and column disagree on a type',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /ActiveRecord::PendingMigrationError|Migrations are pending|You have \d+ unapplied migration|FlywayValidateException|Migration checksum mismatch|Detected (?:resolved migration not applied|applied migration not resolved)|Can't locate revision identified by|P3009|PendingModelChangesWarning|The model for context '\w+' has pending changes|Dirty database version \d+/,
    weight: 4,
    means: 'schema and migrations are out of step',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /SQLGrammarException|BadSqlGrammarException|UndefinedColumn\b|UndefinedTable\b|AmbiguousColumn\b|PG::Undefined(?:Column|Table)|PG::AmbiguousColumn|SQLSTATE[ :=[(]{1,3}(?:42703|42702|42P01|42S02|42S22)|\b(?:42703|42P01|42702)\b|InvalidColumnName|P2021|P2022/,
    weight: 3,
    means: 'a database rejects the grammar of a query',
  },
  {
    in: ['log'],
    pattern:
      /(?:OperationalError|ProgrammingError|StatementInvalid|QueryFailedError|SequelizeDatabaseError|PrismaClientKnownRequestError|PostgresException|SqlException)[^\n]{0,200}(?:column|table|relation)\b/,
    weight: 1.5,
    means: 'a data layer reports a column or table',
  },
  {
    in: ['log'],
    pattern: /\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:\w+\.)?["`]?(?<table>[a-z_]\w{1,60})["`]?/i,
    weight: 0.1,
    means: 'the failing statement names a table',
  },
];
