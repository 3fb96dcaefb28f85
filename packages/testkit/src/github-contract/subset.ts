import { readFileSync } from 'node:fs';

/** A JSON Schema as `openapi.json` holds them; references are `#/schemas/<name>`. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
}

/** One documented operation of GitHub. */
export interface Operation {
  /** Path parameters that may hold slashes (`contents/{path}`, `git/ref/{ref}`). */
  readonly multiSegment: readonly string[];
  /** Path parameters that are whole numbers. */
  readonly numeric: readonly string[];
  /** The query as one object. */
  readonly query: Schema;
  /** Absent when the operation takes no body. */
  readonly body?: { readonly required: boolean; readonly schema: Schema };
  /** By status; null when the answer has no JSON body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

/** `openapi.json`, as scripts/github-openapi.ts writes it. */
export interface Subset {
  /** Where it comes from and how it was made. */
  readonly about: string;
  /** Version of @octokit/openapi. */
  readonly version: string;
  /** By `METHOD path`. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Documented neighbours that we do not call, as `METHOD path`; a parameter written `{+x}` may hold slashes. */
  readonly otherOperations: readonly string[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/**
 * GitHub's OpenAPI description, the part that we use.
 *
 * Source: @octokit/openapi, see `about` in the file and openapi.LICENSE beside it. The compiled testkit reads it
 * from `src` too: the two folders are siblings.
 */
export const subset: Subset = consistent(
  JSON.parse(readFileSync(new URL('../../src/github-contract/openapi.json', import.meta.url), 'utf8')),
);

/** Of a label without a description GitHub describes `null` where one pull request is read, and no `null` in their list. */
function consistent(read: Subset): Subset {
  const [one, listed] = [read.schemas['pull-request'], read.schemas['pull-request-simple']];
  const labels = one?.properties?.labels;
  if (!listed || !labels) return read;
  const mended = { ...listed, properties: { ...listed.properties, labels } };
  return { ...read, schemas: { ...read.schemas, 'pull-request-simple': mended } };
}

interface Route {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** Orders routes: plain words before parameters, one segment before many, longer paths before shorter ones. */
  readonly rank: string;
}

const routes: readonly Route[] = [...Object.keys(subset.operations), ...subset.otherOperations]
  .map((name) => routeOf(name))
  .sort((a, b) => (a.rank < b.rank ? -1 : 1));

/**
 * The documented operation that a call means, as `METHOD path-with-parameters`; undefined when GitHub documents none.
 *
 * @param path without query and without the base (`/api/v3`), as sent
 */
export function operationNameOf(method: string, path: string): string | undefined {
  return routes.find((route) => route.method === method && route.pattern.test(path))?.name;
}

function routeOf(name: string): Route {
  const [method = '', path = ''] = name.split(' ');
  const operation = subset.operations[name];
  const segments = path.split('/').map((segment) => {
    const [, slashes, parameter] = /^\{(\+?)(.+)\}$/.exec(segment) ?? [];
    if (!parameter) return { rank: `a${segment}`, source: segment.replaceAll('.', '\\.') };
    if (operation?.numeric.includes(parameter)) return { rank: 'b', source: '\\d+' };
    if (slashes || operation?.multiSegment.includes(parameter)) return { rank: 'd', source: '.+' };
    return { rank: 'c', source: '[^/]+' };
  });
  return {
    name,
    method,
    // "Omit the path" means the root folder: `contents` and `contents/` are asked for too.
    pattern: new RegExp(
      `^${segments
        .map(({ source }) => source)
        .join('/')
        .replace(/contents\/\.\+$/, 'contents(?:/.*)?')}$`,
    ),
    rank: [...segments.map(({ rank }) => rank), '~'].join('/'),
  };
}
