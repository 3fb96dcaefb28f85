import { type Node, parseTree } from 'jsonc-parser';
import { lineBounds } from './lines.ts';
import type { Setting } from './settings.ts';

/** Settings of a JSON text with or without comments. */
export function jsonSettings(text: string): Setting[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root ? below(root, { path: [], json: [] }, text) : [];
}

interface Place {
  readonly path: readonly string[];
  readonly json: readonly (string | number)[];
}

function below(node: Node, place: Place, text: string): Setting[] {
  const children = node.children ?? [];
  if (node.type === 'object') {
    return children.flatMap((property) => {
      const [key, value] = property.children ?? [];
      if (!key || !value) return [];
      const inner = { path: [...place.path, String(key.value)], json: [...place.json, String(key.value)] };
      return [settingOf(property, value, inner, text), ...below(value, inner, text)];
    });
  }
  if (node.type !== 'array') return [];
  return children.flatMap((item, index) => {
    const inner = { path: [...place.path, itemName(item, index)], json: [...place.json, index] };
    return [settingOf(item, item, inner, text), ...below(item, inner, text)];
  });
}

function itemName(item: Node, index: number): string {
  const named = item.children?.find(({ children }) => /^(?:name|id|key)$/.test(String(children?.[0]?.value)))
    ?.children?.[1]?.value;
  if (typeof named === 'string') return `[${named}]`;
  return item.type === 'object' || item.type === 'array' ? `[${index}]` : `[${String(item.value)}]`;
}

function settingOf(whole: Node, value: Node, { path, json }: Place, text: string): Setting {
  const group = value.type === 'object' || value.type === 'array';
  return {
    path,
    json,
    value: group ? '' : String(value.value),
    group,
    valueStart: value.offset,
    valueEnd: value.offset + value.length,
    ...lineBounds(text, whole.offset, whole.offset + whole.length),
  };
}
