import { expect, test } from 'vitest';
import { createEventAssembler, type LogEvent } from './event.ts';

function eventsOf(text: string): LogEvent[] {
  const assembler = createEventAssembler(Date.parse('2026-03-11T15:46:00Z'));
  const events = text.split('\n').flatMap((line) => assembler.push(line));
  return [...events, ...assembler.end()];
}

const quiet = '2026-03-11T15:40:23Z  INFO shop::access: GET /carts/7 status=200';
const next = '2026-03-11T15:40:24Z  INFO shop::access: GET /carts/8 status=200';

test.each([
  ['a panic of Rust', "thread 'main' panicked at src/cart.rs:4:5:\nno cart\nstack backtrace:\n   0: app::f", 'fatal'],
  ['a panic of Go', 'panic: nil map\n\ngoroutine 7 [running]:\nmain.serve(0x1)\n\t/app/main.go:9 +0x1d', 'fatal'],
  ['a dump of goroutines', 'goroutine 7 [running]:\nmain.serve(0x1)\n\t/app/main.go:9 +0x1d', 'error'],
  [
    'a traceback',
    'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nshop.OutOfStock: 7',
    'error',
  ],
  ['an exception of Java', 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', 'fatal'],
  ['an exception of .NET', 'Unhandled exception. System.Exception: no\n   at Shop.Main() in /src/A.cs:line 3', 'fatal'],
  [
    'what Node did not catch',
    "/app/cart.js:42\nthrow new Error('no cart');\n^\n\nError: no cart\n    at serve (/app/cart.js:42:7)\n\nNode.js v22.1.0",
    'fatal',
  ],
  [
    'a rejection that Node did not catch',
    'node:internal/process/promises:288\n            triggerUncaughtException(err, true);\n            ^\n\n[UnhandledPromiseRejection: no reason] {\n  code: 1\n}',
    'fatal',
  ],
  [
    'a crash of the JVM',
    '# A fatal error has been detected by the JVM:\n#\n#  SIGSEGV (0xb) at pc=0x7f, pid=1',
    'fatal',
  ],
  ['an error of Node', 'TypeError: x is not a function\n    at serve (/app/a.js:3:5)', 'error'],
  [
    'a fatal error of V8',
    'FATAL ERROR: Reached heap limit Allocation failed\n 1: 0xb8ced1 node::OOM() [node]',
    'fatal',
  ],
  ['a fatal error of PHP', 'PHP Fatal error:  Uncaught Error: no in /a.php:3\nStack trace:\n#0 {main}', 'fatal'],
  ['an error of Ruby', "app.rb:3:in `pay': no card (CardError)\n\tfrom app.rb:9:in `<main>'", 'error'],
  ['what the shell says of a process', 'Killed', 'fatal'],
  ['what npm says', 'npm error code 1\nnpm error path /app', 'error'],
  ['another writer', 'ingress [error] 31#31: *7 upstream prematurely closed connection', 'error'],
] as const)('%s begins an event after a quiet line', (_, text, level) => {
  const events = eventsOf(`${quiet}\n${text}\n${next}`);
  expect(events.map((event) => event.text)).toEqual([quiet, text, next]);
  expect(events.map((event) => event.level)).toEqual(['info', level, 'info']);
});

test('a place in the source announces no failure, and takes no line that has a header', () => {
  expect(eventsOf(`${quiet}\nsrc/cart.ts:42\n${next}`).map(({ level }) => level)).toEqual(['info', 'unknown', 'info']);
  expect(eventsOf(`${quiet}\n/app/cart.js:42\n${next}`).map(({ text }) => text)).toEqual([
    quiet,
    '/app/cart.js:42',
    next,
  ]);
});

test('each of two failures without a header is an event', () => {
  const panic = "thread 'main' panicked at src/cart.rs:4:5:\nno cart";
  const trace = 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: 7';
  const other = 'ingress [error] 31#31: *7 upstream closed';
  const parts = [quiet, panic, panic, other, trace, trace, next];
  expect(eventsOf(parts.join('\n')).map(({ text }) => text)).toEqual(parts);
});

test('a chain of tracebacks is one event', () => {
  const one = 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: 7';
  const chain = `${one}\n\nDuring handling of the above exception, another exception occurred:\n\n${one}`;
  expect(eventsOf(`${quiet}\n${chain}\n${next}`).map(({ text }) => text)).toEqual([quiet, chain, next]);
});

test('a traceback belongs to the error that it explains', () => {
  const text =
    '2026-03-11 15:40:23,219 ERROR shop: failed\nTraceback (most recent call last):\n  File "a.py", line 3\nKeyError: 7';
  expect(eventsOf(text)).toHaveLength(1);
});

test('a quiet header does not make quiet what failed below it', () => {
  const text = `${quiet.replace('GET /carts/7 status=200', 'job ended')}\n   java.lang.IllegalStateException: no cart\n\tat shop.Cart.total(Cart.java:7)`;
  expect(eventsOf(text)).toMatchObject([{ level: 'error', exception: 'java.lang.IllegalStateException' }]);
});

test.each([
  ['[Nest] 18  - 03/11/2026, 03:40:23 PM     LOG [Heap] used=341MB', '2026-03-11T15:40:23.000Z'],
  ['11/03/2026 15:40:23 INFO started', '2026-03-11T15:40:23.000Z'],
  ['11.03.2026 15:40:23,120 INFO started', '2026-03-11T15:40:23.120Z'],
])('reads the date of %s', (line, time) => {
  const [event] = eventsOf(line);
  expect(new Date(event!.at!).toISOString()).toBe(time);
  expect(event!.level).toBe('info');
});
