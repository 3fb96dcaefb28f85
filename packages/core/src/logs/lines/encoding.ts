import { SreError } from '../../errors/sre-error.ts';

const compressed: readonly { readonly magic: readonly number[]; readonly name: string }[] = [
  { magic: [0x1f, 0x8b], name: 'gzip' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd' },
  { magic: [0x50, 0x4b, 0x03, 0x04], name: 'zip' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'xz' },
];

/** How the bytes of a log become text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding a byte order mark announces; UTF-8 without one. */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * Refuses what is not text, judged by its first bytes.
 *
 * @throws {SreError} `LOG_UNREADABLE` when they hold NULs or mostly control characters.
 */
export function refuseBinary(head: Uint8Array): void {
  const archive = compressed.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
  if (archive) {
    throw new SreError(
      'LOG_UNREADABLE',
      `The log is compressed with ${archive.name}.`,
      'Decompress it and pass the text.',
    );
  }
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) throw binary('it holds NUL bytes');
    if (byte < 32 && !isTextControl(byte)) controls++;
  }
  if (controls > head.length * 0.3) throw binary('it holds mostly control characters');
}

/** Backspace, tab, line feed, form feed, carriage return and escape occur in text. */
function isTextControl(byte: number): boolean {
  return (byte >= 8 && byte <= 13 && byte !== 11) || byte === 27;
}

function binary(why: string): SreError {
  return new SreError(
    'LOG_UNREADABLE',
    `The log is not text: ${why}.`,
    'Pass the text that the component wrote, as UTF-8, or as UTF-16 with a byte order mark.',
  );
}

const utf8 = new TextDecoder();
const latin1 = new TextDecoder('latin1');
const replacement = '\ufffd';
const replacementBytes = Buffer.from(replacement);

/** Lines of a block of bytes. A line that is not UTF-8 is read as Latin-1, the others are not touched by it. */
export function decodeLines(block: Uint8Array): string[] {
  const text = utf8.decode(block);
  if (!text.includes(replacement)) return text.split('\n');
  const lines: string[] = [];
  let start = 0;
  while (start <= block.length) {
    const newline = block.indexOf(10, start);
    const end = newline < 0 ? block.length : newline;
    lines.push(decode(block.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

/** A strict decoder would throw, which takes long on a log that is full of such lines. */
function decode(line: Uint8Array): string {
  const text = utf8.decode(line);
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  return text.includes(replacement) && !bytes.includes(replacementBytes) ? latin1.decode(line) : text;
}
