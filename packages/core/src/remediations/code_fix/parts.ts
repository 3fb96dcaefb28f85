import { type Block, withoutBlocks } from '../blocks.ts';
import type { FileHistory } from '../culprit-files.ts';
import { isImport } from '../identifiers.ts';
import { linesOf } from '../lines.ts';
import { importPieces } from './import-pieces.ts';
import { isOneStatement, statementBlocks } from './spans.ts';

/** The smallest piece of the culprit's diff that can be taken back by itself. */
export interface Part {
  readonly file: FileHistory;
  readonly block: Block;
  readonly added: string;
  readonly removed: string;
  /** The file came or went as a whole. */
  readonly whole: boolean;
}

/** Cuts a file's diff into parts: runs of changed lines, and within them import lines and separate declarations. */
export function partsOf(file: FileHistory): Part[] {
  const whole = file.before === undefined || file.after === undefined;
  const blocks = statementBlocks(file.before ?? '', file.after ?? '');
  const pieces = whole
    ? blocks
    : blocks.flatMap((block) =>
        isOneStatement(block, file.before ?? '', file.after ?? '') ? [block] : pieceByPiece(block),
      );
  return pieces.map((block) => ({ file, block, added: block.added.join(''), removed: block.removed.join(''), whole }));
}

/** The file with some parts taken back; `undefined` when it is then absent. */
export function textWithout(file: FileHistory, taken: Iterable<Part>): string | undefined {
  const own = [...taken].filter((part) => part.file === file);
  if (file.before === undefined) return own.length > 0 ? undefined : file.after;
  if (file.after === undefined) return own.length > 0 ? file.before : undefined;
  return withoutBlocks(
    file.after,
    own.map(({ block }) => block),
  );
}

/** Whether a part changes nothing that runs: comments and blank lines. */
export function isSilent({ added, removed }: Part): boolean {
  return [...linesOf(added), ...linesOf(removed)].every((line) =>
    /^\s*(?:$|\/\/|\/\*|\*|#(?!include|define)|--|"""|''')/.test(line),
  );
}

/** Whether a part only changes imports. */
export function isImportOnly({ added, removed }: Part): boolean {
  const lines = [...linesOf(added), ...linesOf(removed)].filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every(isImport);
}

function pieceByPiece(block: Block): Block[] {
  const lines = [...block.added, ...block.removed];
  if (lines.every((line) => isImport(line) || line.trim() === '')) return importPieces(block);
  return block.removed.length === 0 ? declarationPieces(block) : statementPieces(block);
}

const declares =
  /^\s*(?:@\w|\/\*\*|\/\/|#|public|private|protected|internal|static|final|export|async\s+def|def|class|func|fun|fn|pub|function|interface|type|const|let|var|val|resource|variable|module|locals|output)\b|^\s*(?:@|\/\*\*|#\[)/;

/** An added run cut before each declaration that starts a paragraph, where brackets are balanced. */
function declarationPieces(block: Block): Block[] {
  const indent = indentOf(block.added.find((line) => line.trim() !== '') ?? '');
  const cuts: number[] = [];
  let depth = 0;
  block.added.forEach((line, at) => {
    const starts =
      at > 0 && block.added[at - 1]!.trim() === '' && depth === 0 && declares.test(line) && indentOf(line) <= indent;
    if (starts && block.added.slice(0, at).some((other) => other.trim() !== '')) cuts.push(at);
    const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/g, '');
    depth += (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
  });
  if (depth !== 0 || cuts.length === 0) return [block];
  return [0, ...cuts].map((start, index) => {
    const end = cuts[index] ?? block.added.length;
    return {
      ...block,
      afterStart: block.afterStart + start,
      afterEnd: block.afterStart + end,
      added: block.added.slice(start, end),
    };
  });
}

/** A changed run cut into changed lines and what was added between them, where each can go back without the others. */
function statementPieces(block: Block): Block[] {
  const { added, removed, afterStart, beforeStart } = block;
  if (removed.length === 0 || added.length < 2) return [block];
  const pairs = removed.map((line) => added.findIndex((other) => likeness(line, other) >= 0.6));
  if (pairs.some((at, index) => at === -1 || at <= (pairs[index - 1] ?? -1))) return [block];
  if (!pairs.every((at, index) => sameShape(removed[index]!, added[at]!))) return [block];
  const runs = runsBetween(added, pairs);
  if (!runs.every(({ start, end }) => pairs.includes(start) || isWhole(added.slice(start, end)))) return [block];
  return runs.map(({ start, end }) => {
    const old = pairs.indexOf(start);
    const before = beforeStart + (old === -1 ? pairs.filter((paired) => paired < start).length : old);
    return {
      beforeStart: before,
      beforeEnd: old === -1 ? before : before + 1,
      afterStart: afterStart + start,
      afterEnd: afterStart + end,
      removed: old === -1 ? [] : [removed[old]!],
      added: added.slice(start, end),
    };
  });
}

/** Each paired line by itself, and the lines between: one by one where each is a statement, else together. */
function runsBetween(added: readonly string[], pairs: readonly number[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  let start = 0;
  for (const pair of [...pairs, added.length]) {
    const between = added.slice(start, pair);
    if (between.every(isStatement)) for (let at = start; at < pair; at += 1) runs.push({ start: at, end: at + 1 });
    else runs.push({ start, end: pair });
    if (pair < added.length) runs.push({ start: pair, end: pair + 1 });
    start = pair + 1;
  }
  return runs;
}

/** Whether two lines are statements, or both open a block with one that is whole but for it. */
function sameShape(one: string, other: string): boolean {
  if (isStatement(one) && isStatement(other)) return true;
  const [a, b] = [bareOf(one), bareOf(other)];
  const opens = (bare: string) => /[{:]$|\b(?:do|then)$/.test(bare) && !leads.test(bare);
  return depthOf(a) === depthOf(b) && a.at(-1) === b.at(-1) && opens(a) && opens(b);
}

/** Whether lines together close what they open, and neither continue a statement nor leave one open. */
function isWhole(lines: readonly string[]): boolean {
  const text = lines.map(bareOf).filter(Boolean);
  return depthOf(text.join('\n')) === 0 && !leads.test(text[0] ?? '') && !trails.test(text.at(-1) ?? '');
}

const trails = /(?:[-+*/%&|=<>,.?(:\\]|\b(?:and|or|not|return|in))$/;
const leads = /^(?:[-+*/%&|=<>,.?:)]|and\b|or\b|else\b|elif\b)/;

/** Whether a line neither opens, closes nor continues anything. */
function isStatement(line: string): boolean {
  const bare = bareOf(line);
  const [open, close] = bracketsIn(bare);
  return open === close && !trails.test(bare) && !leads.test(bare);
}

/** A line without its strings, comments and outer blanks. */
function bareOf(line: string): string {
  return line
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/\/\/.*$/, '')
    .trim();
}

function bracketsIn(bare: string): [open: number, close: number] {
  return [bare.match(/[([{]/g)?.length ?? 0, bare.match(/[)\]}]/g)?.length ?? 0];
}

function depthOf(bare: string): number {
  const [open, close] = bracketsIn(bare);
  return open - close;
}

/** Share of words that two lines have in common, 0 to 1. */
function likeness(one: string, other: string): number {
  const [a, b] = [one, other].map((line) => new Set(line.match(/\w+/g) ?? []));
  const shared = [...a!].filter((word) => b!.has(word)).length;
  return (2 * shared) / Math.max(1, a!.size + b!.size);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
