import type { Check } from '../incident/index.ts';
import type { FilePair } from '../remediations/unified.ts';
import { newFaults } from './new-faults.ts';
import type { PlanCheck } from './types.ts';
import { yamlValues } from './yaml-values.ts';

/** A field's type as the Kubernetes client writes it: `string`, `V1Container`, `Array<V1EnvVar>`, `{ [key: string]: string; }`. */
interface Schema {
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `v1`, `apps/v1`. */
  readonly groups: readonly string[];
}

/**
 * Kubernetes manifests say what they are, and their fields are ones that Kubernetes knows; kinds of others are not read. A
 * template's values are known only once it is rendered.
 */
export const kubernetesManifests: PlanCheck = async (pairs) => {
  const checks: Check[] = [];
  for (const pair of pairs.filter(({ path }) => /\.ya?ml$/.test(path))) checks.push(...(await checkFile(pair)));
  return checks;
};

async function checkFile({ path, before, after }: FilePair): Promise<Check[]> {
  if (after === undefined || !/^\s*["']?(?:kind|apiVersion)["']?\s*:/m.test(after)) return [];
  const now = manifestsIn(after);
  const name = `Kubernetes: ${path}`;
  if (after.includes('{{') && /^apiVersion:/m.test(after))
    return [{ name, outcome: 'skipped', detail: "A template's fields are known only once it is rendered." }];
  if (now.length === 0) return [];
  const schema = await loadSchema();
  const had = before === undefined ? [] : manifestsIn(before).flatMap((manifest) => faultsOf(manifest, schema));
  return newFaults(
    { name, passed: 'Its fields are ones that Kubernetes 1.36 knows.' },
    now.flatMap((manifest) => faultsOf(manifest, schema)),
    had,
  );
}

type Fields = Readonly<Record<string, unknown>>;

function manifestsIn(text: string): Fields[] {
  return yamlValues(text).flatMap(manifestsOf);
}

function manifestsOf(value: unknown): Fields[] {
  if (!isFields(value)) return [];
  if (value.kind === 'List' && Array.isArray(value.items)) return value.items.flatMap(manifestsOf);
  const whole = typeof value.kind === 'string' && typeof value.apiVersion === 'string';
  const half = 'kind' in value !== 'apiVersion' in value && isFields(value.metadata) && isFields(value.spec);
  return whole || half ? [value] : [];
}

function faultsOf(manifest: Fields, schema: Schema): string[] {
  const { kind, apiVersion, metadata } = manifest;
  if (typeof apiVersion !== 'string') return [`${String(kind)}: apiVersion is missing.`];
  if (typeof kind !== 'string') return [`${apiVersion}: kind is missing.`];
  const type = typeOf(apiVersion, kind, schema);
  if (!type) return [];
  const { name, generateName } = isFields(metadata) ? metadata : {};
  if (typeof name !== 'string' && typeof generateName !== 'string') return [`${kind}: metadata.name is missing.`];
  const label = `${kind} ${String(name ?? generateName)}`;
  return wrong(manifest, type, '', schema).map((fault) => `${label}: ${fault}`);
}

function typeOf(apiVersion: string, kind: string, { types, groups }: Schema): string | undefined {
  if (!groups.includes(apiVersion)) return undefined;
  const version = apiVersion.split('/').at(-1)!;
  const type = `V${version.slice(1)}${kind}`;
  return types[type]?.kind === undefined ? undefined : type;
}

/** What of a value does not fit its type. What cannot be told from the type alone, such as a quantity, fits. */
function wrong(value: unknown, type: string, at: string, schema: Schema): string[] {
  if (value === null || value === undefined || isTemplate(value)) return [];
  const item = /^Array<(.*)>$/.exec(type)?.[1];
  if (item) {
    if (!Array.isArray(value)) return [`${at} is a list.`];
    return value.flatMap((one, index) => wrong(one, item, `${at}[${index}]`, schema));
  }
  const inner = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  const fields = schema.types[type];
  if (inner || fields) {
    if (!isFields(value)) return [`${at} holds fields.`];
    return Object.entries(value).flatMap(([key, one]) => {
      if (key.startsWith('$')) return [];
      const path = at === '' ? key : `${at}.${key}`;
      const known = inner ?? (Object.hasOwn(fields!, key) ? fields![key] : undefined);
      return known === undefined ? [`there is no field ${path}.`] : wrong(one, known, path, schema);
    });
  }
  const fits = scalars[type]?.(value) ?? true;
  if (fits && !(type === 'string' && /\.env\[\d+\]\.value$/.test(at) && typeof value !== 'string')) return [];
  return [`${at} is no ${type}: ${JSON.stringify(value).slice(0, 60)}.`];
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' || typeof value === 'number',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean' || /^(?:y|yes|n|no|on|off)$/i.test(String(value)),
  IntOrString: (value) => typeof value === 'string' || typeof value === 'number',
};

/** Text that a tool replaces before Kubernetes sees it. */
function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && /\{\{|\$[{(]/.test(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

let loaded: Promise<Schema> | undefined;

function loadSchema(): Promise<Schema> {
  loaded ??= readSchema();
  return loaded;
}

async function readSchema(): Promise<Schema> {
  const { unpacked } = await import('#grammars/unpack');
  const { bytes } = await import('#grammars/bytes-kubernetes');
  return JSON.parse(new TextDecoder().decode(await unpacked(bytes))) as Schema;
}
