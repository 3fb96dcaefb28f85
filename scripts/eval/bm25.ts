import type { RankableChange } from '../../packages/core/src/changes/types.ts';

/** The peer: BM25 (k1 1.2, b .75) over the lower-case words of title, paths and patch, one score for each change. */
export function bm25(text: string, changes: readonly RankableChange[]): number[] {
  const query = new Set(wordsOf(text));
  const holders = new Map<string, number>();
  const read = changes.map(({ title, files, patch = '' }) => {
    const words = [...wordsOf(title), ...files.flatMap(({ path }) => wordsOf(path)), ...wordsOf(patch)];
    const counts = new Map<string, number>();
    for (const word of words) if (query.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const word of counts.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
    return { counts, length: words.length };
  });
  const mean = read.reduce((sum, { length }) => sum + length, 0) / read.length;
  return read.map(({ counts, length }) =>
    [...counts].reduce((sum, [word, times]) => {
      const n = holders.get(word)!;
      const idf = Math.log(1 + (read.length - n + 0.5) / (n + 0.5));
      return sum + (idf * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * length) / mean));
    }, 0),
  );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\w+/g) ?? [];
}
