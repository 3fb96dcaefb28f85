import type { Check } from '../incident/index.ts';
import { folderOf } from '../remediations/paths.ts';
import type { FilePair } from '../remediations/unified.ts';
import { lineAt } from './lines.ts';
import type { PlanCheck, Surroundings } from './types.ts';

/** Other scripts of a folder that are read to learn whose SQL it is. */
const maxOthers = 40;
/** Manifests and settings that are read for the name of a database. */
const maxManifests = 40;

/** SQL is read by PostgreSQL's own parser, where the other scripts of the folder show that it is PostgreSQL's. */
export const postgresSql: PlanCheck = async (pairs, around) => {
  const scripts = pairs.filter(({ path, after }) => path.endsWith('.sql') && after !== undefined);
  const checks: Check[] = [];
  for (const pair of scripts) checks.push(await checkScript(pair, around));
  return checks;
};

async function checkScript({ path, before, after = '' }: FilePair, around: Surroundings): Promise<Check> {
  const name = `SQL: ${path}`;
  const doubt = cannotRead(after) ?? (await notPostgres(path, around));
  if (doubt) return { name, outcome: 'skipped', detail: doubt };
  const fault = await sqlFault(after);
  if (!fault) return { name, outcome: 'passed', detail: "PostgreSQL's parser takes it." };
  if (before !== undefined && (await sqlFault(before)))
    return { name, outcome: 'skipped', detail: 'The file was not well formed before.' };
  return { name, outcome: 'failed', detail: fault };
}

/** Why a script is not plain SQL; `undefined` when it is. */
function cannotRead(script: string): string | undefined {
  if (/\$\{|\{\{/.test(script)) return 'It holds placeholders.';
  return /^\\\w/m.test(script) || /^copy\b.*\bfrom stdin\b/im.test(script) ? 'It is a script for psql.' : undefined;
}

async function notPostgres(path: string, around: Surroundings): Promise<string | undefined> {
  if (await namesOtherDatabase(around)) return 'The repository names another database than PostgreSQL.';
  const paths = around.paths
    .filter((other) => other !== path && other.endsWith('.sql') && folderOf(other) === folderOf(path))
    .slice(-maxOthers);
  const texts = await Promise.all(paths.map(async (other) => (await around.read(other)) ?? ''));
  const plain = texts.filter((text) => text.trim() !== '' && !cannotRead(text));
  if (plain.length === 0) return 'No other script of its folder tells whose SQL it is.';
  for (const text of plain) if (await sqlFault(text)) return "Other scripts of its folder are not PostgreSQL's.";
  return undefined;
}

/** Simple tables are written alike for every database; the drivers tell them apart. */
async function namesOtherDatabase({ paths, read }: Surroundings): Promise<boolean> {
  const files = paths
    .filter((path) =>
      /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|package\.json|[\w-]*requirements[\w-]*\.txt|pyproject\.toml|go\.mod|Gemfile|Cargo\.toml|composer\.json|[\w.-]+\.csproj|(?:docker-)?compose[\w.-]*\.ya?ml|application[\w-]*\.(?:ya?ml|properties))$/.test(
        path,
      ),
    )
    .slice(0, maxManifests);
  const text = (await Promise.all(files.map(async (file) => (await read(file)) ?? ''))).join('\n');
  return (
    /mysql|mariadb|sqlserver|mssql|tedious|oracle\.jdbc|ojdbc|oracledb|sqlite|cassandra|clickhouse|snowflake|bigquery/i.test(
      text,
    ) && !/postgres|\bpgx?\b|psycopg|npgsql/i.test(text)
  );
}

async function sqlFault(script: string): Promise<string | undefined> {
  const bare = script.replace(/^\uFEFF/, '');
  if (bare.trim() === '') return undefined;
  const { parse, hasSqlDetails } = await import('#grammars/postgres');
  try {
    await parse(bare);
    return undefined;
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    return `Line ${lineAt(bare, error.sqlDetails?.cursorPosition ?? 0)}: ${error.message}.`;
  }
}
