import { decodeLines, encodingOf, refuseBinary } from './encoding.ts';

/** Characters of a line that are kept; the rest is counted in the line's own last words. */
export const maxLineLength = 16 * 1024;

const probeBytes = 64 * 1024;
const pieceBytes = 64 * 1024;
const cutMark = /… \[\d+ more cut\]$/;

/** Whether {@link splitLines} has cut the line. */
export function isCut(line: string): boolean {
  return line.endsWith(' more cut]') && cutMark.test(line);
}

/**
 * Lines of a log, in batches, in bounded memory.
 *
 * Splits on `\n` only and strips a trailing `\r`, so line numbers are those of `sed` and `git`. UTF-8, or UTF-16 with a
 * byte order mark; a line that is not UTF-8 is read as Latin-1. A line over {@link maxLineLength} ends in
 * `… [N more cut]`.
 *
 * @throws {SreError} `LOG_UNREADABLE` when the first 64 KiB are not text.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string[]> {
  let rest = new Uint8Array(0);
  let dropped = 0;
  for await (const chunk of pieces(toUtf8(chunks))) {
    const end = chunk.lastIndexOf(10);
    if (end < 0) {
      const kept = concat(rest, chunk);
      rest = kept.length > 4 * maxLineLength ? kept.slice(0, boundary(kept, 4 * maxLineLength)) : kept;
      dropped += kept.length - rest.length;
      continue;
    }
    // Bytes after a cut are not contiguous with what was kept: skip to the end of that line.
    const from = dropped > 0 ? chunk.indexOf(10) : 0;
    yield finish(decodeLines(concat(rest, chunk.subarray(from, end))), dropped + from);
    rest = chunk.slice(end + 1);
    dropped = 0;
  }
  if (rest.length > 0) yield finish(decodeLines(rest), dropped);
}

function finish(lines: string[], dropped: number): string[] {
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at]!;
    if (line.endsWith('\r')) line = line.slice(0, -1);
    const more = line.length - maxLineLength + (at === 0 ? dropped : 0);
    if (more > 0) line = `${line.slice(0, maxLineLength)}… [${more} more cut]`;
    lines[at] = line;
  }
  return lines;
}

/** UTF-8 bytes of a log in any encoding we read, once its head has been seen to be text. */
async function* toUtf8(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let recode: ((chunk: Uint8Array) => Uint8Array) | undefined;
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield recode ? recode(chunk) : chunk;
      continue;
    }
    head = concat(head, chunk);
    if (head.length < probeBytes) continue;
    recode = recoderFor(head);
    yield recode ? recode(head) : head;
    head = undefined;
  }
  if (head === undefined || head.length === 0) return;
  recode = recoderFor(head);
  yield recode ? recode(head) : head;
}

function recoderFor(head: Uint8Array): ((chunk: Uint8Array) => Uint8Array) | undefined {
  const encoding = encodingOf(head);
  if (encoding === 'utf-8') {
    refuseBinary(head.subarray(0, probeBytes));
    return undefined;
  }
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  return (chunk) => encoder.encode(decoder.decode(chunk, { stream: true }));
}

async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}

/** The last place at or before `at` that does not tear a UTF-8 sequence. */
function boundary(bytes: Uint8Array, at: number): number {
  let place = at;
  while (place > 0 && ((bytes[place] ?? 0) & 0xc0) === 0x80) place--;
  return place;
}
