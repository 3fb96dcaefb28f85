import { snake } from '../identifiers.ts';

/** A mapped field of a JPA entity. */
export interface EntityField {
  readonly field: string;
  readonly column: string;
  /** Java or Kotlin type without its package: `BigDecimal`, `String?`. */
  readonly type: string;
  readonly annotations: string;
  readonly isId: boolean;
}

/** A JPA entity as far as its source text shows. */
export interface Entity {
  readonly className: string;
  /** Table name by `@Table` or by Spring's naming: `CustomerOrder` → `customer_order`. */
  readonly table: string;
  readonly fields: readonly EntityField[];
}

const declaration = /@Entity\b[\s\S]{0,1000}?\bclass\s+(\w+)/;
const annotated = String.raw`((?:@[\w.]+(?:\((?:[^()]|\([^()]*\))*\))?\s*)*)`;
const javaField = new RegExp(
  String.raw`${annotated}(?:private|protected|public)\s+(?!static|class|interface|enum|record|abstract)(?:final\s+)?([\w.]+(?:<[\w<>,.? ]*>)?(?:\[\])?)\s+(\w+)\s*(?:=[^;]*)?;`,
  'g',
);
const kotlinField = new RegExp(
  String.raw`${annotated}(?:(?:private|protected|public|override|lateinit|open)\s+)*va[lr]\s+(\w+)\s*:\s*([\w.]+(?:<[\w<>,.? ]*>)?\??)`,
  'g',
);

/** The entity of a source file; `undefined` when it declares none. */
export function entityOf(source: string): Entity | undefined {
  const head = declaration.exec(source);
  if (!head?.[1]) return undefined;
  const table = /@Table\s*\((?:[^()]*?\bname\s*=\s*)?"([^"]+)"/.exec(source.slice(0, head.index + head[0].length))?.[1];
  const kotlin = /\bva[lr]\s+\w+\s*:/.test(source);
  const body = source.slice(head.index + head[0].length);
  const fields = [...body.matchAll(kotlin ? kotlinField : javaField)].flatMap(
    ([, annotations = '', one = '', two = '']) => {
      const [field, type] = kotlin ? [one, two] : [two, one];
      const mapped = fieldOf(field, type, annotations);
      return mapped ? [mapped] : [];
    },
  );
  return { className: head[1], table: table ?? snake(head[1]), fields };
}

function fieldOf(field: string, type: string, annotations: string): EntityField | undefined {
  if (/@(?:Transient|OneToMany|ManyToMany|ElementCollection|Formula)\b|mappedBy/.test(annotations)) return undefined;
  const named = /@(?:Join)?Column\s*\((?:[^()]|\([^()]*\))*?\bname\s*=\s*"([^"]+)"/.exec(annotations)?.[1];
  const reference = /@(?:ManyToOne|OneToOne)\b/.test(annotations);
  return {
    field,
    column: named ?? (reference ? `${snake(field)}_id` : snake(field)),
    type: type.split('.').at(-1)!,
    annotations,
    isId: /@(?:Id|EmbeddedId)\b/.test(annotations),
  };
}

const scalarTypes: Readonly<Record<string, string>> = {
  Integer: 'integer',
  Int: 'integer',
  int: 'integer',
  Short: 'smallint',
  short: 'smallint',
  Long: 'bigint',
  long: 'bigint',
  BigInteger: 'numeric(38, 0)',
  Boolean: 'boolean',
  boolean: 'boolean',
  Double: 'double precision',
  double: 'double precision',
  Float: 'real',
  float: 'real',
  LocalDate: 'date',
  LocalTime: 'time',
  LocalDateTime: 'timestamp',
  Instant: 'timestamptz',
  OffsetDateTime: 'timestamptz',
  ZonedDateTime: 'timestamptz',
  Date: 'timestamp',
  UUID: 'uuid',
  'byte[]': 'bytea',
  ByteArray: 'bytea',
};

const mysqlTypes: Readonly<Record<string, string>> = {
  boolean: 'bit(1)',
  'double precision': 'double',
  timestamp: 'datetime(6)',
  timestamptz: 'datetime(6)',
  uuid: 'binary(16)',
  bytea: 'longblob',
  real: 'float',
  'numeric(38, 0)': 'decimal(38, 0)',
};

/** The database whose SQL the migrations speak. */
export type Dialect = 'postgresql' | 'mysql' | 'sqlserver' | 'oracle';

/** SQL type of a field; `undefined` for a type that Hibernate would not map to one plain column. */
export function sqlTypeOf({ type, annotations }: EntityField, dialect: Dialect): string | undefined {
  const own = /columnDefinition\s*=\s*"([^"]+)"/.exec(annotations)?.[1];
  if (own) return own.replace(/\s+(?:not\s+null|null|default\b.*)$/i, '');
  const number = (key: string) => new RegExp(String.raw`\b${key}\s*=\s*(\d+)`).exec(annotations)?.[1];
  const bare = type.replace(/\?$/, '');
  const decimal = dialect === 'postgresql' ? 'numeric' : 'decimal';
  if (/@Lob\b/.test(annotations) && bare === 'String') return dialect === 'mysql' ? 'longtext' : 'text';
  if (bare === 'String' || /EnumType\.STRING/.test(annotations)) return `varchar(${number('length') ?? '255'})`;
  if (/@Enumerated\b/.test(annotations)) return 'smallint';
  if (bare === 'BigDecimal') return `${decimal}(${number('precision') ?? '38'}, ${number('scale') ?? '2'})`;
  if (/@(?:ManyToOne|OneToOne)\b/.test(annotations)) return 'bigint';
  const plain = scalarTypes[bare];
  return dialect === 'mysql' && plain ? (mysqlTypes[plain] ?? plain) : plain;
}

/** Whether the mapping forbids null: a primitive, `nullable = false`, `@NotNull`, or a Kotlin type without `?`. */
export function forbidsNull({ type, annotations }: EntityField, kotlin: boolean): boolean {
  if (/nullable\s*=\s*false|optional\s*=\s*false|@NotNull\b|@NotBlank\b/.test(annotations)) return true;
  return kotlin ? !type.endsWith('?') : /^(?:int|long|short|boolean|double|float)$/.test(type);
}

/** A default that existing rows can take. */
export function neutralValue(sqlType: string): string {
  if (/^bool/i.test(sqlType)) return 'false';
  if (/^(?:bit|int|bigint|smallint|numeric|decimal|double|real|float|number)/i.test(sqlType)) return '0';
  if (/^(?:timestamp|datetime)/i.test(sqlType)) return 'current_timestamp';
  if (/^date/i.test(sqlType)) return 'current_date';
  return "''";
}
