import { mentions, snake } from '../identifiers.ts';
import { keyOf, statementsOf } from '../sql.ts';
import type { Symptom } from '../sql-symptoms.ts';
import { shortNameOf } from '../wording.ts';
import type { Draft, Drafted } from './draft.ts';
import { type EntityField, forbidsNull, neutralValue, sqlTypeOf } from './entity.ts';
import { overlooked } from './overlooked.ts';
import { type Situation, tableNamed } from './situation.ts';

/** The code reads or writes a column that no migration gives to the table, or that the change took away. */
export function addColumn(symptom: Symptom, situation: Situation): Drafted {
  const { column } = symptom;
  if (!column) return { declined: 'The database does not name the missing column.' };
  const key = keyOf(column);
  const lost = lostBy(symptom, situation);
  if (lost) return lost;
  const forgotten = overlooked(situation, { column: key, complaint: `column ${column}` });
  if (forgotten) return forgotten;
  const mapped = mappingOf(symptom, situation);
  if (!mapped) return { declined: `No mapping tells the table and the type of ${column}.` };
  const { field, table, kotlin } = mapped;
  const known = situation.schema.get(table);
  if (known?.columns.has(key)) {
    return { declined: `The migrations already give ${column} to ${table}; the database has not applied them all.` };
  }
  const type = sqlTypeOf(field, situation.dialect);
  if (!type) return { declined: `The type ${field.type} of ${field.field} is not one plain column.` };
  return added(situation, {
    column: field.column,
    table: known?.name ?? table,
    type,
    filled: forbidsNull(field, kotlin),
  });
}

interface Addition {
  readonly column: string;
  readonly table: string;
  readonly type: string;
  /** Existing rows need a value. */
  readonly filled: boolean;
}

function added({ context, dialect }: Situation, { column, table, type, filled }: Addition): Draft {
  const by = context.culprit ? shortNameOf(context.culprit) : 'The code';
  const rule = filled ? ` not null default ${neutralValue(type)}` : '';
  const word = dialect === 'sqlserver' || dialect === 'oracle' ? 'add' : 'add column';
  const spec =
    dialect === 'oracle'
      ? `${column} ${type}${rule.replace(/ not null (default \S+)/, ' $1 not null')}`
      : `${column} ${type}${rule}`;
  return {
    description: `add ${column} to ${table}`,
    title: `Add the missing column ${table}.${column}`,
    summary: `${by} maps ${column} of ${table}, and no migration creates it. The migration adds it as ${type}${filled ? `, filled with ${neutralValue(type)} for the rows that exist` : ', empty for the rows that exist'}.`,
    why: [`${by} maps ${table}.${column}, and no migration creates the column.`],
    sql: [`alter table ${table} ${word} ${spec}`],
    risk: {
      level: 'low',
      why: `The statement only adds a column${filled ? ' with a constant default' : ''}; older code does not notice it.`,
      destructive: false,
    },
    rollback: `\`alter table ${table} drop column ${column}\` in a new migration, once no code maps it.`,
    verification: [`\`select ${column} from ${table} where 1 = 0\` runs without an error.`],
  };
}

function mappingOf(
  symptom: Symptom,
  situation: Situation,
): { readonly field: EntityField; readonly table: string; readonly kotlin: boolean } | undefined {
  const key = keyOf(symptom.column!);
  const table = tableNamed(symptom.table, situation) ?? (symptom.table ? snake(symptom.table) : undefined);
  const owners = situation.entities.flatMap(({ entity, path }) => {
    const field = entity.fields.find(({ column }) => keyOf(column) === key);
    return field ? [{ field, table: keyOf(entity.table), kotlin: path.endsWith('.kt') }] : [];
  });
  const exact = owners.find((owner) => owner.table === table);
  const lacking = owners.filter((owner) => !situation.schema.get(owner.table)?.columns.has(key));
  return exact ?? lacking[0] ?? owners[0];
}

/** Gives a column back that the culprit's own migration renamed or dropped while code still uses it. */
function lostBy(symptom: Symptom, situation: Situation): Draft | undefined {
  const key = keyOf(symptom.column!);
  const { schema, schemaBefore, context, brought } = situation;
  const named = tableNamed(symptom.table, situation);
  const table = [...schemaBefore].find(
    ([name, { columns }]) =>
      (named === undefined || name === named) &&
      columns.has(key) &&
      schema.has(name) &&
      !schema.get(name)!.columns.has(key),
  )?.[0];
  if (!table || !context.culprit) return undefined;
  const old = schemaBefore.get(table)!.columns.get(key)!;
  const holder = schema.get(table)!.name;
  const by = shortNameOf(context.culprit);
  const renamed = renamedTo(brought, table, key);
  const type = old.type || (renamed && schema.get(table)!.columns.get(keyOf(renamed))?.type) || undefined;
  if (!type) return undefined;
  return {
    description: `restore ${old.name} of ${holder}`,
    title: `Restore the column ${holder}.${old.name}`,
    summary: renamed
      ? `${by} renamed ${old.name} of ${holder} to ${renamed} while code still uses the old name. The migration adds ${old.name} again and fills it from ${renamed}.`
      : `${by} dropped ${old.name} of ${holder} while code still uses it. The migration adds it again, empty: its values have to come from a backup.`,
    why: [`${by} ${renamed ? `renamed it to ${renamed}` : 'dropped it'} while code still uses ${holder}.${old.name}.`],
    sql: [
      `alter table ${holder} add column ${old.name} ${type}`,
      ...(renamed ? [`update ${holder} set ${old.name} = ${renamed}`] : []),
    ],
    risk: {
      level: renamed ? 'medium' : 'high',
      why: renamed
        ? `Two columns hold the same value until the code uses one; writes to one do not reach the other.`
        : `The values that were in ${old.name} are gone; code that needs them sees null.`,
      destructive: false,
    },
    rollback: `\`alter table ${holder} drop column ${old.name}\` in a new migration.`,
    verification: [`\`select ${old.name} from ${holder} where 1 = 0\` runs without an error.`],
  };
}

function renamedTo(brought: Situation['brought'], table: string, key: string): string | undefined {
  for (const { text } of brought) {
    for (const statement of statementsOf(text)) {
      if (!mentions(statement.toLowerCase(), table)) continue;
      const match = /\brename\s+(?:column\s+)?["`[]?(\w+)["`\]]?\s+to\s+["`[]?(\w+)/i.exec(statement);
      if (match && keyOf(match[1]!) === key) return match[2];
    }
  }
  return undefined;
}
