/**
 * Extracts the part of GitHub's own OpenAPI description that we use into
 * `packages/testkit/src/github-contract/openapi.json`, with its licence beside it.
 *
 *     npm install --prefix /tmp/openapi @octokit/openapi@23.0.2      (385 MB: never in this repository)
 *     node scripts/github-openapi.ts /tmp/openapi/node_modules/@octokit/openapi
 *
 * The same package gives the same bytes. To call one more operation of GitHub, add it to `operations` and run again.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Node = { readonly [key: string]: Json };

const repo = '/repos/{owner}/{repo}';

/** What we call, as `METHOD path` of GitHub's description. */
const operations: readonly string[] = [
  'GET /rate_limit',
  'GET /user',
  `GET ${repo}`,
  `GET ${repo}/actions/jobs/{job_id}/logs`,
  `GET ${repo}/actions/runs`,
  `GET ${repo}/actions/runs/{run_id}`,
  `GET ${repo}/actions/runs/{run_id}/jobs`,
  `GET ${repo}/actions/runs/{run_id}/logs`,
  `POST ${repo}/actions/runs/{run_id}/rerun-failed-jobs`,
  `POST ${repo}/actions/workflows/{workflow_id}/dispatches`,
  `GET ${repo}/actions/workflows/{workflow_id}/runs`,
  `GET ${repo}/branches/{branch}`,
  `GET ${repo}/check-runs/{check_run_id}/annotations`,
  `GET ${repo}/commits`,
  `GET ${repo}/commits/{ref}`,
  `GET ${repo}/compare/{basehead}`,
  `GET ${repo}/contents/{path}`,
  `GET ${repo}/deployments`,
  `POST ${repo}/deployments`,
  `GET ${repo}/deployments/{deployment_id}/statuses`,
  `POST ${repo}/deployments/{deployment_id}/statuses`,
  `GET ${repo}/environments/{environment_name}`,
  `POST ${repo}/git/blobs`,
  `GET ${repo}/git/blobs/{file_sha}`,
  `POST ${repo}/git/commits`,
  `GET ${repo}/git/commits/{commit_sha}`,
  `GET ${repo}/git/matching-refs/{ref}`,
  `GET ${repo}/git/ref/{ref}`,
  `POST ${repo}/git/refs`,
  `PATCH ${repo}/git/refs/{ref}`,
  `POST ${repo}/git/trees`,
  `GET ${repo}/git/trees/{tree_sha}`,
  `GET ${repo}/issues`,
  `POST ${repo}/issues`,
  `GET ${repo}/issues/comments`,
  `PATCH ${repo}/issues/comments/{comment_id}`,
  `GET ${repo}/issues/{issue_number}`,
  `PATCH ${repo}/issues/{issue_number}`,
  `POST ${repo}/issues/{issue_number}/assignees`,
  `GET ${repo}/issues/{issue_number}/comments`,
  `POST ${repo}/issues/{issue_number}/comments`,
  `POST ${repo}/issues/{issue_number}/labels`,
  `GET ${repo}/labels`,
  `POST ${repo}/labels`,
  `PATCH ${repo}/labels/{name}`,
  `GET ${repo}/pulls`,
  `POST ${repo}/pulls`,
  `GET ${repo}/pulls/{pull_number}`,
  `PATCH ${repo}/pulls/{pull_number}`,
  `GET ${repo}/pulls/{pull_number}/files`,
  `GET ${repo}/tarball/{ref}`,
];

/** Keywords of JSON Schema that decide; everything else (texts, examples, `x-…`, `discriminator`) is left out. */
const deciding = new Set(
  'type format enum required minimum maximum minLength maxLength pattern minItems maxItems uniqueItems maxProperties'.split(
    ' ',
  ),
);

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('Say where @octokit/openapi is: node scripts/github-openapi.ts node_modules/@octokit/openapi\n');
  process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const source: Node = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'));
const paths = nodeOf(source.paths);
const components = nodeOf(source.components);
const target = new URL('../packages/testkit/src/github-contract/', import.meta.url);

/** Names of the component schemas that the operations reach; filled while schemas are rewritten. */
const reached = new Set<string>();

const extracted = operations.map((name) => operationOf(name));
const schemas = reachedSchemas();
const head = {
  about: `Extracted by scripts/github-openapi.ts from generated/api.github.com.json of @octokit/openapi ${version} (MIT, see openapi.LICENSE). Do not edit: change the script's list and run it again.`,
  version,
};
writeFileSync(
  new URL('openapi.json', target),
  `{${[
    ...Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    `"operations":${linesOf(Object.fromEntries(operations.map((name, index) => [name, extracted[index]])))}`,
    `"otherOperations":${JSON.stringify(otherOperations())}`,
    `"schemas":${linesOf(schemas)}`,
  ].join(',\n')}}\n`,
);
copyFileSync(join(folder, 'LICENSE'), new URL('openapi.LICENSE', target));

/** One entry a line: a new version of the description then shows in a diff what it changed. */
function linesOf(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

function operationOf(name: string) {
  const [method = '', path = ''] = name.split(' ');
  const operation = nodeOf(nodeOf(paths[path])[method.toLowerCase()], name);
  const parameters = parametersOf(operation);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = operation.requestBody === undefined ? undefined : resolved(nodeOf(operation.requestBody));
  return {
    /** Path parameters that may hold slashes, and those that are numbers. */
    multiSegment: multiSegmentOf(operation),
    numeric: inPath
      .filter((parameter) => nodeOf(parameter.schema).type === 'integer')
      .map((parameter) => parameter.name!),
    query: {
      type: 'object',
      properties: Object.fromEntries(
        inQuery.map((parameter) => [String(parameter.name), rewritten(nodeOf(parameter.schema))]),
      ),
      required: inQuery.filter((parameter) => parameter.required === true).map((parameter) => parameter.name!),
    },
    ...(body && { body: { required: body.required === true, schema: jsonSchemaOf(body) ?? {} } }),
    responses: Object.fromEntries(
      Object.entries(nodeOf(operation.responses)).map(([status, response]) => [
        status,
        jsonSchemaOf(resolved(nodeOf(response))) ?? null,
      ]),
    ),
  };
}

/** Documented neighbours that we do not call, so that the checker can tell a typo from a missing entry above; `{+x}` holds slashes. */
function otherOperations(): string[] {
  const roots = new Set(operations.map((name) => rootOf(name.split(' ')[1]!)));
  return Object.entries(paths)
    .filter(([path]) => roots.has(rootOf(path)))
    .flatMap(([path, methods]) =>
      Object.entries(nodeOf(methods)).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        multiSegment: multiSegmentOf(nodeOf(operation)),
      })),
    )
    .filter(({ name }) => !operations.includes(name) && !name.includes('...'))
    .map(({ name, multiSegment }) =>
      multiSegment.reduce((marked, each) => marked.replace(`{${each}}`, `{+${each}}`), name),
    )
    .sort();
}

function parametersOf(operation: Node): Node[] {
  return listOf(operation.parameters).map((parameter) => resolved(nodeOf(parameter)));
}

function multiSegmentOf(operation: Node): string[] {
  return parametersOf(operation)
    .filter((parameter) => parameter['x-multi-segment'] === true)
    .map((parameter) => String(parameter.name));
}

function rootOf(path: string): string {
  return path.startsWith(repo) ? path.split('/').slice(0, 5).join('/') : path;
}

function reachedSchemas(): Record<string, Json> {
  const all = nodeOf(components.schemas);
  const done = new Map<string, Json>();
  // A Set hands out what is added while it is walked: the schemas that schemas refer to come by themselves.
  for (const name of reached) done.set(name, rewritten(nodeOf(all[name], name)));
  return Object.fromEntries([...done].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The schema of the plain JSON form of a request or response; undefined when it has none. */
function jsonSchemaOf(message: Node): Json | undefined {
  const json = nodeOf(nodeOf(message.content ?? {})['application/json'] ?? {});
  return json.schema === undefined ? undefined : rewritten(nodeOf(json.schema));
}

/** OpenAPI 3.0 → JSON Schema: keeps what decides, points references at `#/schemas`, makes `nullable` a type. */
function rewritten(schema: Node): Json {
  const nullable = schema.nullable === true;
  const reference = schema.$ref;
  if (typeof reference === 'string') {
    const name = reference.replace('#/components/schemas/', '');
    reached.add(name);
    // Beside a reference OpenAPI 3.0 ignores every keyword, `nullable` too, but GitHub means it.
    return orNull({ $ref: `#/schemas/${name}` }, nullable);
  }
  const entries = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
    if (deciding.has(key)) return [[key, value]];
    if (key === 'properties') return [[key, eachRewritten(nodeOf(value))]];
    if (key === 'items') return [[key, rewritten(nodeOf(value))]];
    if (key === 'additionalProperties') return [[key, typeof value === 'boolean' ? value : rewritten(nodeOf(value))]];
    if (key === 'allOf' || key === 'anyOf') return [[key, listOf(value).map((each) => rewritten(nodeOf(each)))]];
    // GitHub's alternatives overlap (null, or an object with optional fields, fits several), so "one" means "any".
    if (key === 'oneOf') return [['anyOf', listOf(value).map((each) => rewritten(nodeOf(each)))]];
    return [];
  });
  const plain: Node = Object.fromEntries(entries);
  if (!nullable) return plain;
  const { type, enum: values } = plain;
  if (typeof type !== 'string') return orNull(plain, true);
  return { ...plain, type: [type, 'null'], ...(values !== undefined && { enum: [...listOf(values), null] }) };
}

function orNull(schema: Node, nullable: boolean): Node {
  const decidesNothing = Object.keys(schema).length === 0;
  return nullable && !decidesNothing ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function eachRewritten(properties: Node): Node {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, rewritten(nodeOf(schema))]));
}

/** Follows a reference to a shared parameter, request or response. */
function resolved(node: Node): Node {
  const reference = node.$ref;
  if (typeof reference !== 'string') return node;
  const [, , kind = '', name = ''] = reference.split('/');
  return nodeOf(nodeOf(components[kind])[name], reference);
}

function nodeOf(value: Json | undefined, name = 'a part'): Node {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Node;
  throw new Error(`${name} is not in the package: has GitHub renamed it?`);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
