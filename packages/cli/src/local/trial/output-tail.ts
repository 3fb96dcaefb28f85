/** Keeps the end of an output of any size in a bounded memory. */
export interface OutputTail {
  add(chunk: Buffer): void;
  /** Bytes added so far. */
  readonly size: number;
  /** The end, from the begin of a line where a line begins in it. What is no UTF-8 becomes U+FFFD. */
  text(): string;
}

/** @param kept How much of the end is kept, in bytes. */
export function outputTail(kept: number): OutputTail {
  const chunks: Buffer[] = [];
  let size = 0;
  let held = 0;
  return {
    add(chunk) {
      const end = chunk.length > kept ? Buffer.from(chunk.subarray(-kept)) : chunk;
      chunks.push(end);
      size += chunk.length;
      held += end.length;
      while (chunks[0] && held - chunks[0].length >= kept) held -= chunks.shift()!.length;
    },
    get size() {
      return size;
    },
    text() {
      const all = Buffer.concat(chunks);
      return size <= kept ? all.toString('utf8') : cut(all, kept);
    },
  };
}

/** The last bytes, without the broken line they begin with; where there is no whole line, without a broken character. */
function cut(all: Buffer, kept: number): string {
  const from = all.length - kept;
  const lineEnd = all.indexOf('\n', Math.max(from - 1, 0));
  if (lineEnd >= 0 && lineEnd < all.length - 1) return all.subarray(lineEnd + 1).toString('utf8');
  const isInside = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  let start = from;
  while (start < from + 3 && isInside(all[start])) start++;
  return all.subarray(start).toString('utf8');
}
