import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { SreError } from '@sre-aiops/core';
import { Unzip, UnzipInflate } from 'fflate';

/** Bytes of an archive that are unpacked at a time, so that what they become fits into memory. */
const pieceBytes = 16 * 1024;

const packings: readonly {
  readonly magic: readonly number[];
  readonly unpack: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}[] = [
  { magic: [0x1f, 0x8b], unpack: (bytes) => through(bytes, zlib.createGunzip(), 'gzip') },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: unzstd },
  { magic: [0x50, 0x4b, 0x03, 0x04], unpack: unzip },
];

/**
 * The bytes as they were before they were packed: gzip, zstd (from Node 22.15 on), or all files of a zip archive, one
 * after the other. Known by their first bytes, whatever the name; others as they come.
 *
 * @throws {SreError} `LOG_UNREADABLE` when the packing is damaged.
 */
export async function* plainBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    while (head.length < 4) {
      const { value, done } = await source.next();
      if (done) break;
      head = Buffer.concat([head, value]);
    }
    const packing = packings.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
    const whole = rejoined(head, source);
    yield* packing ? packing.unpack(whole) : whole;
  } finally {
    await source.return?.();
  }
}

async function* rejoined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function unzstd(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if (typeof zlib.createZstdDecompress === 'function') return through(bytes, zlib.createZstdDecompress(), 'zstd');
  throw new SreError(
    'LOG_UNREADABLE',
    'The log is compressed with zstd, which this version of Node cannot read.',
    'Use Node 22.15 or later, or decompress it.',
  );
}

async function* through(
  bytes: AsyncIterable<Uint8Array>,
  unpacker: Transform,
  name: string,
): AsyncGenerator<Uint8Array> {
  const input = Readable.from(bytes, { objectMode: false });
  input.on('error', (error) => unpacker.destroy(error));
  try {
    yield* input.pipe(unpacker) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw damaged(name, cause);
  } finally {
    input.destroy();
  }
}

async function* unzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let count = 0;
  let isEmpty = true;
  const archive = new Unzip((file) => {
    isEmpty = false;
    if (file.name.endsWith('/')) return;
    if (count++ > 0) ready.push(Buffer.from('\n'));
    file.ondata = (error, chunk) => {
      if (error) throw error;
      ready.push(chunk);
    };
    file.start();
  });
  archive.register(UnzipInflate);
  const push = (piece: Uint8Array, isLast: boolean) => {
    try {
      archive.push(piece, isLast);
    } catch (cause) {
      throw damaged('zip', cause);
    }
  };
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      push(chunk.subarray(at, at + pieceBytes), false);
      yield* ready.splice(0);
    }
  }
  push(new Uint8Array(0), true);
  if (isEmpty) throw damaged('zip', new Error('it ends before its first file'));
  yield* ready;
}

function damaged(name: string, cause: unknown): SreError {
  if (cause instanceof SreError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SreError(
    'LOG_UNREADABLE',
    `The ${name} of the log is damaged: ${why}.`,
    'Pack it again, or pass the text.',
    {
      cause,
    },
  );
}
