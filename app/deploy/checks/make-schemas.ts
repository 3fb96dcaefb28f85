/**
 * Writes schemas.json: the schemas of the kinds in use, unknown fields refused, descriptions left out.
 *
 *   node make-schemas.ts KUBERNETES_SCHEMAS CRD.yaml… > schemas.json
 *
 * KUBERNETES_SCHEMAS is a folder `v1.29.0-local-strict` of the Python package kubernetes-validate; the CRDs are
 * files of the Go modules cert-manager and prometheus-operator. README.md names the versions.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

type Schema = Record<string, unknown>;

/** Files of the kinds that are built into Kubernetes. */
const builtIn = {
  'v1/ConfigMap': 'configmap-v1',
  'v1/Namespace': 'namespace-v1',
  'v1/ResourceQuota': 'resourcequota-v1',
  'v1/Service': 'service-v1',
  'apps/v1/Deployment': 'deployment-apps-v1',
  'autoscaling/v2/HorizontalPodAutoscaler': 'horizontalpodautoscaler-autoscaling-v2',
  'networking.k8s.io/v1/Ingress': 'ingress-networking-v1',
  'networking.k8s.io/v1/IngressClass': 'ingressclass-networking-v1',
  'networking.k8s.io/v1/NetworkPolicy': 'networkpolicy-networking-v1',
  'policy/v1/PodDisruptionBudget': 'poddisruptionbudget-policy-v1',
};

const [folder = '', ...crds] = process.argv.slice(2);
const library: Record<string, Schema> = json('_definitions').$defs;
const definitions: Record<string, Schema> = {};
const kinds: Record<string, Schema> = {};

for (const [kind, file] of Object.entries(builtIn)) kinds[kind] = take(json(file));
for (const file of crds) {
  const { spec } = parse(readFileSync(file, 'utf8'));
  const { name, schema } = spec.versions.find(({ storage }: { storage: boolean }) => storage);
  const { properties, required } = closed(schema.openAPIV3Schema);
  const metadata = take({ $ref: '#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' });
  kinds[`${spec.group}/${name}/${spec.names.kind}`] = {
    type: 'object',
    properties: { ...(properties as Schema), metadata },
    required,
    additionalProperties: false,
  };
}
process.stdout.write(`${JSON.stringify({ kinds, $defs: definitions })}\n`);

function json(name: string) {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/** A schema without descriptions, whose references are taken over too. */
function take(schema: Schema): Schema {
  return mapped(schema, (key, value) => {
    if (key !== '$ref') return value;
    const name = String(value).split('/').at(-1) ?? '';
    if (!(name in definitions)) {
      definitions[name] = {};
      definitions[name] = take(library[name] ?? {});
    }
    return `#/$defs/${name}`;
  });
}

/** The schema of a CRD with the API server's rule: what it does not name is refused, unless it says otherwise. */
function closed(schema: Schema): Schema {
  const plain = mapped(schema, (_, value) => value);
  const close = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const object = node as Schema;
    if (object.properties && object.additionalProperties === undefined) object.additionalProperties = false;
    for (const [key, value] of Object.entries(object)) {
      if (key === 'properties') for (const property of Object.values(value as Schema)) close(property);
      else if (key === 'items' || key === 'additionalProperties') close(value);
    }
  };
  close(plain);
  return plain;
}

function mapped(node: Schema, change: (key: string, value: unknown) => unknown): Schema {
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => {
      if (key === 'description' || key.startsWith('x-')) return [];
      if (key === 'properties') {
        const fields = Object.entries(value as Record<string, Schema>);
        return [[key, Object.fromEntries(fields.map(([name, field]) => [name, mapped(field, change)]))]];
      }
      const inner = Array.isArray(value)
        ? value.map((item) => (typeof item === 'object' && item !== null ? mapped(item, change) : item))
        : typeof value === 'object' && value !== null
          ? mapped(value as Schema, change)
          : value;
      return [[key, change(key, inner)]];
    }),
  );
}
