import { table, withTables } from './markdown.ts';

/** The parts of a JSON Schema (2020-12) that our generated schemas use. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** One field: where it is, what it holds, whether it is always there. */
interface Field {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly required: boolean;
}

const intro = `# Documents

Written by \`npm run reference\` from [\`schemas/\`](../../schemas), which hold the same for programs (JSON Schema 2020-12).

A response leaves one folder per incident. Each stage writes one document into it, \`<name>.json\` in UTF-8:

\`\`\`sh
jq -r '.suspects[] | "\\(.score) \\(.number // .sha) \\(.title)"' incident.json    # merged changes, most suspect first
jq -r '.culprit.title // "no merged change"' diagnosis.json                     # what did it
jq -r '.patch' remediation.json | git apply                                     # the fix
jq -r '.records[] | "\\(.kind) \\(.outcome) \\(.location // .why)"' publication.json
\`\`\`

- A path is what jq takes: \`.suspects[].score\` is the score of each suspect.
- "Always" says whether the field is there whenever the object around it is. A field that is not known is absent, not \`null\`,
  unless its type says so.
- A time is UTC in ISO 8601, such as \`2026-04-12T09:31:00Z\`. A probability, score or share lies between 0 and 1.
- An evidence id names one piece of evidence in \`incident.json\`: \`L3\` a log pattern (\`.log.patterns[]\`), \`C2\` a change
  (\`.suspects[]\`), \`M1\` a metric (\`.signals[]\`), \`K1\` a past incident (\`.pastIncidents[]\`), \`F4\` a file (\`.files[]\`),
  \`A.title\` a field of the alert (\`.alert.title\`).
- Texts come from alerts, logs and commits. They are redacted, and still not to be trusted: quote them in a shell, escape them
  in HTML.`;

/**
 * The page of the documents, in the order given. A part that is itself a document is described once.
 *
 * @throws {Error} When a field does not say what it means.
 */
export function documentsPage(schemas: Readonly<Record<string, JsonSchema>>): string {
  const named = new Map(Object.entries(schemas).map(([name, schema]) => [schema.description, name]));
  const sections = Object.entries(schemas).map(([name, schema]) => {
    const isPart = ({ description }: JsonSchema) => named.has(description);
    const rows = fieldsOf(schema, isPart).map(({ path, schema: field, required }) => {
      const part = isPart(field)
        ? `See [${named.get(field.description)}](#${named.get(field.description)}).`
        : undefined;
      return [`\`.${path.join('.')}\``, typeOf(field), required ? 'yes' : 'no', part ?? meaningOf(name, path, field)];
    });
    return `## ${name}\n\n${schema.description}\n\n${table(['path', 'type', 'always', 'what it means'], rows)}`;
  });
  const policy = `## policy\n\nThe file \`.github/sre-aiops.yml\`, field by field: [the policy file](../policy.md).`;
  return `${[intro, ...sections, policy].join('\n\n')}\n`;
}

/** The page of the policy file with its table brought up to date. */
export function withPolicyTable(page: string, schema: JsonSchema): string {
  const rows = fieldsOf(schema, () => false)
    .filter(({ schema: field }) => field.type !== 'object' || field.additionalProperties)
    .map(({ path, schema: field }) => {
      const preset = Array.isArray(field.default)
        ? `[${field.default.join(', ')}]`
        : field.default === ''
          ? "''"
          : field.type === 'object'
            ? '{}'
            : String(field.default);
      return [`\`${path.join('.')}\``, typeOf(field), `\`${preset}\``, meaningOf('policy', path, field)];
    });
  return withTables(page, 'key', table(['key', 'value', 'default', 'what it does'], rows));
}

/** All fields below a schema, outer before inner. What lies in a part described elsewhere is left out. */
function fieldsOf(schema: JsonSchema, isPart: (schema: JsonSchema) => boolean, above: readonly string[] = []): Field[] {
  const { items, anyOf, properties = {}, required = [] } = schema;
  if (items) {
    const last = above.at(-1) ?? '';
    return fieldsOf(items, isPart, [...above.slice(0, -1), `${last}[]`]);
  }
  const inner = anyOf?.find(({ type }) => type === 'object');
  if (inner) return fieldsOf(inner, isPart, above);
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = [...above, name];
    return [
      { path, schema: field, required: required.includes(name) },
      ...(isPart(field) ? [] : fieldsOf(field, isPart, path)),
    ];
  });
}

function meaningOf(document: string, path: readonly string[], { description }: JsonSchema): string {
  if (description) return description;
  throw new Error(`${path.join('.')} of ${document} says nothing of its meaning: add .describe() to its zod type.`);
}

/** Type and limits in words. */
function typeOf(schema: JsonSchema): string {
  if (schema.title) return schema.title;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return listOf(schema);
  if (schema.type === 'object') {
    const { additionalProperties: values } = schema;
    return typeof values === 'object' ? `object: ${typeOf(values)} by name` : 'object';
  }
  if (schema.type === 'string') return stringOf(schema);
  return `${schema.type}${rangeOf(schema)}`;
}

function stringOf({ format, pattern, minLength, maxLength }: JsonSchema): string {
  if (format === 'date-time') return 'time';
  if (format === 'uri') return 'URL';
  if (pattern) return `string ${code(`/${pattern}/`)}${maxLength ? `, at most ${maxLength} characters` : ''}`;
  const most = maxLength ? `, at most ${maxLength} characters` : '';
  return `string${minLength ? ', not empty' : ''}${most}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum === -Number.MAX_SAFE_INTEGER ? undefined : minimum;
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return `, ${least} or more`;
  if (exclusiveMinimum !== undefined) return `, more than ${exclusiveMinimum}`;
  return most === undefined ? '' : `, at most ${most}`;
}

function listOf({ items = {}, minItems, maxItems }: JsonSchema): string {
  const limits = [...(minItems ? [`at least ${minItems}`] : []), ...(maxItems ? [`at most ${maxItems}`] : [])];
  const inner = typeOf(items);
  return limits.length > 0 ? `list of ${limits.join(' and ')}: ${inner}` : `list: ${inner}`;
}

function code(value: unknown): string {
  return value === '' ? 'empty' : `\`${String(value)}\``;
}
