/**
 * Measures the log engine on labelled logs.
 *
 *   node scripts/measure-logs.ts templates DIR   grouping accuracy on X.log with X.truth.json (the true event id of each
 *                                                line), the layout of Loghub-2k: a line counts when its group holds
 *                                                exactly the lines of its true group
 *   node scripts/measure-logs.ts excerpt DIR     labels.json (id, file, expectedLines) with logs/: share of logs with a
 *                                                labelled line in a 2,000-token excerpt, and the mean share of them shown
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateMiner, excerpt, splitLines } from '@sre-aiops/core';

const [what = '', folder = ''] = process.argv.slice(2);
if (what === 'templates') await templates();
else if (what === 'excerpt') await excerpts();
else {
  process.stderr.write('Say what to measure: templates DIR, or excerpt DIR.\n');
  process.exitCode = 2;
}

async function templates(): Promise<void> {
  const accuracies: number[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    const truth: unknown[] = JSON.parse(readFileSync(join(folder, file.replace(/log$/, 'truth.json')), 'utf8'));
    const miner = createTemplateMiner();
    const groups: number[] = [];
    for await (const lines of splitLines(createReadStream(join(folder, file)))) {
      for (const line of lines) groups.push(miner.add(line));
    }
    const { length } = miner.templates();
    const accuracy = groupingAccuracy(
      groups.map((group) => miner.groupOf(group)),
      truth,
    );
    accuracies.push(accuracy);
    print(`${file.padEnd(16)} ${accuracy.toFixed(4)}  ${length} templates, ${new Set(truth).size} true`);
  }
  print(`${'mean'.padEnd(16)} ${mean(accuracies).toFixed(4)}`);
}

function groupingAccuracy(groups: readonly unknown[], truth: readonly unknown[]): number {
  const predicted = membersOf(groups);
  const right = [...membersOf(truth).values()].filter((members) => {
    const group = predicted.get(groups[members[0]!]);
    return group?.length === members.length && group.every((line, index) => line === members[index]);
  });
  return right.reduce((sum, members) => sum + members.length, 0) / truth.length;
}

function membersOf(labels: readonly unknown[]): Map<unknown, number[]> {
  const members = new Map<unknown, number[]>();
  for (const [line, label] of labels.entries()) {
    const known = members.get(label);
    if (known) known.push(line);
    else members.set(label, [line]);
  }
  return members;
}

async function excerpts(): Promise<void> {
  const labels: { id: string; file: string; expectedLines: number[] }[] = JSON.parse(
    readFileSync(join(folder, 'labels.json'), 'utf8'),
  );
  const shares = new Map<string, number[]>();
  for (const { id, file, expectedLines } of labels) {
    const path = join(folder, file.includes('/') ? file : join('logs', file));
    const { lines } = await excerpt(splitLines(createReadStream(path)), { kind: 'ci', budget: 2000 });
    const shown = new Set(lines.map(({ number }) => number));
    const kind = id.split('-')[0] ?? id;
    const known = shares.get(kind) ?? [];
    shares.set(kind, [
      ...known,
      expectedLines.filter((line) => shown.has(line)).length / Math.max(1, expectedLines.length),
    ]);
  }
  for (const [kind, all] of shares) {
    const hit = all.filter((share) => share > 0).length;
    print(
      `${kind.padEnd(16)} ${hit} of ${all.length} logs show a labelled line (${(hit / all.length).toFixed(3)}), mean share ${mean(all).toFixed(3)}`,
    );
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
