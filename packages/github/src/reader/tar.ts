import { blobHash } from './git-tree.ts';

/** One file or link of an archive. */
export interface TarEntry {
  /** As bytes in latin1, so that no two names become one. */
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000';
  readonly size: number;
  /** Id of the git blob with this content. */
  readonly blob: string;
  /** Absent when it is larger than what is kept. */
  readonly content?: Buffer;
}

/** Bounds of an archive, in bytes. */
export interface TarBounds {
  /** Largest file whose content is kept. */
  readonly maxKept: number;
  /** Longest archive, unpacked. */
  readonly maxTotal: number;
}

const blockBytes = 512;
/** Longest extended header: two paths and a few words. */
const maxHeader = 65_536;

/**
 * The files and links of a tar archive as `git archive` writes it (POSIX ustar with pax headers for long paths), one
 * after the other, with little in memory. Formats: POSIX.1-2017, pax; git-archive's `archive-tar.c`.
 *
 * @param bytes Unpacked.
 * @throws {Error} when the archive is broken, ends early or is longer than it may be.
 */
export async function* tarEntries(bytes: AsyncIterable<Uint8Array>, bounds: TarBounds): AsyncGenerator<TarEntry> {
  const source = sourceOf(bytes, bounds.maxTotal);
  let extended: Readonly<Record<string, string>> = {};
  for (;;) {
    const block = await source.take(blockBytes);
    if (block.every((byte) => byte === 0)) return;
    const header = headerOf(block, extended);
    const padding = (blockBytes - (header.size % blockBytes)) % blockBytes;
    if (header.type === 'x' || header.type === 'g') {
      if (header.size > maxHeader) throw new Error('an archive header is too long');
      const records = paxRecords(await source.take(header.size));
      if (header.type === 'x') extended = records;
    } else {
      extended = {};
      if (header.type === '0') yield await fileOf(header, source, bounds.maxKept);
      else await source.skip(header.size);
      if (header.type === '2') yield linkOf(header);
    }
    await source.skip(padding);
  }
}

/** What stands before a file. */
interface Header {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly isExecutable: boolean;
  readonly target: string;
}

function headerOf(block: Buffer, extended: Readonly<Record<string, string>>): Header {
  const field = (start: number, length: number) => {
    const end = block.indexOf(0, start);
    return block.toString('latin1', start, end === -1 ? start + length : Math.min(end, start + length));
  };
  const octal = (start: number, length: number) => Number.parseInt(field(start, length).trim() || '0', 8);
  const size = extended.size === undefined ? octal(124, 12) : Number(extended.size);
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('an archive entry has no size');
  const prefix = field(345, 155);
  return {
    type: field(156, 1) || '0',
    path: extended.path ?? (prefix ? `${prefix}/${field(0, 100)}` : field(0, 100)),
    size,
    isExecutable: (octal(100, 8) & 0o100) !== 0,
    target: extended.linkpath ?? field(157, 100),
  };
}

async function fileOf(header: Header, source: Source, maxKept: number): Promise<TarEntry> {
  const { path, size, isExecutable } = header;
  const hash = blobHash(size);
  const kept: Buffer[] | undefined = size <= maxKept ? [] : undefined;
  await source.skip(size, (piece) => {
    hash.update(piece);
    kept?.push(piece);
  });
  const content = kept && { content: Buffer.concat(kept) };
  return { path, mode: isExecutable ? '100755' : '100644', size, blob: hash.digest('hex'), ...content };
}

function linkOf({ path, target }: Header): TarEntry {
  const bytes = Buffer.from(target, 'latin1');
  return { path, mode: '120000', size: bytes.length, blob: blobHash(bytes.length).update(bytes).digest('hex') };
}

/** Records `LENGTH KEY=VALUE\n`; the length is that of the whole record in bytes. */
function paxRecords(bytes: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length <= space - at) throw new Error('an archive header is broken');
    const record = bytes.toString('latin1', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return records;
}

/** Takes numbers of bytes out of pieces of other sizes. */
interface Source {
  take(length: number): Promise<Buffer>;
  skip(length: number, see?: (piece: Buffer) => void): Promise<void>;
}

function sourceOf(bytes: AsyncIterable<Uint8Array>, maxTotal: number): Source {
  const pieces = bytes[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  let total = 0;

  async function skip(length: number, take?: (piece: Buffer) => void): Promise<void> {
    for (let missing = length; missing > 0; ) {
      if (pending.length === 0) {
        const { value, done } = await pieces.next();
        if (done) throw new Error('the archive ends early');
        pending = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        total += pending.length;
        if (total > maxTotal) throw new Error('the archive is too large');
      }
      const piece = pending.subarray(0, missing);
      pending = pending.subarray(piece.length);
      missing -= piece.length;
      take?.(piece);
    }
  }

  return {
    skip,
    async take(length: number): Promise<Buffer> {
      const kept: Buffer[] = [];
      await skip(length, (piece) => kept.push(piece));
      return Buffer.concat(kept);
    },
  };
}
