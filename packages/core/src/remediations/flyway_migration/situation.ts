import { isMigration } from '../../changes/paths.ts';
import { culpritFiles, type FileHistory, laterChanges } from '../culprit-files.ts';
import { type Migration, migrationsAmong } from '../flyway-order.ts';
import { mentions, snake } from '../identifiers.ts';
import { baseName, folderOf, isProgram } from '../paths.ts';
import { keyOf } from '../sql.ts';
import type { PlanContext } from '../types.ts';
import { type Dialect, type Entity, entityOf } from './entity.ts';
import { type Schema, schemaAfter } from './schema.ts';
import { folderFor } from './versions.ts';

/** Everything a recipe looks at. */
export interface Situation {
  readonly context: PlanContext;
  readonly files: readonly FileHistory[];
  readonly folder: string;
  readonly migrations: readonly Migration[];
  /** Schema that the migrations at the head leave. */
  readonly schema: Schema;
  /** Schema before the culprit's own migrations. */
  readonly schemaBefore: Schema;
  /** Text of the migrations that the culprit brought. */
  readonly brought: readonly { readonly path: string; readonly text: string }[];
  readonly entities: readonly { readonly path: string; readonly source: string; readonly entity: Entity }[];
  readonly dialect: Dialect;
  /** Whether the repository writes SQL keywords in upper case. */
  readonly upper: boolean;
}

/** Reads what the recipes need, or says why this repository is not for them. */
export async function situationOf(context: PlanContext): Promise<Situation | { readonly declined: string }> {
  const { code, head, incident, culprit } = context;
  const paths = await code.listFiles(head.sha);
  const all = migrationsAmong(paths);
  if (all.length === 0) return { declined: otherTool(paths) };
  const files = (await culpritFiles(context, await laterChanges(context))) ?? [];
  const touched = culprit?.files.map(({ path }) => path) ?? [];
  const folder = folderFor(all, { files: touched, service: incident.alert.service })!;
  const migrations = all.filter(({ path }) => folderOf(path) === folder);
  const texts = await Promise.all(migrations.map(async ({ path }) => (await code.readFile(path, head.sha)) ?? ''));
  const mine = new Set(files.filter(({ before }) => before === undefined).map(({ path }) => path));
  const old = texts.filter((_, at) => !mine.has(migrations[at]!.path));
  const all_ = texts.join('\n');
  return {
    context,
    files,
    folder,
    migrations,
    schema: schemaAfter(texts),
    schemaBefore: schemaAfter(old),
    brought: migrations.flatMap(({ path }, at) => (mine.has(path) ? [{ path, text: texts[at]! }] : [])),
    entities: await entitiesNear(context, files, paths),
    dialect: dialectOf(`${all_}\n${incident.log.patterns.map(({ example }) => example).join('\n')}`),
    upper:
      (all_.match(/\b(?:CREATE|ALTER) TABLE\b/g)?.length ?? 0) >
      (all_.match(/\b(?:create|alter) table\b/g)?.length ?? 0),
  };
}

/** The table that a message's table or alias means. */
export function tableNamed(name: string | undefined, { schema, context }: Situation): string | undefined {
  if (!name) return undefined;
  if (schema.has(keyOf(name))) return keyOf(name);
  if (schema.has(snake(name))) return snake(name);
  const aliased = new RegExp(
    String.raw`\b(?:from|join|update|into)\s+["\`[]?(?:\w+\.)?["\`]?(\w+)["\`\]]?\s+(?:as\s+)?${name.replaceAll(/\W/g, '')}\b`,
    'i',
  );
  for (const { example } of context.incident.log.patterns) {
    const table = aliased.exec(example)?.[1];
    if (table && schema.has(keyOf(table))) return keyOf(table);
  }
  return undefined;
}

/** Entity source files: the culprit's own, and those named like a table that the evidence names. */
async function entitiesNear(
  { code, head, incident, culprit }: PlanContext,
  files: readonly FileHistory[],
  paths: readonly string[],
): Promise<Situation['entities']> {
  const words = new Set<string>();
  const text =
    `${incident.log.patterns.map(({ example }) => example).join('\n')}\n${culprit?.patch ?? ''}`.toLowerCase();
  const near = paths.filter((path) => /\.(?:java|kt)$/.test(path) && isProgram(path));
  for (const path of near) {
    const name = baseName(path).replace(/\.\w+$/, '');
    if (mentions(text, snake(name)) || mentions(text, name.toLowerCase())) words.add(path);
  }
  const wanted = new Set([
    ...files.map(({ pathAtHead }) => pathAtHead).filter((path) => near.includes(path)),
    ...words,
  ]);
  const read = [...wanted].slice(0, 80).map(async (path) => {
    const source = (await code.readFile(path, head.sha)) ?? '';
    const entity = entityOf(source);
    return entity ? [{ path, source, entity }] : [];
  });
  return (await Promise.all(read)).flat();
}

function dialectOf(text: string): Dialect {
  if (/mysql|mariadb|\bengine\s*=\s*innodb|auto_increment|`\w+`/i.test(text)) return 'mysql';
  if (/sqlserver|SQLServerException|\bnvarchar\b|\[dbo\]|\bdbo\./i.test(text)) return 'sqlserver';
  if (/ORA-\d{5}|\bvarchar2\b|\bnumber\(\d/i.test(text)) return 'oracle';
  return 'postgresql';
}

function otherTool(paths: readonly string[]): string {
  const tools: readonly (readonly [string, RegExp])[] = [
    ['Alembic', /(?:^|\/)alembic(?:\.ini$|\/)/],
    ['Rails', /(?:^|\/)db\/migrate\//],
    ['Prisma', /(?:^|\/)prisma\/(?:migrations\/|schema\.prisma$)/],
    ['Knex', /(?:^|\/)knexfile\.[jt]s$/],
    ['Entity Framework', /(?:^|\/)Migrations\/\d+_[^/]+\.cs$/],
    ['Django', /(?:^|\/)migrations\/\d{4}_[^/]+\.py$/],
    ['Liquibase', /(?:^|\/)(?:db\/changelog|liquibase)\//],
    ['golang-migrate', /\.(?:up|down)\.sql$/],
  ];
  const tool = tools.find(([, sign]) => paths.some((path) => sign.test(path)))?.[0];
  if (tool) return `The repository migrates its database with ${tool}, not with Flyway.`;
  const some = paths.some(isMigration);
  return `The repository has no versioned Flyway migration (V<version>__<description>.sql)${some ? '; its migrations are of another tool' : ''}.`;
}
