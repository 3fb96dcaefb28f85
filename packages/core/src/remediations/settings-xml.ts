import { lineBounds } from './lines.ts';
import type { Setting } from './settings.ts';

const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[?!][^>]*>|<(\/?)([\w:.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;

/** Settings of an XML text: elements that hold only text, and attributes. Elements with a name or key are told apart by it. */
export function xmlSettings(text: string): Setting[] {
  const settings: Setting[] = [];
  const open: { name: string; inner: number; start: number; leaf: boolean }[] = [];
  for (const match of text.matchAll(token)) {
    const [whole, slash, tag, rest = ''] = match;
    if (tag === undefined) continue;
    const end = match.index + whole.length;
    if (slash === '/') {
      const element = open.pop();
      if (!element) return settings;
      const value = text.slice(element.inner, match.index);
      const trimmed = value.trim();
      const lead = value.length - value.trimStart().length;
      if (element.leaf) {
        settings.push({
          path: [...open.map(({ name }) => name), element.name],
          value: trimmed,
          group: false,
          valueStart: element.inner + lead,
          valueEnd: element.inner + lead + trimmed.length,
          ...lineBounds(text, element.start, end),
        });
      }
      continue;
    }
    for (const parent of open) parent.leaf = false;
    const attributes = [...rest.matchAll(/([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g)];
    const key = attributes.find(([, name]) => /^(?:name|key|id|Include)$/.test(name!))?.[2]?.slice(1, -1);
    const name = key ? `${tag}[${key}]` : tag;
    const base = match.index + 1 + tag.length;
    for (const attribute of attributes) {
      const at = base + attribute.index + attribute[0].length - attribute[2]!.length;
      settings.push({
        path: [...open.map((parent) => parent.name), name, `@${attribute[1]}`],
        value: attribute[2]!.slice(1, -1),
        group: false,
        valueStart: at,
        valueEnd: at + attribute[2]!.length,
        ...lineBounds(text, match.index, end),
      });
    }
    if (!rest.endsWith('/')) open.push({ name, inner: end, start: match.index, leaf: true });
  }
  return settings;
}
