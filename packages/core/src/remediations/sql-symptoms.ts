import type { EvidenceId } from '../incident/index.ts';
import { keyOf } from './sql.ts';
import type { PlanContext } from './types.ts';

/** What the database complained about. */
export type Complaint =
  | 'ambiguous'
  | 'missing-column'
  | 'missing-table'
  | 'not-null'
  | 'too-long'
  | 'constraint'
  | 'wrong-type';

/** What a database complains of, in its own words. */
export interface Symptom {
  readonly complaint: Complaint;
  readonly column?: string;
  /** Table or alias as the message names it. */
  readonly table?: string;
  readonly constraint?: string;
  /** Type that the mapping expects, of a failed schema validation. */
  readonly expected?: string;
  readonly evidence: readonly EvidenceId[];
}

const q = String.raw`["'\`[]?`;
const id = String.raw`[\w$]+`;
const column = `(?<column>${id})`;
const table = `(?<table>${id})`;
const owner = String.raw`(?:${q}(?<table>${id})${q}\.)?`;
const loose = String.raw`["'\`\]]?`;

function pattern(parts: TemplateStringsArray, ...terms: readonly string[]): RegExp {
  return new RegExp(String.raw(parts, ...terms), 'i');
}

/** Wordings of PostgreSQL, MySQL, SQL Server, Oracle, SQLite, H2, HANA, Db2 and Hibernate's validator. */
const wordings: readonly (readonly [Complaint, RegExp])[] = [
  ['ambiguous', pattern`column reference ${q}${column}${loose} is ambiguous`],
  ['ambiguous', pattern`column ${q}(?:${id}\.)?${column}${loose} in [\w ]+ is ambiguous`],
  ['ambiguous', pattern`ambiguous column name:? ${q}(?:${id}\.)?${column}`],
  ['ambiguous', pattern`column ambiguously defined:? ${q}(?:${id}\.)?${column}`],
  ['ambiguous', pattern`ORA-00918: ${q}${column}${loose}: column ambiguously`],
  [
    'wrong-type',
    pattern`wrong column type encountered in column \[${column}\] in table \[(?:${id}\.)*${table}\][^\n]{0,80}expecting \[(?<expected>[^\]\n]{1,60}?)(?: \(|\])`,
  ],
  ['missing-column', pattern`missing column \[${column}\] in table \[(?:${id}\.)*${table}\]`],
  ['missing-column', pattern`column ${q}${column}${loose} of relation ${q}${table}${loose} does not exist`],
  ['missing-column', pattern`column ${owner}${q}${column}${loose} does not exist`],
  ['missing-column', pattern`unknown column ${q}(?:(?<table>${id})\.)?${column}${loose} in`],
  ['missing-column', pattern`invalid column name:? ${q}(?:(?<table>${id})\.)?${column}`],
  ['missing-column', pattern`table ${q}${table}${loose} has no column named ${column}`],
  ['missing-column', pattern`no such column: (?:(?<table>${id})\.)?${column}`],
  ['missing-column', pattern`ORA-00904: (?:"(?<table>${id})"\.)?"${column}"`],
  ['missing-column', pattern`column ${owner}${q}${column}${loose} not found`],
  ['missing-table', pattern`missing table \[(?:${id}\.)*${table}\]`],
  ['missing-table', pattern`(?<!of )relation ${q}(?:${id}\.)?${table}${loose} does not exist`],
  ['missing-table', pattern`table ${q}(?:${id}\.)*${table}${loose} (?:doesn't exist|not found)`],
  ['missing-table', pattern`invalid (?:object|table) name:? ${q}(?:${id}\.)*${table}`],
  ['missing-table', pattern`no such table: (?:${id}\.)?${table}`],
  [
    'not-null',
    pattern`null value in column ${q}${column}${loose}(?: of relation ${q}${table}${loose})? violates not-null`,
  ],
  ['not-null', pattern`column ${q}${column}${loose} cannot be null`],
  ['not-null', pattern`field ${q}${column}${loose} doesn't have a default value`],
  ['not-null', pattern`cannot insert the value NULL into column ${q}${column}${loose}, table ${q}(?:${id}\.)*${table}`],
  ['not-null', pattern`ORA-01400: cannot insert NULL into \((?:"${id}"\.)?"(?<table>${id})"\."${column}"`],
  ['not-null', pattern`NULL not allowed for column ${q}${column}`],
  ['not-null', pattern`NOT NULL constraint failed: ${table}\.${column}`],
  ['too-long', pattern`data too long for column ${q}${column}`],
  [
    'too-long',
    pattern`value too (?:large|long) for column ${q}(?:${id}"?\."?)*?(?:(?<table>${id})"\.")?${column}["'\`\] ]`,
  ],
  ['too-long', pattern`would be truncated in table ${q}(?:${id}\.)*${table}${loose}, column ${q}${column}`],
  ['too-long', pattern`value too long for type (?<expected>character varying\(\d+\)|character\(\d+\)|varchar\(\d+\))`],
  ['constraint', pattern`row for relation ${q}${table}${loose} violates check constraint ${q}(?<constraint>${id})`],
  ['constraint', pattern`check constraint ${q}(?<constraint>${id})${loose} is violated`],
  [
    'constraint',
    pattern`violates (?:unique|foreign key|exclusion) constraint ${q}(?<constraint>${id})${loose}(?: on table ${q}${table})?`,
  ],
];

/** What the database complained about, most telling log pattern first; the facts fill in what its text leaves out. */
export function symptomsOf({ incident, match }: Pick<PlanContext, 'incident' | 'match'>): Symptom[] {
  const texts = [
    ...incident.log.patterns.map(({ id: evidence, example }) => ({ id: evidence, text: example })),
    { id: 'A.description', text: incident.alert.description },
    { id: 'A.title', text: incident.alert.title },
  ];
  const found: Symptom[] = [];
  for (const { id: evidence, text } of texts) {
    for (const [complaint, wording] of wordings) {
      const groups = wording.exec(text)?.groups;
      if (!groups) continue;
      const terms = {
        ...named('column', groups.column),
        ...named('table', groups.table ?? match.facts.table?.value),
        ...named('constraint', groups.constraint),
        ...named('expected', groups.expected),
      };
      if (found.some((known) => known.complaint === complaint && sameTerms(known, terms))) continue;
      found.push({ complaint, ...terms, evidence: [evidence] });
    }
  }
  return found;
}

function named<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: string });
}

function sameTerms(one: Partial<Symptom>, other: Partial<Symptom>): boolean {
  return (
    keyOf(one.column ?? '') === keyOf(other.column ?? '') &&
    one.constraint === other.constraint &&
    (one.table === undefined || other.table === undefined || keyOf(one.table) === keyOf(other.table))
  );
}
