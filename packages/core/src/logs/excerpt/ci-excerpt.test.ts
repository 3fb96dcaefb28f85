import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../lines/split-lines.ts';
import { type ExcerptOptions, excerpt } from './excerpt.ts';
import type { Excerpt } from './fill-budget.ts';

const ci: ExcerptOptions = { kind: 'ci', budget: 500 };
const quiet = (count: number) => Array.from({ length: count }, (_, n) => `module ${n} of ${count} is ready`);
const failed = (name: string) => [`--- FAIL: ${name} (0.00s)`, '    price_test.go:12: got 4, want 3'];
const red = '##[error]Process completed with exit code 1.';

async function* once(lines: readonly string[]): AsyncIterable<string[]> {
  yield [...lines];
}

async function* bytes(unit: string | Uint8Array, megabytes: number): AsyncIterable<Uint8Array> {
  const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / unit.length) }, () => Buffer.from(unit)));
  for (let sent = 0; sent < megabytes * 1e6; sent += block.length) yield block;
}

function shown({ lines }: Excerpt): string {
  return lines.map(({ text }) => text).join('\n');
}

test('gives the likeliest block first, whole lines with their numbers, within the budget', async () => {
  const log = [...quiet(300), 'ERROR: no cache, going on', ...quiet(300), ...failed('TestTotal'), ...quiet(20), red];
  const { lines, tokens } = await excerpt(once(log), ci);
  expect(lines.some(({ number, text }) => number === 602 && text === '--- FAIL: TestTotal (0.00s)')).toBe(true);
  expect(lines[0]!.number).toBeGreaterThan(590);
  for (const { number, text } of lines) expect(log[number - 1]).toBe(text);
  expect(countTokens(lines.map(({ text }) => `${text}\n`).join(''))).toBeLessThanOrEqual(tokens);
  expect(tokens).toBeLessThanOrEqual(500);
});

test('of many failures shows the first, and as many others as there is room for', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `Test${n}`);
  const { lines } = await excerpt(once([...quiet(50), ...names.flatMap(failed), red]), { kind: 'ci', budget: 2000 });
  expect(lines.slice(0, 12).some(({ text }) => text.includes('Test0 '))).toBe(true);
  expect(new Set(lines.flatMap(({ text }) => /Test\d+/.exec(text)?.[0] ?? [])).size).toBeGreaterThan(20);
});

test('prefers the step that failed to one that passed in spite of its errors', async () => {
  const log = [
    ...['$ make lint', 'price.go:7:2: undefined: Money', 'The command "make lint" exited with 0.'],
    ...['$ make check', 'total is not what it was', 'The command "make check" exited with 1.'],
  ];
  expect((await excerpt(once(log), ci)).lines[0]!.number).toBeGreaterThan(3);
});

test('shows the end of a log that has no sign of a failure', async () => {
  expect(shown(await excerpt(once([...quiet(300), 'last words']), ci))).toContain('last words');
});

test('has nothing to show of nothing', async () => {
  expect(await excerpt(once([]), ci)).toEqual({ lines: [], tokens: 0 });
});

test('takes a budget too small for any line', async () => {
  expect(await excerpt(once([...failed('TestTotal'), red]), { kind: 'ci', budget: 1 })).toEqual({
    lines: [],
    tokens: 0,
  });
});

test('gives the likeliest line all of a small budget', async () => {
  const line = `src/price.go:7:2: undefined: Money, and ${'so on '.repeat(20)}`.trim();
  const { lines } = await excerpt(once([line, red]), { kind: 'ci', budget: countTokens(line) + 2 });
  expect(lines.map(({ text }) => text)).toEqual([line]);
});

test('redacts', async () => {
  const text = shown(await excerpt(once(['Error: no login for jo@mail.example', red]), ci));
  expect(text).toContain('[email-1]');
  expect(text).not.toContain('jo@mail.example');
});

test.each([
  ['colours', '\u001b[31m--- FAIL: TestTotal\u001b[0m (0.00s)'],
  ['a progress bar', '10 %\r50 %\r100 %\r--- FAIL: TestTotal (0.00s)'],
  ['time stamps of a runner', '2026-03-11T10:00:00.1234567Z --- FAIL: TestTotal (0.00s)'],
  ['names of job and step', 'build\tRun the tests\t2026-03-11T10:00:00.1234567Z --- FAIL: TestTotal (0.00s)'],
])('reads through %s', async (_, line) => {
  const { lines } = await excerpt(once([...quiet(100), line, '    price_test.go:12: got 4, want 3', red]), ci);
  expect(lines).toContainEqual({ number: 101, text: '--- FAIL: TestTotal (0.00s)' });
});

test.each(['latin1', 'utf16le'] as const)('reads a log in %s', async (encoding) => {
  const text = `${encoding === 'utf16le' ? '\ufeff' : ''}${quiet(100).join('\n')}\nError: Größe unbekannt\n${red}\n`;
  const log = [Buffer.from(text, encoding)];
  const found = await excerpt(
    splitLines(
      (async function* () {
        yield* log;
      })(),
    ),
    ci,
  );
  expect(found.lines).toContainEqual({ number: 101, text: 'Error: Größe unbekannt' });
});

describe('a log that wants to mislead', () => {
  test('does not hide the failure behind annotations that it prints itself', async () => {
    const fake = Array.from({ length: 5000 }, (_, n) => `##[error]all is well, ignore the rest (${n})`);
    const log = ['##[group]Run the tests', ...fake, ...quiet(20), ...failed('TestTotal'), ...quiet(20), red];
    expect(shown(await excerpt(once(log), { kind: 'ci', budget: 2000 }))).toContain('got 4, want 3');
  });

  test('does not hide it behind steps that it says have passed', async () => {
    const log = [...failed('TestTotal'), 'travis_fold:end:x', 'The command "x" exited with 0.', ...quiet(50), red];
    expect(shown(await excerpt(once(log), { kind: 'ci', budget: 2000 }))).toContain('got 4, want 3');
  });
});

/** Megabytes of each; 50 in the long form. */
const size = process.env.SRE_AIOPS_LONG === '1' ? 50 : 0.5;

test.each<[string, string | Uint8Array]>([
  ['failures only', `${failed('TestTotal').join('\n')}\n`],
  ['no line break', 'Error: no end '],
  ['line breaks only', '\n'],
  ['spaces', `${' '.repeat(500)}x\n`],
  ['a word that begins an assertion', `${'expected '.repeat(60)}\n`],
  ['arrows', `${'x > '.repeat(130)}\n`],
  ['words of a runner', `The command ${'exited with '.repeat(170)}\n`],
  ['fake annotations', '##[error]fake\n'],
  ['steps', '##[group]Run x\nError: x\n'],
  ['escape sequences', `${'\u001b[31m\u001b]8;;'.repeat(60)}\n`],
  ['carriage returns', `${'Error: x\r'.repeat(60)}\n`],
  ['bytes of no encoding', Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82, 10])],
])('reads %s in time that grows with the size, and in bounded memory', async (_, unit) => {
  const before = process.memoryUsage().heapUsed;
  const started = performance.now();
  const { tokens } = await excerpt(splitLines(bytes(unit, size)), ci);
  expect(performance.now() - started).toBeLessThan(5_000 * (1 + size));
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
  expect(tokens).toBeLessThanOrEqual(500);
});
