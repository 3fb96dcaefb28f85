import { expect, test } from 'vitest';
import { isCut, maxLineLength, splitLines } from './split-lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Uint8Array, size = 7): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of splitLines(inPieces(bytes, size))) lines.push(...batch);
  return lines;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test('splits on line feeds only, strips carriage returns, and keeps empty lines', async () => {
  expect(await linesOf(utf8('a\r\n\nb\u2028c\rd\n'))).toEqual(['a', '', 'b\u2028c\rd']);
});

test('gives the last line without a line feed', async () => {
  expect(await linesOf(utf8('one\ntwo'))).toEqual(['one', 'two']);
});

test('gives the same lines whatever the size of the chunks', async () => {
  const bytes = utf8('grüße\n日本語 ログ\n🚀 start\n'.repeat(50));
  const whole = await linesOf(bytes, bytes.length);
  for (const size of [1, 2, 3, 64]) expect(await linesOf(bytes, size)).toEqual(whole);
});

test('reads UTF-16 of both byte orders by its mark', async () => {
  const little = Buffer.from('\ufeffERROR: ü\nnext', 'utf16le');
  const big = Buffer.from(little).swap16();
  expect(await linesOf(little)).toEqual(['ERROR: ü', 'next']);
  expect(await linesOf(big)).toEqual(['ERROR: ü', 'next']);
});

test('reads a line that is not UTF-8 as Latin-1 and leaves its neighbours alone', async () => {
  const bytes = Buffer.concat([utf8('größe\n'), Buffer.from('größe\n', 'latin1'), utf8('größe\n')]);
  expect(await linesOf(bytes)).toEqual(['größe', 'größe', 'größe']);
});

test('cuts a line at 16 KiB, says how much is gone, and goes on with the next', async () => {
  const [long, next] = await linesOf(utf8(`${'x'.repeat(400_000)}\nnext\n`), 65_536);
  expect(long).toMatch(/^x{16384}… \[383616 more cut\]$/);
  expect(long!.length).toBeLessThan(maxLineLength + 40);
  expect([isCut(long!), isCut(next!), next]).toEqual([true, false, 'next']);
});

test.each([
  ['NUL bytes', Buffer.from('a\0b')],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1])],
  ['control characters', Buffer.alloc(200, 3)],
])('refuses %s, and says what to do', async (_, bytes) => {
  await expect(linesOf(bytes)).rejects.toMatchObject({ code: 'LOG_UNREADABLE', remedy: expect.stringMatching(/text/) });
});

test('an empty log has no lines', async () => {
  expect(await linesOf(new Uint8Array(0))).toEqual([]);
});
