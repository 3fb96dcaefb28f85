/**
 * The sentences of a Markdown text, commands included, for comparing texts: citations, list marks and emphasis are
 * taken off, headings, table rulers, fences and comments are no sentences. Lower case, each once, in order.
 */
export function sentencesOf(markdown: string): string[] {
  const out = new Set<string>();
  let fence: string | undefined;
  for (const line of withoutFrontMatter(markdown).split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    for (const sentence of fence === undefined ? ofProse(line) : [line]) {
      const plain = sentence.replaceAll(/\s+/g, ' ').trim().toLowerCase();
      if (/[\p{L}\p{N}]/u.test(plain)) out.add(plain);
    }
  }
  return [...out];
}

/**
 * The share of the shorter text's sentences that the other one has too, 0 to 1; 0 when one of them has none.
 *
 * Sentences are compared without what any template fills in: the given names of services, times, numbers, quotes and
 * ids. A sentence that differs in those alone is the same sentence.
 *
 * @param names services of the two texts.
 */
export function sharedSentences(a: string, b: string, names: readonly string[] = []): number {
  const [shorter, longer] = [a, b]
    .map((text) => [...new Set(sentencesOf(text).map((sentence) => neutral(sentence, names)))])
    .sort((x, y) => x.length - y.length) as [string[], string[]];
  if (shorter.length === 0) return 0;
  const others = new Set(longer);
  return shorter.filter((sentence) => others.has(sentence)).length / shorter.length;
}

function neutral(sentence: string, names: readonly string[]): string {
  let text = sentence.replaceAll(/“[^”]*”|`[^`]*`|"[^"]*"/g, '“”');
  for (const name of [...names].sort((x, y) => y.length - x.length)) {
    if (name !== '') text = text.replaceAll(name.toLowerCase(), 'service');
  }
  return text
    .replaceAll(/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b/g, '0')
    .replaceAll(/-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, '-0')
    .replaceAll(/\b[lcmkf]\d{1,6}\b/g, '0')
    .replaceAll(/\d+(?:[.,:-]\d+)*/g, '0');
}

function ofProse(line: string): string[] {
  if (/^\s*(?:#{1,6}\s|<|\|?[\s:|-]+\|?$)/.test(line)) return [];
  return line
    .replace(/^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ x]\]\s+)?/, '')
    .replaceAll(/\s\[(?:[LCMKF]\d+|A\.[\w.-]+)\]/g, '')
    .replaceAll(/\*\*/g, '')
    .split(/(?<=[.!?])\s+(?=[\p{Lu}`“"*])/u);
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^---\n[\s\S]*?\n---\n/, '');
}
