import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

async function* one(lines: string[]): AsyncIterable<string[]> {
  yield lines;
}

const setup = Array.from({ length: 3000 }, (_, n) => `Downloading package-${n} 0 errors, ${n} kB`);

test.each([
  [
    'Maven',
    [
      '[INFO] Running com.shop.CartTest',
      '[ERROR] Tests run: 3, Failures: 1, Errors: 0 <<< FAILURE! - in com.shop.CartTest',
      '[ERROR] CartTest.total:31 expected: <3> but was: <4>',
      '[INFO] BUILD FAILURE',
    ],
    'expected: <3>',
  ],
  [
    'pytest',
    [
      '=== FAILURES ===',
      'def test_total():',
      '>       assert total() == 3',
      'E       assert 4 == 3',
      'FAILED tests/test_cart.py::test_total - assert 4 == 3',
    ],
    'E       assert 4',
  ],
  [
    'Go',
    [
      '=== RUN   TestTotal',
      '--- FAIL: TestTotal (0.00s)',
      '    cart_test.go:12: got 4, want 3',
      'FAIL',
      'exit status 1',
    ],
    'got 4, want 3',
  ],
  ['cargo', ['error[E0308]: mismatched types', '  --> src/cart.rs:7:5', 'error: could not compile `shop`'], 'E0308'],
  [
    'TypeScript',
    ["src/cart.ts(7,5): error TS2322: Type 'string' is not assignable to type 'number'.", 'npm ERR! code ELIFECYCLE'],
    'TS2322',
  ],
  ['.NET', ['/src/Cart.cs(7,5): error CS0103: The name does not exist [/src/Shop.csproj]', 'Build FAILED.'], 'CS0103'],
  [
    'Gradle',
    [
      '> Task :compileJava FAILED',
      'Cart.java:7: error: cannot find symbol',
      'FAILURE: Build failed with an exception.',
      '* What went wrong:',
      "Execution failed for task ':compileJava'.",
    ],
    'cannot find symbol',
  ],
  [
    'Terraform',
    [
      'Error: Invalid reference',
      '',
      '  on main.tf line 7, in resource "x" "y":',
      '##[error]Process completed with exit code 1.',
    ],
    'Invalid reference',
  ],
])('finds why a job of %s failed', async (_, failing, decisive) => {
  const lines = [...setup, ...failing, ...setup.slice(0, 300)];
  const { lines: shown, tokens } = await excerpt(one(lines), { kind: 'ci', budget: 300 });
  expect(shown.some(({ text }) => text.includes(decisive))).toBe(true);
  expect(tokens).toBeLessThanOrEqual(300);
});

test('keeps the lines in order, with their numbers, within the budget', async () => {
  const lines = setup.map((line, n) => (n % 40 === 0 ? `step ${n}: error: thing ${n} is broken` : line));
  const { lines: shown, tokens } = await excerpt(one(lines), { kind: 'ci', budget: 500 });
  expect(shown.map(({ number }) => number)).toEqual(shown.map(({ number }) => number).sort((a, b) => a - b));
  for (const { number, text } of shown) expect(lines[number - 1]).toBe(text);
  expect(countTokens(shown.map(({ text }) => `${text}\n`).join(''))).toBeLessThanOrEqual(tokens);
  expect(tokens).toBeLessThanOrEqual(500);
});

test('shows the cause in an application log, redacted', async () => {
  const lines = [
    ...Array.from({ length: 5000 }, (_, n) => `2026-03-11T10:00:00Z INFO shop.Orders - order ${n} stored`),
    '2026-03-11T10:00:01Z ERROR shop.Web - failed for jo@mail.example',
    'java.lang.RuntimeException: no',
    ...Array.from({ length: 80 }, (_, n) => `\tat a.B${n}.c(B.java:${n + 1})`),
    'Caused by: java.net.UnknownHostException: db.internal',
  ];
  const { lines: shown } = await excerpt(one(lines), { kind: 'app', budget: 200 });
  expect(shown).toContainEqual({ number: 5083, text: 'Caused by: java.net.UnknownHostException: db.internal' });
  expect(shown[0]!.text).toContain('[email-1]');
});
