/** What `excerpt --kind ci` is worth on failed CI logs with labelled lines. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt, splitLines } from '@sre-aiops/core';
import { o200kCounter } from '../../packages/core/src/logs/excerpt/tokens.ts';
import { mean } from './figures.ts';
import { table, withInterval } from './tables.ts';

const budget = 2000;
const around = 5;

interface Label {
  /** Begins with the name of its set, up to a dash. */
  readonly id: string;
  readonly file: string;
  /** 1-based. */
  readonly expectedLines: readonly number[];
}

/** How one log was answered: blocks of line numbers, the likeliest first. */
interface Answer {
  readonly set: string;
  /** Blocks up to the first with a labelled line, itself counted. */
  readonly place: number;
  /** Share of the labelled lines that show. */
  readonly share: number;
}

const first = (drawn: readonly Answer[]) => mean(drawn.map(({ place }) => Number(place === 1)));
const three = (drawn: readonly Answer[]) => mean(drawn.map(({ place }) => Number(place <= 3)));
const shows = (drawn: readonly Answer[]) => mean(drawn.map(({ share }) => Number(share > 0)));
const shares = (drawn: readonly Answer[]) => mean(drawn.map(({ share }) => share));

/**
 * Measures the excerpt on a folder with `labels.json`, a list of `{id, file, expectedLines}`, and the logs.
 *
 * A block is a run of consecutive line numbers, in the order given.
 *
 * @returns Markdown: one table for each set, with 95 % intervals beside two peers.
 */
export async function measureCiLogs(folder: string): Promise<string> {
  const labels: Label[] = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
  const count = await o200kCounter();
  const answers = { tail: [] as Answer[], keywords: [] as Answer[], own: [] as Answer[] };
  for (const label of labels) {
    const path = join(folder, label.file);
    const lines = readFileSync(path, 'utf8').split('\n');
    answers.tail.push(answerOf(label, [tailOf(lines, count)]));
    answers.keywords.push(answerOf(label, keywordPlaces(lines)));
    const shown = await excerpt(splitLines(createReadStream(path)), { kind: 'ci', budget });
    answers.own.push(answerOf(label, runsOf(shown.lines.map(({ number }) => number))));
  }
  return [...new Set(answers.own.map(({ set }) => set))].map((set) => tableOf(set, answers)).join('\n\n');
}

function tableOf(name: string, answers: Readonly<Record<'tail' | 'keywords' | 'own', readonly Answer[]>>): string {
  const of = (all: readonly Answer[]) => all.filter(({ set }) => set === name);
  const row = (title: string, all: readonly Answer[], figures: readonly ((drawn: readonly Answer[]) => number)[]) => [
    title,
    ...[first, three, shows, shares].map((figure) => (figures.includes(figure) ? withInterval(all, figure) : '')),
  ];
  return [
    `${of(answers.own).length} logs, \`${name}\`:`,
    table(
      ['', 'first block', 'first three', 'a labelled line shows', 'share of the labelled lines'],
      [
        row(`last ${budget.toLocaleString('en')} tokens`, of(answers.tail), [shows, shares]),
        row('words from the end', of(answers.keywords), [first, three]),
        row('sre-aiops', of(answers.own), [first, three, shows, shares]),
      ],
    ),
  ].join('\n\n');
}

function answerOf({ id, expectedLines }: Label, blocks: readonly (readonly number[])[]): Answer {
  const wanted = new Set(expectedLines);
  const shown = new Set(blocks.flat());
  const found = blocks.findIndex((block) => block.some((line) => wanted.has(line)));
  return {
    set: id.slice(0, id.indexOf('-')),
    place: found < 0 ? Number.POSITIVE_INFINITY : found + 1,
    share: mean(expectedLines.map((line) => Number(shown.has(line)))),
  };
}

/** Line numbers of the end of the log, within the budget. */
function tailOf(lines: readonly string[], count: (line: string) => number): number[] {
  const shown: number[] = [];
  let rest = budget;
  for (let at = lines.length - 1; at >= 0; at--) {
    rest -= count(lines[at]!);
    if (rest < 0) break;
    shown.push(at + 1);
  }
  return shown;
}

/** Lines that speak of an error or a failure, the last first, each with the lines around it that no place before holds. */
function keywordPlaces(lines: readonly string[]): number[][] {
  const places: number[][] = [];
  let above = lines.length + 1;
  for (let at = lines.length; at > 0; at--) {
    if (at >= above || !/error|fail|exception/i.test(lines[at - 1]!)) continue;
    const from = Math.max(1, at - around);
    places.push(Array.from({ length: Math.min(at + around, above - 1) - from + 1 }, (_, index) => from + index));
    above = from;
  }
  return places;
}

function runsOf(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs;
}
