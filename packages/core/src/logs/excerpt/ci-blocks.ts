import { stripAnsi } from '../lines/ansi.ts';
import { detach } from '../lines/detach.ts';
import { createMasker } from '../templates/mask.ts';
import { continues, nothing, type Sign, signOf, stepMark, withoutRunnerPrefix } from './ci-signs.ts';
import type { NumberedLine } from './fill-budget.ts';

const linesBefore = 8;
const quietLines = 5;
const maxBlockLines = 100;
const maxBlocks = 1500;
const maxKeptLength = 400;
const nearEndWeight = 6;

/** What became of the step of a job that a block stands in. */
export interface Step {
  failed: boolean;
  passed: boolean;
  /** Something came after it. */
  left: boolean;
}

/** Consecutive lines of a CI log that may say why the job failed. */
export interface Block {
  readonly lines: NumberedLine[];
  readonly step: Step;
  /** Index of the line that says it best. */
  core: number;
  /** Weight of that line, {@link Sign.weight}. */
  peak: number;
  /** Lines beside it that are signs of weight. */
  support: number;
  /** The step fails right after it. */
  nearEnd: boolean;
  /** The core is the head of one failure. */
  heads: boolean;
  /** Hash of the masked core and the line after it: the same failure told again tells less. */
  shape: number;
}

/** Blocks of the log in their order, and how often each shape was seen. */
export interface Blocks {
  readonly blocks: readonly Block[];
  readonly shapes: ReadonlyMap<number, number>;
}

/** Cuts the lines of a CI log into blocks, in memory bounded by {@link maxBlocks}. */
export function createBlockScan() {
  const mask = createMasker();
  const shapes = new Map<number, number>();
  let blocks: Block[] = [];
  let recent: NumberedLine[] = [];
  let open: Block | undefined;
  let quiet = 0;
  let headed = 0;
  let lastMark = -100;
  let step: Step = { failed: false, passed: false, left: false };
  let number = 0;

  function push(raw: string): void {
    number++;
    const text = visible(raw);
    const line = { number, text: text && detach(text.slice(0, maxKeptLength)) };
    const mark = text === '' ? undefined : stepMark(text);
    if (mark === 'begins' || mark === 'passed') {
      pass(line, mark);
      return;
    }
    if (mark === 'failed') fail();
    const sign = text === '' ? nothing : signOf(text);
    if (open && startsAnother(sign)) close();
    if (sign.weight > 0 && !open) start();
    if (open) extend(open, line, sign);
    else remember(line);
  }

  function pass(line: NumberedLine, mark: 'begins' | 'passed'): void {
    close();
    step.passed ||= mark === 'passed' && !step.failed;
    step.left = true;
    step = { failed: false, passed: false, left: false };
    recent = mark === 'begins' ? [line] : [];
  }

  /** The step fails here: what stands right before says why, even when it has no sign of it. */
  function fail(): void {
    step.failed = true;
    const first = number - lastMark > 10;
    lastMark = number;
    if (!first) return;
    if (!open && recent.some(({ text }) => text !== '')) {
      start();
      open!.core = open!.lines.findIndex(({ text }) => text !== '');
    }
    if (open) open.nearEnd = true;
  }

  function startsAnother(sign: Sign): boolean {
    return (sign.heads && headed > 0 && number - headed > 1) || open!.lines.length >= maxBlockLines;
  }

  function start(): void {
    open = { lines: recent, step, core: recent.length, peak: 0, support: 0, nearEnd: false, heads: false, shape: 0 };
    recent = [];
    quiet = 0;
    headed = 0;
  }

  function extend(block: Block, line: NumberedLine, sign: Sign): void {
    block.lines.push(line);
    if (sign.heads) headed = number;
    if (sign.weight >= 5) block.support++;
    if (sign.weight > block.peak) {
      block.peak = sign.weight;
      block.heads = sign.heads;
      if (!(block.nearEnd && block.peak < nearEndWeight)) block.core = block.lines.length - 1;
    }
    quiet = sign.weight > 0 || continues(line.text) ? 0 : quiet + 1;
    if (quiet >= quietLines) close();
  }

  function close(): void {
    if (!open) return;
    const block = open;
    open = undefined;
    recent = [];
    block.core = Math.min(block.core, block.lines.length - 1);
    const [first = '', next = ''] = block.lines.slice(block.core, block.core + 2).map(({ text }) => text);
    block.shape = mask(`${first} ${next}`, 0).hash;
    const times = shapes.get(block.shape) ?? 0;
    if (shapes.size < 50_000 || times > 0) shapes.set(block.shape, times + 1);
    blocks.push(block);
    if (blocks.length > 2 * maxBlocks) blocks = strongest(blocks);
  }

  function remember(line: NumberedLine): void {
    recent.push(line);
    if (recent.length > linesBefore) recent.shift();
  }

  /** A log without any sign ends with its last lines. */
  function end(): Blocks {
    if (!open && blocks.length === 0) start();
    close();
    return { blocks, shapes };
  }

  return { push, end };
}

/** What a terminal shows of the line: the last that was written over a progress bar, without colours and stamps. */
function visible(raw: string): string {
  const plain = stripAnsi(raw);
  if (!plain.includes('\r')) return withoutRunnerPrefix(plain).trimEnd();
  return withoutRunnerPrefix(plain.split('\r').findLast((part) => part.trim() !== '') ?? '').trimEnd();
}

function strongest(blocks: readonly Block[]): Block[] {
  return [...blocks]
    .sort((a, b) => strengthOf(b) - strengthOf(a) || b.lines[0]!.number - a.lines[0]!.number)
    .slice(0, maxBlocks)
    .sort((a, b) => a.lines[0]!.number - b.lines[0]!.number);
}

/** How surely a block says why, by its own lines: 0 to 14. */
export function strengthOf({ peak, support, nearEnd, heads }: Block): number {
  const own = peak + Math.min(2, 0.4 * Math.max(0, support - 1));
  return nearEnd && !heads ? Math.max(own, nearEndWeight) + 1.5 : own;
}
