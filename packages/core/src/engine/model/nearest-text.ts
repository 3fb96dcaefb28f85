/** Lines of a file that are compared, and lines that are shown. */
const limits = { file: 6_000, search: 60, shown: 30 } as const;

/** The lines of a text that come nearest to others, with a line around them: by the words that they share, line for line. */
export function nearestText(text: string, search: string): string {
  const lines = text.split('\n').slice(0, limits.file);
  const wanted = search
    .replace(/^\n+|\n+$/g, '')
    .split('\n')
    .slice(0, limits.search);
  const words = lines.map(wordsOf);
  const sought = wanted.map(wordsOf);
  let best = { at: 0, score: -1 };
  for (let at = 0; at <= Math.max(0, lines.length - sought.length); at++) {
    const score = sought.reduce((sum, one, index) => sum + likeness(one, words[at + index]), 0);
    if (score > best.score) best = { at, score };
  }
  return lines.slice(Math.max(0, best.at - 1), best.at + Math.min(wanted.length, limits.shown) + 1).join('\n');
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/\w+|[^\w\s]/g));
}

/** Share of words that two lines have in common, 0 to 1 (Dice). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): number {
  if (!b || a.size + b.size === 0) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}
