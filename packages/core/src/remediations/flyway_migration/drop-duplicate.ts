import { textBlocks } from '../blocks.ts';
import type { FileHistory } from '../culprit-files.ts';
import { camel, mentions, snake } from '../identifiers.ts';
import { isProgram } from '../paths.ts';
import { keyOf, statementsOf } from '../sql.ts';
import type { Symptom } from '../sql-symptoms.ts';
import { listed, shortNameOf } from '../wording.ts';
import type { Drafted } from './draft.ts';
import { entityOf } from './entity.ts';
import type { Situation } from './situation.ts';

/**
 * A query joins two tables that both have the column, since the change moved it and left the old one behind.
 * Dropping the left-over heals every such query. A column whose values were not copied is renamed instead, so
 * that nothing is lost.
 */
export function dropDuplicate({ column }: Symptom, situation: Situation): Drafted {
  if (!column) return { declined: 'The database does not name the ambiguous column.' };
  const { schema, files, context } = situation;
  const { culprit } = context;
  const key = keyOf(column);
  const holders = [...schema].filter(([, table]) => table.columns.has(key));
  if (!culprit || holders.length < 2) {
    return {
      declined: `The migrations give ${column} to ${holders.length === 1 ? 'one table' : 'no two tables'} only.`,
    };
  }
  const left = leftOver(situation, key);
  if (!left) {
    return {
      declined: `${listed(holders.map(([, { name }]) => name))} have ${column}, and none of them lost its mapping.`,
    };
  }
  const table = schema.get(left)!;
  const { name, type } = table.columns.get(key)!;
  const others = holders.filter(([other]) => other !== left).map(([, holder]) => holder.name);
  const user = files.find(
    ({ path, head }) =>
      isProgram(path) && head && entityOf(head)?.fields.some((field) => mapsTo(head, field.column, { key, left })),
  );
  if (user) return { declined: `${user.pathAtHead} still maps ${column}.` };
  const copied = situation.brought.find(({ text }) => copies(text, left, key));
  const base = {
    verification: [
      `\`select ${name} from ${table.name} join ${others[0]} …\` no longer finds two columns named ${name}.`,
    ],
    why: [
      `${shortNameOf(culprit)} moved ${name} to ${listed(others)} and left ${table.name}.${name} behind, unmapped.`,
      `Queries that join ${listed([table.name, ...others])} fail: column reference "${name}" is ambiguous.`,
    ],
  };
  if (!copied) {
    const kept = `${name.replaceAll(/["`[\]]/g, '')}_unused`;
    return {
      ...base,
      description: `set aside ${name} of ${table.name}`,
      title: `Set the left-over column ${table.name}.${name} aside`,
      summary: `${shortNameOf(culprit)} gave ${name} to ${listed(others)} and unmapped it in ${table.name} without taking it out of the database, so a join of the two is ambiguous. The migration renames the left-over to ${kept}: no code reads it, and its values, which no migration copied, stay.`,
      sql: [`alter table ${table.name} rename column ${name} to ${kept}`],
      risk: {
        level: 'low',
        why: `No mapped code reads ${table.name}.${name}; its values stay under a new name.`,
        destructive: false,
      },
      rollback: `\`alter table ${table.name} rename column ${kept} to ${name}\` in a new migration.`,
    };
  }
  return {
    ...base,
    why: [...base.why, `${copied.path.split('/').at(-1)} has copied the values, so the column can go.`],
    description: `drop ${name} from ${table.name}`,
    title: `Drop the left-over column ${table.name}.${name}`,
    summary: `${shortNameOf(culprit)} moved ${name} from ${table.name} to ${listed(others)} and unmapped it without dropping it, so every query that joins the two fails as ambiguous. The migration drops the left-over; ${copied.path.split('/').at(-1)} has copied its values.`,
    sql: [`alter table ${table.name} drop column ${name}`],
    risk: {
      level: 'medium',
      why: `The values of ${table.name}.${name} are gone for good; those at the time of ${copied.path.split('/').at(-1)} live on in ${listed(others)}. Nothing mapped reads the column any more.`,
      destructive: true,
    },
    rollback: `\`alter table ${table.name} add column ${name} ${type}\` in a new migration, filled from ${others[0]}.`,
  };
}

/** The table whose mapping of the column the culprit removed. */
function leftOver({ files, schema, schemaBefore }: Situation, key: string): string | undefined {
  const unmapped = files
    .flatMap((file) => tablesUnmapped(file, key))
    .filter((table) => schema.get(table)?.columns.has(key));
  if (unmapped[0]) return unmapped[0];
  const old = [...schemaBefore].filter(
    ([table, { columns }]) => columns.has(key) && schema.get(table)?.columns.has(key),
  );
  const removedSomewhere = files.some((file) => removesUse(file, key));
  return old.length === 1 && removedSomewhere ? old[0]![0] : undefined;
}

function tablesUnmapped({ path, before, after }: FileHistory, key: string): string[] {
  if (!isProgram(path) || before === undefined) return [];
  const [was, is] = [entityOf(before), entityOf(after ?? '')];
  const had = was?.fields.some(({ column }) => keyOf(column) === key);
  const has = is?.fields.some(({ column }) => keyOf(column) === key);
  return was && had && !has ? [keyOf(was.table)] : [];
}

function removesUse({ path, before, after }: FileHistory, key: string): boolean {
  if (!isProgram(path) || before === undefined) return false;
  return textBlocks(before, after ?? '').some(({ removed }) => {
    const text = removed.join('');
    return mentions(text, key) || mentions(text, camel(key)) || mentions(snake(text), key);
  });
}

function mapsTo(
  source: string,
  column: string,
  { key, left }: { readonly key: string; readonly left: string },
): boolean {
  return keyOf(column) === key && keyOf(entityOf(source)?.table ?? '') === left;
}

/** Whether a script fills another table from this column: `insert into … select … column … from table`. */
function copies(script: string, table: string, column: string): boolean {
  return statementsOf(script.toLowerCase()).some(
    (statement) =>
      /^(?:insert into|create table|merge into|update|with)\b/.test(statement) &&
      /\bselect\b|\bfrom\b/.test(statement) &&
      mentions(statement, column) &&
      mentions(statement, table),
  );
}
