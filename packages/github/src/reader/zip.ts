import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';

/** Bytes that are inflated at a time: deflate makes at most about a thousand times as many of them. */
const sliceBytes = 4 * 1024;
const magic = [0x50, 0x4b, 0x03, 0x04] as const;

/**
 * A log as it comes, or, where it is a zip archive of logs, the texts in it one after the other. GitHub's archive holds each job
 * twice: whole at the top, and by its steps in a folder, which is read only where nothing stands at the top.
 *
 * Source: docs.github.com, "Download workflow run logs".
 */
export async function* unzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let archive: Archive | undefined;
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield* archive ? archive.take(chunk) : [chunk];
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < magic.length) continue;
    archive = magic.every((byte, at) => head![at] === byte) ? openArchive() : undefined;
    yield* archive ? archive.take(head) : [head];
    head = undefined;
  }
  if (head && head.length > 0) yield head;
}

interface Archive {
  take(chunk: Uint8Array): Iterable<Uint8Array>;
}

function openArchive(): Archive {
  let ready: Uint8Array[] = [];
  let hasWhole = false;
  const open = (file: UnzipFile) => {
    const isWhole = !file.name.includes('/');
    if (!file.name.endsWith('.txt') || (!isWhole && hasWhole)) return;
    hasWhole ||= isWhole;
    file.ondata = (error, data, isLast) => {
      if (!error && data.length > 0) ready.push(data);
      if (isLast) ready.push(Buffer.from('\n'));
    };
    file.start();
  };
  const unzip = new Unzip(open);
  unzip.register(UnzipInflate);
  return {
    *take(chunk) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        unzip.push(chunk.subarray(at, at + sliceBytes));
        yield* ready;
        ready = [];
      }
    },
  };
}
