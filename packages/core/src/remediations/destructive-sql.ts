import { isWidening, statementsOf } from './sql.ts';
import type { FilePair } from './unified.ts';

const name = String.raw`["'\`[]?(\w+)["'\`\]]?`;
const type = String.raw`([a-z][a-z ]*?(?:\(\d+(?:\s*,\s*\d+)?\))?)(?=$|[\s,;)]|\busing\b)`;

/** What a statement takes for good; the first that fits. */
const losses: readonly (readonly [RegExp, string])[] = [
  [/\bdrop (?:table|column|schema|database|materialized view|tablespace)\b/i, 'drops data'],
  [
    /\bdrop (?!(?:constraint|index|default|not null|primary|foreign|check|unique|key|view|function|procedure|trigger|identity|expression|policy|role|user|sequence|type|extension)\b)(?:if exists )?["`[]?\w/i,
    'drops data',
  ],
  [/^truncate\b/i, 'empties a table'],
  [/^delete from\b(?!.*\bwhere\b)/is, 'deletes every row'],
];

const retyping = [
  new RegExp(`\\balter (?:column )?${name} (?:set data )?type ${type}`, 'gi'),
  new RegExp(`\\bmodify (?:column )?\\(?${name} ${type}`, 'gi'),
  new RegExp(`\\balter column ${name} (?!type\\b|set\\b|drop\\b|add\\b|restart\\b)${type}`, 'gi'),
];

/**
 * Statements that an edit adds and whose effect no rollback brings back: what drops, truncates or deletes without a
 * condition, and what makes a column narrower, or turns it into another type while its old one is not known.
 *
 * @param earlier Other SQL of the repository, by which the types of columns are known.
 * @returns One sentence each; empty when nothing is lost.
 */
export function destructiveStatements(pairs: readonly FilePair[], earlier: readonly string[]): string[] {
  return pairs
    .filter(({ path, after }) => after !== undefined && /\.(?:sql|ddl)$/i.test(path))
    .flatMap(({ path, before = '', after = '' }) => {
      const known = new Set(statementsOf(before));
      return statementsOf(after)
        .filter((statement) => !known.has(statement))
        .flatMap((statement) => {
          const bare = statement.replaceAll(/'(?:[^']|'')*'/g, "''");
          const loss = losses.find(([pattern]) => pattern.test(bare))?.[1] ?? narrowing(bare, earlier);
          return loss ? [`${path} ${loss}: ${statement.slice(0, 160)}`] : [];
        });
    });
}

function narrowing(statement: string, earlier: readonly string[]): string | undefined {
  if (!/^alter table\b/i.test(statement)) return undefined;
  for (const pattern of retyping) {
    for (const [, column = '', to = ''] of statement.matchAll(pattern)) {
      const from = earlier.flatMap((script) => typesOf(column, script));
      if (from.length === 0) return `gives ${column} another type, and its old one is not known`;
      const narrower = from.find((old) => old.toLowerCase() !== to.toLowerCase() && !isWidening(old, to));
      if (narrower) return `turns ${column} from ${narrower} into ${to}`;
    }
  }
  return undefined;
}

/** The types that a script gives to columns of a name. */
function typesOf(column: string, script: string): string[] {
  const definition = new RegExp(
    `(?:^|[\\s,("\`[])${column}["\`\\]]?\\s+(?:(?:set\\s+data\\s+)?type\\s+)?((?:big|small|tiny|medium)?int(?:eger)?|numeric(?:\\([^)]*\\))?|decimal(?:\\([^)]*\\))?|n?(?:var)?char(?:acter)?(?: varying)?(?:\\(\\d+\\))?|text|clob|real|float|double(?: precision)?|timestamp|date|bool(?:ean)?|uuid|jsonb?|bytea|blob)`,
    'gi',
  );
  return Array.from(script.matchAll(definition), ([, found = '']) => found);
}
