/** What `templates` is worth on logs whose true events are known, and what each of its parts gains. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerEnd } from '../../packages/core/src/logs/events/header.ts';
import { createMasker } from '../../packages/core/src/logs/templates/mask.ts';
import { createTemplateMiner } from '../../packages/core/src/logs/templates/miner.ts';
import { mean } from './figures.ts';
import { short, table } from './tables.ts';

/** Groups of raw lines, by whatever names. */
type Grouping = (lines: readonly string[]) => readonly unknown[];

const groupings: readonly (readonly [name: string, group: Grouping])[] = [
  ['equal lines', (lines) => lines],
  ['equal once masked', masked(() => 0)],
  ['the header taken off first', masked(headerEnd)],
  ['shapes joined too, with the header', mined(() => 0)],
  ['sre-aiops: all three', mined()],
];

/**
 * Measures grouping accuracy on a folder of `X.log` with `X.truth.json`, the true event of each line (the layout of Loghub-2k):
 * a line counts when its group holds exactly the lines of its true event (Zhu et al. 2019). One setting, whole raw lines.
 *
 * @returns Markdown: a table with a row for each way to group and a column for each system.
 */
export function measureTemplates(folder: string): string {
  const systems = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').split(/\r?\n/);
      const truth: unknown[] = JSON.parse(readFileSync(join(folder, file.replace(/log$/, 'truth.json')), 'utf8'));
      return { name: file.slice(0, -4), lines: lines.slice(0, truth.length), truth };
    });
  return table(
    ['grouped by', ...systems.map(({ name }) => name), 'mean'],
    groupings.map(([name, group]) => {
      const found = systems.map(({ lines, truth }) => groupingAccuracy(group(lines), truth));
      return [name, ...[...found, mean(found)].map((value) => short(value))];
    }),
  );
}

function masked(from: (line: string) => number): Grouping {
  const mask = createMasker();
  return (lines) =>
    lines.map((line) => {
      const { hash, check } = mask(line, from(line));
      return `${hash} ${check}`;
    });
}

function mined(from?: (line: string) => number): Grouping {
  return (lines) => {
    const miner = createTemplateMiner();
    const groups = lines.map((line) => miner.add(line, from?.(line)));
    miner.templates();
    return groups.map((group) => miner.groupOf(group));
  };
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
