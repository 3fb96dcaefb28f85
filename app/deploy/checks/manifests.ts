import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object. Its shape is what `schema.ts` checks; the other checks read a valid one. */
export type KubernetesObject = {
  kind: string;
  apiVersion: string;
  metadata: any;
  spec?: any;
  data?: any;
  file: string;
};

/**
 * The objects that a kustomization puts together, with its `labels` (and those in pod templates) set. Image tags are not
 * changed: no check reads them.
 *
 * @param folder Holds `kustomization.yaml`.
 * @throws {Error} naming the file that does not parse, or a key that is there twice.
 */
export function objectsOf(folder: string): KubernetesObject[] {
  const [kustomization] = documentsIn(join(folder, 'kustomization.yaml'));
  const { resources = [], labels = [] } = kustomization as unknown as {
    resources?: string[];
    labels?: { pairs: Record<string, string>; includeTemplates?: boolean }[];
  };
  const objects = resources.flatMap((path) =>
    documentsIn(join(folder, path)).map((object) => ({ ...object, file: path })),
  );
  for (const object of objects)
    for (const { pairs, includeTemplates } of labels) label(object, pairs, includeTemplates);
  return objects;
}

/** The folder with the manifests next to the one of the checks. */
export const base = join(dirname(import.meta.dirname), 'base');

/** The objects of one YAML text, for tests. */
export function parsed(text: string, file = 'test.yaml'): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    return { ...(document.toJS() as KubernetesObject), file };
  });
}

function documentsIn(path: string): KubernetesObject[] {
  return parsed(readFileSync(path, 'utf8'), path);
}

function label(object: KubernetesObject, pairs: Record<string, string>, includeTemplates = false): void {
  object.metadata.labels = { ...object.metadata.labels, ...pairs };
  const template = object.spec?.template?.metadata;
  if (template && includeTemplates) template.labels = { ...template.labels, ...pairs };
}

/** `Deployment bookshop/bookshop-srv`, for messages. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

/** Objects of the given kinds. */
export function ofKind(objects: readonly KubernetesObject[], ...kinds: string[]): KubernetesObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

/** Workloads that make pods from a template. */
export function workloadsIn(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return ofKind(objects, 'Deployment', 'StatefulSet', 'DaemonSet');
}
