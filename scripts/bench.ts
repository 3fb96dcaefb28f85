/**
 * Measures what the log commands cost, beside Drain3 0.9.11 on the same file in the same run.
 *
 *   npm run bench                             10 and 100 MB
 *   npm run bench -- --gigabyte               and 1 GB
 *   npm run bench -- --python venv/bin/python Drain3 is in that Python (pip install drain3==0.9.11); without it, ours alone
 *   npm run bench -- --record                 and writes the table into docs/results.md
 *
 * The log is made up by a seeded generator: 600 templates of 4 to 12 words and 1 to 4 variables, behind a header of time, level,
 * thread and logger, the frequent ones far more often than the rare. Drain3 runs with its default settings, no masking, and is
 * given whole raw lines. Each figure is of one process, its start included: lines per second by the clock and by the time that it
 * had a processor, and the most memory that it held (resident; from `/proc`, so Linux). A measurement, not a test: run it on a machine that does nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from './eval/figures.ts';
import { recordIn } from './eval/proofs.ts';
import { table } from './eval/tables.ts';

interface Cost {
  readonly seconds: number;
  /** Of them with a processor. */
  readonly computing: number;
  readonly mebibytes: number;
}

const { values } = parseArgs({
  options: { gigabyte: { type: 'boolean' }, python: { type: 'string' }, record: { type: 'boolean' } },
});
const root = join(import.meta.dirname, '..');
const command = join(root, 'packages/cli/bin/sre-aiops.js');
const drain = `
import sys
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
miner = TemplateMiner(config=TemplateMinerConfig())
for line in open(sys.argv[1], encoding="utf-8"):
    miner.add_log_message(line.rstrip("\\n"))
`;

/** USER_HZ of every Linux that Node runs on. */
const ticksPerSecond = 100;

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-bench-'));
try {
  const text = await measure();
  process.stdout.write(`${text}\n`);
  if (values.record) recordIn(join(root, 'docs/results.md'), 'log bench', text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(): Promise<string> {
  const rows: string[][] = [];
  for (const megabytes of values.gigabyte ? [10, 100, 1000] : [10, 100]) {
    const log = join(scratch, `${megabytes}.log`);
    const lines = await writeLog(log, megabytes);
    const say = async (name: string, run: () => Promise<Cost>) => {
      process.stderr.write(`${name} on ${megabytes} MB\n`);
      const { seconds, computing, mebibytes } = await run();
      const [speed, own] = [seconds, computing].map((time) => Math.round(lines / time).toLocaleString('en'));
      rows.push([String(megabytes), name, seconds.toFixed(1), speed!, own!, mebibytes.toFixed(0)]);
    };
    await say('`templates`', () => costOf(process.execPath, [command, 'templates', log, '--json']));
    if (megabytes !== 100) continue;
    if (values.python) await say('Drain3 0.9.11', () => costOf(values.python!, ['-c', drain, log]));
    await say('`excerpt`', () => costOf(process.execPath, [command, 'excerpt', log, '--json']));
    await say('`excerpt --kind ci`', () =>
      costOf(process.execPath, [command, 'excerpt', log, '--kind', 'ci', '--json']),
    );
    await say('`redact`', () => costOf(process.execPath, [command, 'redact', log]));
  }
  return table(['MB', '', 's', 'lines per second', 'per second of a processor', 'memory at most, MiB'], rows);
}

/** Runs a program whose output nobody reads. */
async function costOf(program: string, args: readonly string[]): Promise<Cost> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  let last = { kibibytes: 0, ticks: 0 };
  const watch = setInterval(() => {
    last = usageOf(child.pid!) ?? last;
  }, 20);
  const [code] = await once(child, 'exit');
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args[0]} ended with ${code}.`);
  return { seconds, computing: last.ticks / ticksPerSecond, mebibytes: last.kibibytes / 1024 };
}

/** Most memory the process has held until now, and the time it had a processor (proc(5)); nothing once it has ended. */
function usageOf(pid: number): { kibibytes: number; ticks: number } | undefined {
  try {
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return peak ? { kibibytes: Number(peak[1]), ticks: Number(fields[11]) + Number(fields[12]) } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a log of about so many megabytes; returns its lines. */
async function writeLog(path: string, megabytes: number): Promise<number> {
  const random = generator(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const syllables = ['or', 'der', 'pri', 'ce', 'cart', 'le', 'ta', 'mo', 'ki', 'ven', 'to', 'ry', 'fa', 'lu', 'pay'];
  const word = () => Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables)).join('');
  const number = (below: number) => String(Math.floor(random() * below));
  const hex = (size: number) =>
    Array.from({ length: size }, () => number(16))
      .map((one) => Number(one).toString(16))
      .join('');
  const variables = [
    () => number(100_000),
    () => `10.${number(256)}.${number(256)}.${number(256)}:${number(65_536)}`,
    () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    () => `/srv/${word()}/${word()}.dat`,
    () => `${number(900)}ms`,
    () => `user-${number(5000)}`,
    () => `0x${hex(8)}`,
  ];
  const templates = Array.from({ length: 600 }, () => {
    const words: (() => string)[] = Array.from({ length: 4 + Math.floor(random() * 9) }, () => {
      const constant = word();
      return () => constant;
    });
    const places = 1 + Math.floor(random() * 4);
    for (let at = 0; at < places; at++) words.splice(1 + Math.floor(random() * words.length), 0, pick(variables));
    const origin = `${pick(['INFO ', 'INFO ', 'INFO ', 'WARN ', 'ERROR'])} [exec-${number(9)}] com.shop.${word()}.${word()} :`;
    return () => `${origin} ${words.map((say) => say()).join(' ')}`;
  });
  const out = createWriteStream(path);
  let lines = 0;
  for (let written = 0; written < megabytes * 1e6; ) {
    let block = '';
    for (let at = 0; at < 1000; at++, lines++) {
      const time = new Date(Date.UTC(2026, 2, 1) + lines * 3).toISOString();
      block += `${time} ${templates[Math.floor(random() ** 3 * templates.length)]!()}\n`;
    }
    written += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return lines;
}
