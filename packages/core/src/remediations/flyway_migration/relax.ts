import { mentions } from '../identifiers.ts';
import { isWidening, keyOf, statementsOf } from '../sql.ts';
import type { Symptom } from '../sql-symptoms.ts';
import { shortNameOf } from '../wording.ts';
import type { Draft, Drafted } from './draft.ts';
import { sqlTypeOf } from './entity.ts';
import type { Column, Table } from './schema.ts';
import { type Situation, tableNamed } from './situation.ts';

/** Rows without a value are refused: by a rule that the change brought, or since it stopped writing the column. */
export function relaxNull(symptom: Symptom, situation: Situation): Drafted {
  const found = columnAt(symptom, situation);
  if (!found) return { declined: `The migrations know no column ${symptom.column ?? ''} that must not be null.` };
  const { table, column } = found;
  const { culprit } = situation.context;
  const brought = broughtBy(situation, table, column);
  const unmapped = situation.files.some(({ before, after }) => {
    return before !== undefined && uses(before, column.name) && !uses(after ?? '', column.name);
  });
  if (!culprit || !(brought || unmapped)) {
    return {
      declined: `${table.name}.${column.name} was not made mandatory by the change, nor did it stop writing it.`,
    };
  }
  const by = shortNameOf(culprit);
  return {
    description: `allow null in ${column.name} of ${table.name}`,
    title: `Allow rows without ${table.name}.${column.name}`,
    summary: brought
      ? `${by} made ${table.name}.${column.name} mandatory while code still writes rows without it. The migration takes the rule back; no value changes.`
      : `${by} no longer writes ${table.name}.${column.name}, which the database still demands. The migration takes the rule back; no value changes.`,
    why: [
      `${by} ${brought ? 'made the column mandatory while rows are still written without it' : 'no longer writes the column'}.`,
    ],
    sql: [nullable(situation, table, column)],
    risk: { level: 'low', why: 'The rule becomes looser; every row that exists still fits.', destructive: false },
    rollback: `Fill the empty rows of ${table.name}.${column.name}, then set it \`not null\` again in a new migration.`,
    verification: [`A row without ${column.name} can be written to ${table.name}.`],
  };
}

/** Values no longer fit a type that the change narrowed or chose too narrow. */
export function widen(symptom: Symptom, situation: Situation): Drafted {
  const found = columnAt(symptom, situation) ?? columnOfType(symptom, situation);
  if (!found) return { declined: 'The database does not say which column is too narrow.' };
  const { table, column } = found;
  const { culprit } = situation.context;
  if (!culprit || !broughtBy(situation, table, column)) {
    return { declined: `The change did not set the type of ${table.name}.${column.name}.` };
  }
  const old = situation.schemaBefore.get(keyOf(table.name))?.columns.get(keyOf(column.name))?.type;
  const type = old && old !== column.type ? old : wider(column.type);
  if (!type) return { declined: `No wider type is known for ${column.type}.` };
  return retyped(situation, {
    table,
    column,
    type,
    by: `${shortNameOf(culprit)} made ${table.name}.${column.name} a ${column.type}, too narrow for the values that are written`,
  });
}

/** The mapping expects another type than the column has; only a widening is done. */
export function alignType(symptom: Symptom, situation: Situation): Drafted {
  const found = columnAt(symptom, situation);
  const { culprit } = situation.context;
  if (!found || !culprit) return { declined: `The migrations know no column ${symptom.column ?? ''} of another type.` };
  const { table, column } = found;
  const field = situation.entities
    .find(({ entity }) => keyOf(entity.table) === keyOf(table.name))
    ?.entity.fields.find((mapped) => keyOf(mapped.column) === keyOf(column.name));
  const type = (field && sqlTypeOf(field, situation.dialect)) ?? symptom.expected;
  if (
    !type ||
    !/^(?:bigint|numeric|decimal|text|varchar|double|timestamp)/i.test(type) ||
    !isWidening(column.type, type)
  ) {
    return { declined: `Turning ${column.type} into ${type ?? 'the mapped type'} could lose values.` };
  }
  return retyped(situation, {
    table,
    column,
    type,
    by: `${shortNameOf(culprit)} maps ${table.name}.${column.name} as ${type}, and the column is ${column.type}`,
  });
}

/** Rows break a constraint that the change brought. */
export function dropConstraint(symptom: Symptom, situation: Situation): Drafted {
  const { constraint } = symptom;
  const { culprit } = situation.context;
  const key = keyOf(constraint ?? '');
  const source = situation.brought.find(({ text }) => mentions(text.toLowerCase(), key));
  if (!constraint || !culprit || !source) {
    return { declined: `The change did not bring the constraint ${constraint ?? 'in question'}.` };
  }
  const statement = statementsOf(source.text).find((candidate) => mentions(candidate.toLowerCase(), key))!;
  const index = /^create\s+unique\s+index/i.test(statement);
  const owner = /\btable\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(\S+)/i.exec(statement)?.[1] ?? symptom.table;
  if (!index && !owner) return { declined: `The table of ${constraint} is not named.` };
  const by = shortNameOf(culprit);
  return {
    description: `drop ${constraint}`,
    title: `Drop the constraint ${constraint}`,
    summary: `${by} brought ${constraint}, which rows that the application writes do not keep. The migration takes it back; no row changes.`,
    why: [`${by} brought ${constraint}, which rows that the application writes do not keep.`],
    sql: [index ? `drop index ${constraint}` : `alter table ${owner} drop constraint ${constraint}`],
    risk: {
      level: 'medium',
      why: `Rows that ${constraint} was meant to keep out can be written again.`,
      destructive: false,
    },
    rollback: `Mend the rows that break ${constraint}, then add it again in a new migration.`,
    verification: [`The write that ${constraint} refused succeeds.`],
  };
}

interface Found {
  readonly table: Table;
  readonly column: Column;
}

function columnAt(symptom: Symptom, situation: Situation): Found | undefined {
  if (!symptom.column) return undefined;
  const key = keyOf(symptom.column);
  const named = tableNamed(symptom.table, situation);
  const holders = [...situation.schema].filter(([name, { columns }]) => columns.has(key) && (!named || name === named));
  const mine = holders.find(([, table]) => broughtBy(situation, table, table.columns.get(key)!));
  const [, table] = mine ?? holders[0] ?? [];
  return table && { table, column: table.columns.get(key)! };
}

/** The one column of the culprit's migrations that has the type which the message names. */
function columnOfType({ expected }: Symptom, situation: Situation): Found | undefined {
  const length = /\((\d+)\)/.exec(expected ?? '')?.[1];
  if (!length) return undefined;
  const fitting = [...situation.schema.values()].flatMap((table) =>
    [...table.columns.values()]
      .filter((column) => new RegExp(String.raw`char[\w ]*\(\s*${length}\s*\)`, 'i').test(column.type))
      .filter((column) => broughtBy(situation, table, column))
      .map((column) => ({ table, column })),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function broughtBy({ brought }: Situation, table: Table, column: Column): boolean {
  return brought.some(({ text }) =>
    statementsOf(text.toLowerCase()).some(
      (statement) => mentions(statement, keyOf(table.name)) && mentions(statement, keyOf(column.name)),
    ),
  );
}

function uses(source: string, column: string): boolean {
  return (
    mentions(source, column) ||
    mentions(
      source,
      column.replaceAll(/_(\w)/g, (_, char: string) => char.toUpperCase()),
    )
  );
}

function nullable({ dialect }: Situation, table: Table, column: Column): string {
  if (dialect === 'mysql') return `alter table ${table.name} modify ${column.name} ${column.type} null`;
  if (dialect === 'sqlserver') return `alter table ${table.name} alter column ${column.name} ${column.type} null`;
  if (dialect === 'oracle') return `alter table ${table.name} modify (${column.name} null)`;
  return `alter table ${table.name} alter column ${column.name} drop not null`;
}

function wider(type: string): string | undefined {
  const length = /^((?:n?varchar2?|character varying|n?char|character))\s*\(\s*(\d+)/i.exec(type);
  if (length) return `${length[1]}(${Math.max(255, Number(length[2]) * 4)})`;
  if (/^(?:small)?int(?:eger)?\b/i.test(type)) return 'bigint';
  const digits = /^(numeric|decimal)\s*\(\s*(\d+)\s*,\s*(\d+)/i.exec(type);
  return digits ? `${digits[1]}(${Math.min(38, Number(digits[2]) + 6)}, ${digits[3]})` : undefined;
}

interface Retyping extends Found {
  readonly type: string;
  readonly by: string;
}

function retyped({ dialect }: Situation, { table, column, type, by }: Retyping): Draft {
  const rule = column.notNull ? ' not null' : '';
  const change = {
    postgresql: `alter column ${column.name} type ${type}`,
    mysql: `modify ${column.name} ${type}${rule}`,
    sqlserver: `alter column ${column.name} ${type}${rule}`,
    oracle: `modify (${column.name} ${type})`,
  }[dialect];
  return {
    description: `widen ${column.name} of ${table.name}`,
    title: `Widen ${table.name}.${column.name} to ${type}`,
    summary: `${by}. The migration makes it ${type}; every value that exists still fits.`,
    why: [`${by}.`],
    sql: [`alter table ${table.name} ${change}`],
    risk: {
      level: 'low',
      why: 'The type becomes wider; some databases rewrite the table while they hold a lock.',
      destructive: false,
    },
    rollback: `\`alter table ${table.name}\` back to ${column.type} in a new migration, once no longer value is stored.`,
    verification: [`A value that was refused can be written to ${table.name}.${column.name}.`],
  };
}
