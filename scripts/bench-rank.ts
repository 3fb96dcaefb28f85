/**
 * Measures how quickly suspects are ranked: N changes with full patches of M megabytes in all, made up by a seeded generator
 * from the words and the shapes of code, and a symptom of thirty lines. A plain BM25 (k1 1.2, b .75; lower-case words of title,
 * paths and patch) ranks the same changes beside it. A measurement, not a test: run it on a machine that does nothing else.
 *
 *   npm run bench:rank                  1,000 changes of 20 MB, and half and double as much to see how the cost grows
 *
 * Each figure is the median of three processes that read the changes from a JSON file and rank them once: milliseconds of the
 * ranking alone, cold, and how many of them its thread had a processor; and the most memory that the process held at any time (resident, MiB), Node and the changes included.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rankChanges } from '../packages/core/src/changes/index.ts';
import type { RankableChange } from '../packages/core/src/changes/types.ts';
import { bm25 } from './eval/bm25.ts';
import { generator } from './eval/figures.ts';

const runs = 3;
/** Three thousand made-up words beside the symptom's own. */
const syllables = ['or', 'der', 'pri', 'ce', 'cart', 'le', 'ta', 'mo', 'ki', 'ven', 'to', 'ry', 'fa', 'lu', 'pay'];
const vocabulary = [
  ...syllables.flatMap((a) => syllables.flatMap((b) => syllables.map((c) => a + b + c))),
  ...'order price column query timeout cache service login token user total invoice'.split(' '),
];
const symptom = Array.from(
  { length: 30 },
  (_, index) =>
    `ERROR ${vocabulary[index * 101]} failed: column "${vocabulary[index * 89]}_${vocabulary[index * 107]}" does not exist at src/${vocabulary[index * 61]}/${vocabulary[index * 73]}.ts:${index}`,
).join('\n');
const [ranker, file = ''] = process.argv.slice(2);
if (ranker === undefined) table();
else measure(ranker, JSON.parse(readFileSync(file, 'utf8')));

function table(): void {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-rank-'));
  print('| changes, MB of patches | ranker | ranking, ms | of them computing, ms | memory at most, MiB |');
  print('| ---: | --- | ---: | ---: | ---: |');
  for (const size of [500, 1000, 2000]) {
    const changes = changesOf(size);
    const path = join(scratch, `${size}.json`);
    writeFileSync(path, JSON.stringify(changes));
    const megabytes = changes.reduce((sum, { patch = '' }) => sum + patch.length, 0) / 1e6;
    for (const name of ['changes only', 'BM25', 'sre-aiops']) {
      const taken = Array.from({ length: runs }, () => {
        const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, name, path], {
          encoding: 'utf8',
        });
        if (stdout === '') throw new Error(stderr);
        return JSON.parse(stdout) as { ms: number; own: number; mebibytes: number };
      });
      const median = (of: (one: (typeof taken)[number]) => number) =>
        taken
          .map(of)
          .sort((a, b) => a - b)[1]!
          .toFixed(0);
      print(
        `| ${size}, ${megabytes.toFixed(0)} | ${name} | ${median(({ ms }) => ms)} | ${median(({ own }) => own)} | ${median(({ mebibytes }) => mebibytes)} |`,
      );
    }
  }
  rmSync(scratch, { recursive: true });
}

function measure(name: string, changes: readonly RankableChange[]): void {
  const start = performance.now();
  const before = process.threadCpuUsage();
  if (name === 'BM25') bm25(symptom, changes);
  if (name === 'sre-aiops') ours(changes);
  const ms = performance.now() - start;
  const { user, system } = process.threadCpuUsage(before);
  process.stdout.write(
    JSON.stringify({ ms, own: (user + system) / 1000, mebibytes: process.resourceUsage().maxRSS / 1024 }),
  );
}

function ours(changes: readonly RankableChange[]): void {
  rankChanges({ parts: [{ text: symptom }], frames: [] }, changes, { traitWeights: { 'changes-query': 1 } });
}

/** About 20 kB of patch for each change: four files of three hunks. */
function changesOf(size: number): RankableChange[] {
  const random = generator(7);
  const word = () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]!;
  const line = () => `    const ${word()}${upper(word())} = await this.${word()}.${word()}(${word()}, '${word()}');`;
  return Array.from({ length: size }, (_, index) => {
    const paths = Array.from({ length: 4 }, () => `src/${word()}/${word()}/${word()}.ts`);
    const patch = paths.map((path) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunks(line)}`);
    return {
      number: index + 1,
      title: `Let ${word()} ${word()} the ${word()}`,
      mergedAt: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
      files: paths.map((path) => ({ path, additions: 9, deletions: 6, status: 'modified' as const })),
      patch: patch.join(''),
    };
  });
}

function hunks(line: () => string): string {
  return Array.from({ length: 3 }, (_, hunk) => {
    const signs = ['', ' ', ' ', '-', '-', '+', '+', '+', ' ', ' '].slice(1);
    const at = hunk * 40 + 1;
    return `@@ -${at},9 +${at},9 @@ ${line()}\n${signs.map((sign) => `${sign}${line()}${line()}\n`).join('')}`;
  }).join('');
}

function upper(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
