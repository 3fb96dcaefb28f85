/**
 * Measures how quickly the actions start: each `dist`, copied alone to an empty folder, switched off, so that nothing but the
 * start is timed. Prints a Markdown table. A measurement, not a test: run it on a machine that does nothing else.
 *
 *   npm run pack && npm run bench:start   ten starts of each action, and of a script that prints one line, by turns
 *
 * Times are medians in milliseconds on the Node that runs this: from the start of the process to the first byte on standard
 * output, and to its end. Sizes are of JavaScript, in kB (1,000 bytes): what every start loads, and the parts that are loaded
 * when they are needed, if ever.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const starts = 10;
const actions = join(import.meta.dirname, '../actions');
const names = readdirSync(actions).filter((name) => existsSync(join(actions, name, 'dist/index.js')));
if (names.length === 0) {
  process.stderr.write('There is nothing to start. Run `npm run pack` first.\n');
  process.exitCode = 2;
} else await measure();

interface Start {
  readonly firstMs: number;
  readonly endMs: number;
}

async function measure(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-start-'));
  const empty = 'empty script';
  const entries = new Map([[empty, join(scratch, 'empty.mjs')]]);
  writeFileSync(join(scratch, 'empty.mjs'), "process.stdout.write('started\\n');\n");
  for (const name of names) {
    cpSync(join(actions, name, 'dist'), join(scratch, name), { recursive: true });
    entries.set(name, join(scratch, name, 'index.js'));
  }
  const taken = new Map<string, Start[]>([...entries.keys()].map((name) => [name, []]));
  for (let round = 0; round < starts; round++) {
    for (const [name, entry] of entries) taken.get(name)?.push(await start(entry));
  }
  print('| | at start, kB | when needed, kB | first byte, ms | end, ms |');
  print('| --- | ---: | ---: | ---: | ---: |');
  for (const [name, times] of taken) {
    const [first, end] = [times.map(({ firstMs }) => firstMs), times.map(({ endMs }) => endMs)];
    const sizes = name === empty ? '0 | 0' : sizesOf(join(scratch, name));
    print(`| ${name} | ${sizes} | ${median(first)} | ${median(end)} |`);
  }
  rmSync(scratch, { recursive: true });
}

/** Starts an action as the runner does, with whatever inputs any of them must have. */
function start(entry: string): Promise<Start> {
  const inputs = { MODE: 'off', REPOSITORY: 'a/b', 'GITHUB-TOKEN': 't', FOLDER: 'x', 'MAX-ATTEMPTS': '1' };
  const env = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name}`, value]));
  const began = performance.now();
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let firstMs = Number.NaN;
  child.stdout.once('data', () => {
    firstMs = performance.now() - began;
  });
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.once('close', (status) => {
      if (status === 0) resolve({ firstMs, endMs: performance.now() - began });
      else reject(new Error(`${entry} ended with ${status}.`));
    });
  });
}

function sizesOf(dist: string): string {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const size = (wanted: readonly string[]) => wanted.reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
  const isFirst = (file: string) => file === 'index.js' || file === join('kit', 'index.js');
  return [files.filter(isFirst), files.filter((file) => !isFirst(file))]
    .map((part) => Math.round(size(part) / 1_000))
    .join(' | ');
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Math.round(((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
