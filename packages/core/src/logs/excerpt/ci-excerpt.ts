import type { Redactor } from '../redact/redactor.ts';
import { type Block, type Blocks, createBlockScan, strengthOf } from './ci-blocks.ts';
import type { Excerpt, NumberedLine } from './fill-budget.ts';
import type { TokenCounter } from './tokens.ts';

/** Share of what is left of the budget that one block may take before the others had their turn. */
const shareOfRest = 0.6;
const linesBefore = 3;
/** A block of less than this share of the best one's score is left out. */
const faint = 0.25;

/**
 * The blocks of a CI log that most likely say why the job failed, the likeliest first, each of consecutive lines. Never over
 * the budget; deterministic.
 */
export async function ciExcerpt(
  batches: AsyncIterable<string[]>,
  budget: number,
  count: TokenCounter,
  redactor: Redactor,
): Promise<Excerpt> {
  const scan = createBlockScan();
  for await (const batch of batches) for (const line of batch) scan.push(line);
  const windows: Window[] = [];
  let rest = budget;
  for (const block of ranked(scan.end())) {
    const window = createWindow(block, count, redactor);
    rest -= window.grow(rest * shareOfRest) || (windows.length === 0 ? window.grow(rest) : 0);
    if (window.lines().length > 0) windows.push(window);
    if (rest < 20) break;
  }
  for (const window of windows) rest -= window.grow(rest);
  return { lines: windows.flatMap((window) => window.lines()), tokens: budget - rest };
}

/** Likeliest first; a failure of a shape that was told is told again after all others. */
function ranked({ blocks, shapes }: Blocks): Block[] {
  const lastFailed = blocks.findLast(({ step }) => step.failed)?.step;
  const scored = blocks
    .map((block) => ({ block, score: scoreOf(block, shapes.get(block.shape) ?? 1, lastFailed) }))
    .sort((a, b) => b.score - a.score || a.block.lines[0]!.number - b.block.lines[0]!.number)
    .filter(({ score }, _, [best]) => score >= faint * best!.score)
    .map(({ block }) => block);
  const told = new Set<number>();
  const first = scored.filter(({ shape }) => !told.has(shape) && told.add(shape));
  const once = new Set(first);
  return [...first, ...scored.filter((block) => !once.has(block))];
}

/** Strength, by what became of its step and how rare it is. */
function scoreOf(block: Block, times: number, lastFailed: Block['step'] | undefined): number {
  const { step } = block;
  const fate = step.passed ? 0.35 : step.failed ? (step === lastFailed ? 1.4 : 1.25) : step.left ? 0.5 : 1;
  const rarity = block.heads ? 1 : 1 / (1 + 0.25 * Math.log2(times));
  return strengthOf(block) * fate * rarity;
}

type Window = ReturnType<typeof createWindow>;

/** Consecutive lines of a block around its core. */
function createWindow({ lines, core }: Block, count: TokenCounter, redactor: Redactor) {
  const shown = new Map<number, NumberedLine>();
  let from = core;
  let to = core;

  /** Takes lines for at most so many tokens: a few before the core, all after it, then all before. */
  function grow(limit: number): number {
    let spent = 0;
    function take(index: number): boolean {
      const line = lines[index];
      if (!line) return false;
      const text = redactor.redact(line.text);
      const cost = count(text);
      if (spent + cost > limit) return false;
      spent += cost;
      shown.set(index, { number: line.number, text });
      return true;
    }
    if (shown.size === 0 && !take(core)) return spent;
    while (from > core - linesBefore && take(from - 1)) from--;
    while (take(to + 1)) to++;
    while (take(from - 1)) from--;
    return spent;
  }

  return { grow, lines: () => [...shown].sort(([a], [b]) => a - b).map(([, line]) => line) };
}
