import { commaParts, keyOf, statementsOf } from '../sql.ts';

/** A column as the migrations leave it. */
export interface Column {
  /** As the script writes it. */
  readonly name: string;
  /** SQL type as written: `varchar(40)`; empty when unknown. */
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/** A table as the migrations leave it. */
export interface Table {
  /** As the script writes it, with its schema. */
  readonly name: string;
  readonly columns: Map<string, Column>;
}

/** Tables by key, as the migrations leave them. */
export type Schema = Map<string, Table>;

const name = String.raw`((?:["\`[]?[\w$]+["\`\]]?\.){0,2}["\`[]?[\w$]+["\`\]]?)`;
const createTable = new RegExp(
  String.raw`^create\s+(?:global\s+|local\s+|temporary\s+|temp\s+|unlogged\s+|column\s+|row\s+)*table\s+(?:if\s+not\s+exists\s+)?${name}\s*\((.*)\)[^)]*$`,
  'is',
);
const alterTable = new RegExp(String.raw`^alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${name}\s+(.*)$`, 'is');
const dropTable = new RegExp(String.raw`^drop\s+table\s+(?:if\s+exists\s+)?${name}`, 'i');
const constraintWord = /^(?:constraint|primary|unique|foreign|check|exclude|key|index|fulltext|like|period)\b/i;

/** The schema after running scripts in order. Knows tables and columns, and nothing of views, triggers or types. */
export function schemaAfter(scripts: readonly string[]): Schema {
  const schema: Schema = new Map();
  for (const script of scripts) for (const statement of statementsOf(script)) apply(statement, schema);
  return schema;
}

function apply(statement: string, schema: Schema): void {
  const created = createTable.exec(statement);
  if (created) {
    const columns = commaParts(created[2]!)
      .filter((part) => !constraintWord.test(part))
      .map(columnOf);
    schema.set(keyOf(created[1]!), { name: created[1]!, columns: new Map(columns.map((c) => [keyOf(c.name), c])) });
    return;
  }
  const altered = alterTable.exec(statement);
  if (altered) {
    const key = keyOf(altered[1]!);
    const table = schema.get(key) ?? { name: altered[1]!, columns: new Map() };
    schema.set(key, table);
    for (const action of commaParts(altered[2]!)) alter(action, table, schema);
    return;
  }
  const dropped = dropTable.exec(statement);
  if (dropped) schema.delete(keyOf(dropped[1]!));
}

/** `price numeric(10, 2) not null default 0` → its parts. */
function columnOf(definition: string): Column {
  const match = /^(\S+)\s*(.*)$/s.exec(definition.trim());
  const rest = match?.[2] ?? '';
  const end = rest.search(
    /\s(?:not\s+null|null|default|primary|unique|references|check|generated|auto_increment|identity|constraint|collate|comment|on\s+update|after|first|encode)\b|$/i,
  );
  return {
    name: match?.[1] ?? definition,
    type: rest.slice(0, end).trim(),
    notNull: /\bnot\s+null\b|\bprimary\s+key\b/i.test(rest),
    hasDefault: /\bdefault\b|\bgenerated\b|\bauto_increment\b|\bidentity\b|serial\b/i.test(rest),
  };
}

type Alteration = (terms: readonly string[], table: Table, schema: Schema) => void;

/** What the actions of `alter table` do, in the forms of several databases; the first that fits. */
const alterations: readonly (readonly [RegExp, Alteration])[] = [
  [
    /^rename\s+to\s+(\S+)/i,
    ([to = ''], { name: old, columns }, schema) => {
      schema.delete(keyOf(old));
      schema.set(keyOf(to), { name: to, columns });
    },
  ],
  [/^rename\s+(?:column\s+)?(\S+)\s+to\s+(\S+)/i, ([from = '', to = ''], { columns }) => rename(columns, from, to)],
  [/^(?:drop|add)\s+(?:constraint|primary|unique|foreign|check|exclude|key|index|fulltext)\b/i, () => undefined],
  [
    /^drop\s+(?:column\s+)?(?:if\s+exists\s+)?(\S+)/i,
    ([column = ''], { columns }) => {
      columns.delete(keyOf(column));
    },
  ],
  [
    /^change\s+(?:column\s+)?(\S+)\s+(.*)$/is,
    ([column = '', definition = ''], { columns }) => {
      columns.delete(keyOf(column));
      addColumn(columns, definition);
    },
  ],
  [/^modify\s+(?:column\s+)?\(?(.*?)\)?$/is, ([definition = ''], { columns }) => addColumn(columns, definition)],
  [
    /^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?(.*)$/is,
    ([definition = ''], { columns }) => {
      for (const part of commaParts(definition.replace(/^\((.*)\)$/s, '$1'))) addColumn(columns, part);
    },
  ],
  [
    /^alter\s+(?:column\s+)?(\S+)\s+(.*)$/is,
    ([column = '', change = ''], { columns }) => alterColumn(columns, column, change),
  ],
];

function alter(action: string, table: Table, schema: Schema): void {
  for (const [form, apply] of alterations) {
    const match = form.exec(action);
    if (match) {
      apply(match.slice(1), table, schema);
      return;
    }
  }
}

function addColumn(columns: Map<string, Column>, definition: string): void {
  const column = columnOf(definition);
  columns.set(keyOf(column.name), column);
}

function rename(columns: Map<string, Column>, from: string, to: string): void {
  const column = columns.get(keyOf(from));
  columns.delete(keyOf(from));
  columns.set(keyOf(to), { type: '', notNull: false, hasDefault: false, ...column, name: to });
}

function alterColumn(columns: Map<string, Column>, column: string, change: string): void {
  const old = columns.get(keyOf(column)) ?? { name: column, type: '', notNull: false, hasDefault: false };
  const typed = /^(?:set\s+data\s+)?type\s+(.+?)(?:\s+using\b.*)?$/is.exec(change);
  if (typed) columns.set(keyOf(column), { ...old, type: typed[1]! });
  else if (/^set\s+not\s+null/i.test(change)) columns.set(keyOf(column), { ...old, notNull: true });
  else if (/^drop\s+not\s+null|^set\s+null/i.test(change)) columns.set(keyOf(column), { ...old, notNull: false });
  else if (/^set\s+default/i.test(change)) columns.set(keyOf(column), { ...old, hasDefault: true });
  else if (/^drop\s+default/i.test(change)) columns.set(keyOf(column), { ...old, hasDefault: false });
  else if (!/^(?:set|drop|restart|add)\b/i.test(change)) columns.set(keyOf(column), columnOf(`${old.name} ${change}`));
}
