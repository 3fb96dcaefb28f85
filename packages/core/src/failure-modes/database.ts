import { run, type Told } from './say.ts';
import type { Story } from './story.ts';

/** The database a log speaks of. */
export type Database = 'postgres' | 'mysql' | 'sqlserver' | 'oracle' | 'hana' | 'sqlite' | 'mongodb';

/** Drivers, error classes and vendors' words; the first that is met decides. */
const DATABASES: readonly (readonly [Database, RegExp])[] = [
  [
    'postgres',
    /PSQLException|psycopg|asyncpg|Npgsql|PostgresException|\bpgx\b|\bpq: |PG::|postgres|SQLSTATE[ :[]{1,2}(?:42|40|53|57|23)\w{3}/i,
  ],
  ['mysql', /mysql|mariadb|ER_[A-Z_]{4}|\((?:1054|1146|1205|1213|1364|1406), /i],
  ['sqlserver', /SqlException|Microsoft\.Data\.SqlClient|com\.microsoft\.sqlserver|mssql|SQL Server/],
  ['oracle', /\bORA-\d{5}|oracle\.jdbc/],
  ['hana', /SAP DBTech|com\.sap\.db|hdb\b|\bHANA\b/i],
  ['sqlite', /sqlite/i],
  ['mongodb', /mongo/i],
];

/** The database of the incident; `undefined` when the log does not show it. */
export function databaseOf({ situation: { incident } }: Story): Database | undefined {
  const text = incident.log.patterns.map(({ example }) => example.slice(0, 4_000)).join('\n');
  return DATABASES.find(([, sign]) => sign.test(text))?.[0];
}

/** A column in the catalogue of the database: every table that has it. */
export function columnQuery(story: Story, column: Told | undefined): string | undefined {
  return asked(
    story,
    run`"select table_schema, table_name, data_type from information_schema.columns where column_name = '${column}'"`,
  );
}

/** What a table looks like in the database. */
export function describeQuery(story: Story, table: Told | undefined): string | undefined {
  return asked(
    story,
    run`"select column_name, data_type, is_nullable from information_schema.columns where table_name = '${table}' order by ordinal_position"`,
  );
}

/** Who waits for whom. */
export function lockQuery(story: Story): string | undefined {
  return byDatabase(story, {
    postgres:
      'psql -c "select pid, pg_blocking_pids(pid), wait_event, left(query, 120) from pg_stat_activity where wait_event_type = \'Lock\'"',
    mysql: 'mysql -e "select * from sys.innodb_lock_waits"',
    sqlserver:
      'sqlcmd -Q "select session_id, blocking_session_id, wait_type from sys.dm_exec_requests where blocking_session_id <> 0"',
    hana: 'hdbsql "select * from m_blocked_transactions"',
  });
}

/** What the connections do. */
export function sessionQuery(story: Story): string | undefined {
  return byDatabase(story, {
    postgres:
      'psql -c "select state, wait_event_type, count(*), max(now() - xact_start) from pg_stat_activity group by 1, 2"',
    mysql: 'mysql -e "show full processlist"',
    sqlserver:
      'sqlcmd -Q "select status, count(*) from sys.dm_exec_sessions where is_user_process = 1 group by status"',
    hana: 'hdbsql "select connection_status, count(*) from m_connections group by connection_status"',
  });
}

/** The statements that run most often. */
export function statementQuery(story: Story): string | undefined {
  return byDatabase(story, {
    postgres:
      'psql -c "select calls, mean_exec_time, left(query, 120) from pg_stat_statements order by calls desc limit 10"',
    mysql:
      'mysql -e "select exec_count, avg_latency, query from sys.statement_analysis order by exec_count desc limit 10"',
    hana: 'hdbsql "select top 10 execution_count, avg_execution_time, statement_string from m_sql_plan_cache order by execution_count desc"',
  });
}

function byDatabase(story: Story, commands: Partial<Record<Database, string>>): string | undefined {
  const database = databaseOf(story);
  return database && commands[database];
}

/** The statement behind the command-line client that takes it. */
function asked(story: Story, sql: string | undefined): string | undefined {
  const client = byDatabase(story, { postgres: 'psql -c', mysql: 'mysql -e', sqlserver: 'sqlcmd -Q' });
  return client && sql && `${client} ${sql}`;
}
