import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type KubernetesObject, nameOf } from './manifests.ts';

const { kinds, $defs }: { kinds: Record<string, object>; $defs: Record<string, object> } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'schemas.json'), 'utf8'),
);
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
const validators = new Map<string, ValidateFunction>();

/**
 * What is wrong with the shape of the objects: fields that do not exist, values of a wrong type, kinds without a schema.
 * Where the schemas come from is in README.md.
 */
export function schemaFindings(objects: readonly KubernetesObject[]): string[] {
  return objects.flatMap(({ file, ...object }) => {
    const kind = `${object.apiVersion}/${object.kind}`;
    const schema = kinds[kind];
    if (!schema) return [`${file}: no schema for ${kind}; add it with make-schemas.ts.`];
    const validate = validators.get(kind) ?? ajv.compile({ ...schema, $defs });
    validators.set(kind, validate);
    const valid: boolean = validate(object);
    if (valid) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const field = 'additionalProperty' in params ? ` (${params.additionalProperty})` : '';
      return `${file}: ${nameOf({ ...object, file })}${instancePath}: ${message}${field}`;
    });
  });
}
