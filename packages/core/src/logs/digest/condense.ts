import { thrownIn } from '../events/stack-lines.ts';

/** A line of an event that is kept, by its place in the event. */
export interface KeptLine {
  readonly offset: number;
  readonly text: string;
}

const maxLine = 2000;
const framesPerCause = 6;
const headLines = 4;
const tailLines = 4;

/**
 * The telling lines of an event within a number of characters: its first lines, every exception and cause with its
 * first frames, its last lines. Whole where it fits.
 */
export function condense(text: string, limit: number): KeptLine[] {
  const lines = text.split('\n').map((line, offset) => ({ offset, text: cutLine(line) }));
  if (text.length <= limit) return lines;
  const ranked = rankLines(lines);
  const kept: KeptLine[] = [];
  let room = limit;
  for (const line of ranked) {
    if (line.text.length + 1 > room) continue;
    room -= line.text.length + 1;
    kept.push(line);
  }
  return kept.sort((a, b) => a.offset - b.offset);
}

/** Kept lines as text, with a word where lines are missing. */
export function joinKept(kept: readonly KeptLine[]): string {
  let next = 0;
  const out: string[] = [];
  for (const { offset, text } of kept) {
    if (offset > next) out.push(`… ${offset - next} lines`);
    out.push(text);
    next = offset + 1;
  }
  return out.join('\n');
}

function rankLines(lines: readonly KeptLine[]): KeptLine[] {
  const heads: KeptLine[] = [];
  const frames: KeptLine[] = [];
  const rest: KeptLine[] = [];
  let sinceHead = 0;
  for (const line of lines) {
    const isEdge = line.offset < headLines || line.offset >= lines.length - tailLines;
    const isHead = /^\s*(?:Caused by:|---> )/.test(line.text) || thrownIn(line.text) !== undefined;
    sinceHead = isHead ? 0 : sinceHead + 1;
    if (isHead || isEdge) heads.push(line);
    else if (sinceHead <= framesPerCause) frames.push(line);
    else rest.push(line);
  }
  return [...heads, ...frames, ...rest];
}

function cutLine(line: string): string {
  return line.length > maxLine ? `${cutAtWord(line, maxLine)}…` : line;
}

/** At most so many characters, without the beginning of a word whose end is cut: half a secret is not known for one. */
export function cutAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  const word = /[^\s,;"']{1,400}$/.exec(cut.slice(-400));
  return word ? cut.slice(0, cut.length - word[0].length) : cut;
}
