import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { deviationAt, emailOfResponses, uriOfResponses } from './deviations.ts';
import { type Operation, operationNameOf, type Schema, subset } from './subset.ts';

/** One call and its answer, as they went over the wire. */
export interface Exchange {
  /** Upper case. */
  readonly method: string;
  /** Without the query and without the base (`/api/v3`), percent-encoded as sent. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The parsed JSON; undefined when nothing was sent. */
  readonly requestBody?: unknown;
  /** Undefined when no answer came: then only the request is judged. */
  readonly status?: number;
  /** Names in lower case. */
  readonly responseHeaders?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed JSON; undefined when the answer has no body, a string when it is not JSON. */
  readonly responseBody?: unknown;
}

/**
 * Statuses GitHub may answer on every call, whatever the operation's page says: not modified, bad credentials,
 * missing permission (or a limit), hidden or missing, too many requests.
 *
 * Source: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api and "Best practices".
 */
const everywhere = new Set([304, 401, 403, 404, 429]);

/** Statuses GitHub really answers though its description does not list them. */
const unlisted: Readonly<Record<string, readonly number[]>> = {
  // "Workflow does not have 'workflow_dispatch' trigger", "Unexpected inputs provided", "No ref found".
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': [422],
  // Logs are deleted after the retention time.
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': [410],
  // A name that is taken, a colour that is none.
  'PATCH /repos/{owner}/{repo}/labels/{name}': [422],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees': [422],
  // "Issues are disabled for this repo".
  'GET /repos/{owner}/{repo}/issues': [410],
  'GET /repos/{owner}/{repo}/issues/{issue_number}': [410],
};

/** GitHub serves at most this many items a page; it cuts larger requests down without a word. */
const largestPage = 100;

/**
 * Judges one exchange by GitHub's own description (`openapi.json`): the operation, its query, the request body, the
 * status and the response body. Cheap enough for every call of a test run: schemas are compiled once, on first use.
 *
 * Requests are held to the letter: a parameter or a field that is not documented is an error. Of responses only what
 * is documented must be right; more fields are fine (GitHub adds some every month), and `deviations.ts` lists
 * what the emulated server is known to lack.
 *
 * @param deviation which response deviations to let pass; the test of that list listens in
 * @returns one sentence per violation; empty when all is well
 */
export function checkContract(exchange: Exchange, deviation = deviationAt): string[] {
  const name = operationNameOf(exchange.method, exchange.path);
  if (!name) return [`${exchange.method} ${exchange.path}: GitHub documents no such operation`];
  const operation = subset.operations[name];
  if (!operation) return [`${name}: documented, but not in our subset: add it to scripts/github-openapi.ts`];
  const wrong = [...queryErrors(name, operation, exchange), ...bodyErrors(name, operation, exchange)];
  if (exchange.status !== undefined) wrong.push(...responseErrors(name, operation, exchange, deviation));
  return wrong.map((text) => `${name}: ${text}`);
}

const schemaId = 'github';
const compilers = {
  /** A query is text: `per_page=100` means the number. */
  query: compiler({ coerceTypes: true }),
  request: compiler({}),
  response: compiler({}).addFormat('uri', uriOfResponses).addFormat('email', emailOfResponses),
};
const compiled = new Map<string, ValidateFunction>();

function compiler(options: Options): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, ...options });
  return formats.default(ajv).addSchema(subset, schemaId);
}

/** The validator of the part of the subset at a JSON pointer, compiled on first use. */
function validatorAt(side: keyof typeof compilers, pointer: readonly string[]): ValidateFunction {
  const path = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const known = compiled.get(path);
  if (known) return known;
  const validate = compilers[side].compile({ $ref: `${schemaId}#/${encodeURI(path)}` });
  compiled.set(path, validate);
  return validate;
}

function queryErrors(name: string, operation: Operation, { query = {} }: Exchange): string[] {
  const wrong = undocumented(query, [operation.query], '').map((at) => `query parameter ${at.slice(1)} does not exist`);
  const validate = validatorAt('query', ['operations', name, 'query']);
  if (!validate({ ...query })) wrong.push(...sentences(validate.errors ?? [], 'query'));
  if (Number(query.per_page) > largestPage) wrong.push(`query /per_page must be at most ${largestPage}`);
  return wrong;
}

function bodyErrors(name: string, operation: Operation, { method, requestBody }: Exchange): string[] {
  if (requestBody === undefined) return operation.body?.required ? ['request body is missing'] : [];
  if (!operation.body) return [`${method} takes no request body`];
  const validate = validatorAt('request', ['operations', name, 'body', 'schema']);
  const wrong = undocumented(requestBody, [operation.body.schema], '').map((at) => `request ${at} does not exist`);
  return validate(requestBody) ? wrong : [...wrong, ...sentences(validate.errors ?? [], 'request')];
}

function responseErrors(
  name: string,
  operation: Operation,
  exchange: Exchange,
  deviation: typeof deviationAt,
): string[] {
  const { status = 0 } = exchange;
  if (status >= 500 || status === 429) return [];
  const schema = operation.responses[String(status)];
  if (schema === undefined) {
    const known = everywhere.has(status) || unlisted[name]?.includes(status);
    return known || deviation(name, '', `status ${status}`) ? [] : [`status ${status} is not documented`];
  }
  if (schema === null) return status === 204 && exchange.responseBody !== undefined ? ['response 204 has a body'] : [];
  const type = String(exchange.responseHeaders?.['content-type'] ?? '');
  // Asked for by its own media type, an answer has its own form: a diff, raw bytes, a directory as an object.
  if (/^application\/vnd\.github\.(?!v3\+json|json)/.test(type)) return [];
  if (!/^application\/(?:[\w.]+\+)?json\b/.test(type))
    return [`response ${status} is ${type || 'of no type'}, not JSON`];
  const validate = validatorAt('response', ['operations', name, 'responses', String(status)]);
  if (validate(exchange.responseBody)) return [];
  return sentences(withoutTolerated(name, validate.errors ?? [], deviation), `response ${status}`);
}

/** Drops known deviations, and the "no alternative fits" that GitHub's `anyOf` adds around each of them. */
function withoutTolerated(name: string, errors: readonly ErrorObject[], deviation: typeof deviationAt): ErrorObject[] {
  const tolerated = errors.filter((error) => deviation(name, placeOf(error), error.keyword));
  if (tolerated.length === 0) return [...errors];
  const rest = errors.filter((error) => !tolerated.includes(error));
  const isFrame = ({ keyword, instancePath }: ErrorObject) =>
    ['anyOf', 'type', 'additionalProperties'].includes(keyword) &&
    tolerated.some((error) => within(error, instancePath));
  return rest.filter(
    (error) => !isFrame(error) || rest.some((other) => !isFrame(other) && within(other, error.instancePath)),
  );
}

function within(error: ErrorObject, path: string): boolean {
  return placeOf(error).startsWith(`${path}/`);
}

/** Where an error is, as a JSON pointer; a missing property is named as if it were there. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  return keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath;
}

function sentences(errors: readonly ErrorObject[], where: string): string[] {
  return [...new Set(errors.map((error) => `${where} ${placeOf(error) || '/'} ${saying(error)}`))];
}

function saying({ keyword, params, message = 'is wrong' }: ErrorObject): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'enum') return `${message}: ${params.allowedValues.join(', ')}`;
  return message;
}

/** JSON pointers of the fields of a value that none of the schemas knows. */
function undocumented(value: unknown, schemas: readonly Schema[], at: string): string[] {
  const all = schemas.flatMap((schema) => alternatives(schema));
  if (Array.isArray(value)) {
    const items = all.flatMap((schema) => schema.items ?? []);
    return items.length === 0 ? [] : value.flatMap((item, index) => undocumented(item, items, `${at}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const takesAny = all.some((schema) => schema.additionalProperties) || !all.some((schema) => schema.properties);
  if (takesAny) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = all.flatMap((schema) =>
      schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key]! : [],
    );
    return known.length === 0 ? [`${at}/${key}`] : undocumented(inner, known, `${at}/${key}`);
  });
}

/** A schema with everything it refers to or offers as an alternative, as one flat list. */
function alternatives(schema: Schema): Schema[] {
  const referred = schema.$ref ? [subset.schemas[schema.$ref.replace('#/schemas/', '')]!] : [];
  const inner = [...referred, ...(schema.allOf ?? []), ...(schema.anyOf ?? [])];
  return [schema, ...inner.flatMap((each) => alternatives(each))];
}
