import { createHash } from 'node:crypto';
import { SreError } from '../errors/sre-error.ts';
import { asked, askedJson, type ClusterTools, kubectl, type Place } from './tools.ts';

/** A Kubernetes object as the API server answers it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly [field: string]: unknown;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * An object of the cluster; `undefined` when it is not there.
 *
 * @param name `deployment/checkout`.
 */
export async function objectAt(tools: ClusterTools, place: Place, name: string): Promise<KubernetesObject | undefined> {
  const command = kubectl(place, 'get', name, '--ignore-not-found', '--output=json');
  return (await askedJson(tools, command)) as KubernetesObject | undefined;
}

/** As {@link objectAt}. @throws {SreError} `CLUSTER_REFUSED` when it is not there. */
export async function theObject(tools: ClusterTools, place: Place, name: string): Promise<KubernetesObject> {
  const object = await objectAt(tools, place, name);
  if (object) return object;
  throw unfit(`${name} is not in the namespace ${place.namespace}.`, 'Check which cluster the login leads to.');
}

/** Objects of a kind in the namespace. */
export async function objectsOf(tools: ClusterTools, place: Place, kind: string): Promise<readonly KubernetesObject[]> {
  const list = (await askedJson(tools, kubectl(place, 'get', kind, '--output=json'))) as { items?: KubernetesObject[] };
  return list.items ?? [];
}

/** What a command would make of an object, as the server answers a dry run. */
export async function triedObject(
  tools: ClusterTools,
  place: Place,
  args: readonly string[],
): Promise<KubernetesObject> {
  const { text } = await asked(tools, kubectl(place, ...args, '--dry-run=server', '--output=json'));
  return JSON.parse(text) as KubernetesObject;
}

/** Work that does not fit what is there. */
export function unfit(what: string, remedy: string): SreError {
  return new SreError('CLUSTER_REFUSED', what, remedy);
}

/** How an object is called on a command line: `deployment/checkout`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}

/** JSON that is the same for equal values: keys in the order of their code units. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** sha256 in hex of the {@link canonical} JSON. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** What an object says, without what the cluster changes by itself; replicas belong to whoever scales. */
export function steady({ kind, metadata, spec = {} }: KubernetesObject): object {
  const { replicas: _, ...rest } = spec;
  return { kind, name: metadata.name, uid: metadata.uid ?? '', spec: rest };
}

/**
 * What differs between two states of an object, one line a value: `spec.maxReplicas: 5 → 8`.
 *
 * @param parts Top-level fields that are compared.
 */
export function differences(
  before: KubernetesObject,
  after: KubernetesObject,
  parts: readonly string[] = ['spec'],
): string[] {
  const [old, next] = [flat(picked(before, parts)), flat(picked(after, parts))];
  const paths = [...new Set([...old.keys(), ...next.keys()])].filter((path) => old.get(path) !== next.get(path));
  return paths
    .sort()
    .map((path) => `${nameOf(after)} ${path}: ${old.get(path) ?? '(none)'} → ${next.get(path) ?? '(none)'}`);
}

function picked(object: KubernetesObject, parts: readonly string[]): object {
  return Object.fromEntries(parts.map((part) => [part, object[part]]));
}

function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    // A field that is `null` is none: clients write some so, and servers leave them out.
    if (value !== undefined && value !== null) into.set(path, String(value));
    return into;
  }
  for (const [key, part] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : path === '' ? key : `.${key}`;
    flat(part, `${path}${step}`, into);
  }
  return into;
}
