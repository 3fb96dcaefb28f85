/**
 * Measures the log engine on labelled logs.
 *
 *   node scripts/measure-logs.ts templates DIR   grouping accuracy on X.log with X.truth.json (the true event id of each
 *                                                line), the layout of Loghub-2k: a line counts when its group holds
 *                                                exactly the lines of its true group
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateMiner, splitLines } from '@sre-aiops/core';

const [what = '', folder = ''] = process.argv.slice(2);
if (what === 'templates') await templates();
else {
  process.stderr.write('Say what to measure: templates DIR.\n');
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
