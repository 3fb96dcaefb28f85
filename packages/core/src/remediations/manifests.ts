import { type Document, isMap, isNode, isPair, isScalar, type Node, parseAllDocuments } from 'yaml';
import { spliced } from './lines.ts';
import type { PlanContext } from './types.ts';

/** A Kubernetes object in a file of the repository. */
export interface Manifest {
  readonly path: string;
  /** Whole file. */
  readonly text: string;
  readonly document: Document;
  readonly kind: string;
  readonly name: string;
  /** Empty when the manifest leaves it to whoever applies it. */
  readonly namespace: string;
}

/** All Kubernetes objects in the repository, in the order of their files. Helm templates do not parse and are left out. */
export async function manifestsOf({ code, head }: Pick<PlanContext, 'code' | 'head'>): Promise<Manifest[]> {
  const paths = (await code.listFiles(head.sha)).filter(
    (path) => /\.ya?ml$/.test(path) && !/(?:^|\/)(?:\.github|node_modules|vendor)\//.test(path),
  );
  const likely =
    paths.length <= 400
      ? paths
      : paths
          .filter((path) => /k8s|kube|deploy|manifest|helm|chart|infra|ops|base|overlay|cluster/i.test(path))
          .slice(0, 400);
  const texts = await Promise.all(
    likely.map(async (path) => ({ path, text: (await code.readFile(path, head.sha)) ?? '' })),
  );
  return texts.filter(({ text }) => /^kind:\s*\w/m.test(text)).flatMap(({ path, text }) => objectsIn(path, text));
}

function objectsIn(path: string, text: string): Manifest[] {
  if (text.includes('{{')) return [];
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [kind, name] = [document.getIn(['kind']), document.getIn(['metadata', 'name'])];
    if (document.errors.length > 0 || typeof kind !== 'string' || typeof name !== 'string') return [];
    const namespace = document.getIn(['metadata', 'namespace']);
    return [{ path, text, document, kind, name, namespace: typeof namespace === 'string' ? namespace : '' }];
  });
}

type Path = readonly (string | number)[];

/** Plain value at a path of a manifest. */
export function valueAt({ document }: Pick<Manifest, 'document'>, path: Path): unknown {
  const node: unknown = document.getIn([...path], true);
  return isNode(node) ? node.toJS(document) : node;
}

/** Text at a path; `undefined` when there is none or it is not plain. */
export function textAt(manifest: Pick<Manifest, 'document'>, path: Path): string | undefined {
  const value = valueAt(manifest, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Names and values of a map of texts, such as labels. */
export function mapAt(manifest: Pick<Manifest, 'document'>, path: Path): Record<string, string> {
  const value = valueAt(manifest, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'object' ? [] : [[key, String(text)]])),
  );
}

/** Length of a list at a path. */
export function lengthAt(manifest: Pick<Manifest, 'document'>, path: Path): number {
  const value = valueAt(manifest, path);
  return Array.isArray(value) ? value.length : 0;
}

/** A value of a manifest to write anew: everything around it stays byte for byte. */
export interface ManifestEdit {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly value: string;
  /** The last part of `path` is a key whose name, not value, is replaced. */
  readonly key?: boolean;
}

/** File texts after the edits, by path. A missing value is added below its parent map; a missing parent is an error of the caller's. */
export function editManifests(edits: readonly ManifestEdit[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, text } of edits.map(({ manifest }) => manifest)) {
    const own = edits.filter(({ manifest }) => manifest.path === path);
    texts.set(
      path,
      spliced(
        text,
        own.map((edit) => spliceOf(edit, text)),
      ),
    );
  }
  return texts;
}

function spliceOf({ manifest, path, value, key }: ManifestEdit, text: string) {
  const node = nodeAt(manifest.document, path, key ?? false);
  if (node?.range) {
    const quote =
      isScalar(node) && node.type === 'QUOTE_DOUBLE' ? '"' : isScalar(node) && node.type === 'QUOTE_SINGLE' ? "'" : '';
    return { start: node.range[0], end: node.range[1], text: quote + value + quote };
  }
  const parent = manifest.document.getIn(path.slice(0, -1), true);
  const last = isMap(parent) ? parent.items.at(-1) : undefined;
  const keyNode = last?.key;
  if (!last || !isNode(keyNode) || !keyNode.range)
    throw new Error(`${manifest.path} has nothing at ${path.slice(0, -1).join('.')}.`);
  const start = text.lastIndexOf('\n', keyNode.range[0] - 1) + 1;
  const indent = text.slice(start, keyNode.range[0]).replace(/[^ ]/g, ' ');
  const end = isNode(last.value) && last.value.range ? last.value.range[1] : keyNode.range[1];
  const line = text.indexOf('\n', end);
  const at = line === -1 ? text.length : line;
  return { start: at, end: at, text: `\n${indent}${String(path.at(-1))}: ${value}` };
}

function nodeAt(document: Document, path: Path, key: boolean): Node | undefined {
  if (!key) {
    const node: unknown = document.getIn([...path], true);
    return isNode(node) ? node : undefined;
  }
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)))
    : undefined;
  return isNode(pair?.key) ? pair.key : undefined;
}

/** How a manifest is called in a sentence: `Deployment shop/api`. */
export function objectName({ kind, name, namespace }: Pick<Manifest, 'kind' | 'name' | 'namespace'>): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
