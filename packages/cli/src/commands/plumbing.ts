import {
  createRedactor,
  createTemplateMiner,
  excerpt,
  type LogReader,
  normaliseAlert,
  rankChanges,
  readEntries,
  recall,
  SreError,
  splitLines,
  splitPayload,
} from '@sre-aiops/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { assertOneStdin, readJson, readText } from '../input.ts';
import { assertKnowledgeAt, knowledgeFolder } from '../local/knowledge-folder.ts';
import { openLogs } from '../logs/open-logs.ts';
import { policyIn, readAlert } from '../read-alert.ts';

/** What `rank --changes` takes: merged pull requests, newest first or not, with everything optional that a list may lack. */
const ChangeList = z.array(
  z.object({
    number: z.number().int().positive().optional(),
    sha: z.string().optional(),
    title: z.string().default(''),
    body: z.string().nullish(),
    author: z.string().nullish(),
    mergedAt: z.string().default(''),
    files: z
      .array(z.object({ path: z.string(), additions: z.number().default(0), deletions: z.number().default(0) }))
      .default([]),
    patch: z.string().nullish(),
  }),
);

/** Adds the stable commands that scripts build on: JSON on standard output with `--json`, text without. */
export function addPlumbing(program: Command): void {
  program
    .command('normalise')
    .description('Show how an alert payload is read')
    .argument('<payload>', 'JSON file, or - for standard input')
    .option('--json', 'one line of JSON')
    .option('--policy <file>', 'policy whose `alerts` say how a payload of your own is read')
    .option('--each', 'a list: each alert of a payload that carries several, such as a group of Alertmanager')
    .action(async (file: string, { json, each, policy }: { json?: boolean; each?: boolean; policy?: string }) => {
      const { payload } = await readAlert(file, await policyIn(policy));
      const read = (each ? splitPayload(payload) : [payload]).map((part) => normaliseAlert(part, systemClock.now()));
      for (const { what, why } of read.flatMap(({ gaps }) => gaps)) process.stderr.write(`gap: ${what}: ${why}\n`);
      const alerts = read.map(({ alert }) => alert);
      print(JSON.stringify(each ? alerts : alerts[0], null, json ? 0 : 2));
    });

  program
    .command('templates')
    .description('Group the lines of a log by their constant text')
    .argument('<log>', 'log file of any size, or -')
    .option('--json', 'groups of every line, and the templates')
    .action(templates);

  program
    .command('excerpt')
    .description('The lines of a log that matter, within a token budget; of a CI log the likeliest reason first')
    .argument('<log>', 'log file, or -')
    .addOption(new Option('--kind <kind>', 'what wrote it').choices(['app', 'ci']).default('app'))
    .option('--budget <tokens>', 'o200k tokens at most', positive, 2000)
    .option('--json', 'line numbers and texts')
    .action(async (log: string, { kind, budget, json }: { kind: 'app' | 'ci'; budget: number; json?: boolean }) => {
      const reader = await openLogs([log]);
      const found = await excerpt(splitLines(reader), { kind, budget });
      tellGaps(reader);
      print(
        json
          ? JSON.stringify(found)
          : found.lines
              .map(({ number, text }, index) => {
                const follows = index === 0 || found.lines[index - 1]!.number === number - 1;
                return `${follows ? '' : '\n'}${String(number).padStart(7)}  ${text}`;
              })
              .join('\n'),
      );
    });

  program
    .command('rank')
    .description('Rank merged changes by how likely each caused a symptom; `=` marks ties')
    .requiredOption('--symptom <file>', 'text of the alert, the error or the report (- for standard input)')
    .requiredOption('--changes <file>', 'JSON list: number, title, mergedAt, files, patch')
    .option('--json', 'scores and reasons')
    .action(rank);

  program
    .command('redact')
    .description('Take secrets and personal data out of a text; counts by kind go to standard error')
    .argument('<file>', 'text file, or -')
    .option('--policy <file>', 'policy whose `redaction` says what else is taken out')
    .option('--json', 'text and counts as one JSON object')
    .action(redact);

  program
    .command('recall')
    .description('Past incidents that resemble a symptom')
    .requiredOption('--symptom <file>', 'text of the symptom')
    .requiredOption('--knowledge <folder>', 'knowledge base')
    .option('--json', 'scores and why')
    .action(async ({ symptom, knowledge, json }: { symptom: string; knowledge: string; json?: boolean }) => {
      await assertKnowledgeAt(knowledge);
      const { entries, gaps } = readEntries(await knowledgeFolder(knowledge).files());
      for (const { what, why } of gaps) process.stderr.write(`gap: ${what}: ${why}\n`);
      const found = recall({ text: await readText(symptom) }, entries);
      print(
        json
          ? JSON.stringify(found)
          : found.map(({ id, score, why }) => `${score.toFixed(2)}  ${id}  ${why}`).join('\n'),
      );
    });
}

/** Groups of lines are kept in blocks of so many: four bytes each, and no block is ever copied. */
const blockSize = 1 << 20;

async function templates(log: string, { json }: { json?: boolean }): Promise<void> {
  const miner = createTemplateMiner();
  const blocks: Int32Array[] = [];
  let count = 0;
  const reader = await openLogs([log]);
  for await (const lines of splitLines(reader)) {
    for (const line of lines) {
      const group = miner.add(line);
      if (!json) continue;
      if (count % blockSize === 0) blocks.push(new Int32Array(blockSize));
      blocks.at(-1)![count++ % blockSize] = group;
    }
  }
  tellGaps(reader);
  const found = miner.templates();
  if (!json) {
    return print(found.map(({ count, template }) => `${String(count).padStart(9)}  ${template}`).join('\n'));
  }
  await write('{"groups":[');
  // Short texts: V8 keeps long ones among its large objects, which live until all of its heap is cleared.
  const step = 1 << 13;
  for (let at = 0; at < count; at += step) {
    const from = at % blockSize;
    const groups = blocks[Math.floor(at / blockSize)]!.subarray(from, Math.min(from + step, from + count - at));
    await write(`${at > 0 ? ',' : ''}${groups.map((group) => miner.groupOf(group)).join(',')}`);
  }
  await write(`],"templates":${JSON.stringify(found)}}\n`);
}

async function rank({ symptom, changes, json }: { symptom: string; changes: string; json?: boolean }): Promise<void> {
  assertOneStdin([symptom, changes]);
  const parsed = ChangeList.safeParse(await readJson(changes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SreError(
      'CHANGE_LIST_INVALID',
      `${changes} is not a list of changes: \`${issue?.path.join('.') || '(root)'}\` ${issue?.message}.`,
      'See `sre-aiops rank --help`.',
    );
  }
  const list = parsed.data.map(({ number, sha, body, author, patch, ...change }) => ({
    ...change,
    ...(number ? { number } : {}),
    ...(sha ? { sha } : {}),
    body: body ?? '',
    author: author ?? '',
    patch: patch ?? '',
  }));
  const { ranked, noneScore } = rankChanges({ parts: [{ text: await readText(symptom) }], frames: [] }, list);
  const rows = ranked.map(({ change, score, reasons }) => ({
    number: change.number,
    title: change.title,
    score,
    reasons: reasons.map(({ text }) => text),
  }));
  const shown = rows.map(({ score }) => score.toFixed(3));
  print(
    json
      ? JSON.stringify(rows.map(({ number, score, reasons }) => ({ number, score, reasons })))
      : rows
          .map(({ number, title, reasons }, index) => {
            const score = shown[index]!;
            const place = `${shown.indexOf(score) + 1}${shown.indexOf(score) === shown.lastIndexOf(score) ? '.' : '='}`;
            const why = reasons.map((reason) => `              ${reason}\n`).join('');
            return `${place.padEnd(5)}${score}    #${number} ${title}\n${why}`;
          })
          .concat(`     ${noneScore.toFixed(3)}    none of these\n`)
          .join(''),
  );
}

async function redact(file: string, { json, policy }: { json?: boolean; policy?: string }): Promise<void> {
  const redactor = createRedactor((await policyIn(policy)).redaction);
  const reader = await openLogs([file]);
  if (json) await write('{"text":"');
  for await (const lines of splitLines(reader)) {
    const text = `${redactor.redact(lines.join('\n'))}\n`;
    await write(json ? JSON.stringify(text).slice(1, -1) : text);
  }
  tellGaps(reader);
  if (json) return write(`","counts":${JSON.stringify(redactor.counts())}}\n`);
  for (const [kind, count] of Object.entries(redactor.counts())) process.stderr.write(`${kind}: ${count}\n`);
}

/** What of a log could not be read. */
function tellGaps({ gaps }: LogReader): void {
  for (const { what, why } of gaps?.() ?? []) process.stderr.write(`gap: ${what}: ${why}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Waits until it is written: of a file, which is never too slow, all that was ever written would stay in memory. */
async function write(text: string): Promise<void> {
  await new Promise((written) => process.stdout.write(text, written));
}

function positive(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
