import { expect, test } from 'vitest';
import { framesOf } from './frames.ts';

test('Java: the frames of the root cause come first', () => {
  const frames = framesOf(
    'java.lang.IllegalStateException: no\n\tat app//com.shop.Web.get(Web.java:10) ~[!/:1.4]\nCaused by: java.sql.SQLException: gone\n\tat java.base/java.net.Socket.read(Socket.java:99)\n\tat com.shop.Db.load(Db.java:7)\n\t... 12 more',
  );
  expect(frames.map(({ symbol }) => symbol)).toEqual(['java.net.Socket.read', 'com.shop.Db.load', 'com.shop.Web.get']);
  expect(frames[1]).toEqual({ symbol: 'com.shop.Db.load', file: 'Db.java', line: 7 });
});

test('Python: the last call comes first, and the original exception before the one raised while handling it', () => {
  const frames = framesOf(
    'Traceback (most recent call last):\n  File "/app/db.py", line 3, in load\n    x\n  File "/app/driver.py", line 9, in send\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/app/web.py", line 5, in get\nRuntimeError: no',
  );
  expect(frames.map(({ symbol, line }) => [symbol, line])).toEqual([
    ['send', 9],
    ['load', 3],
    ['get', 5],
  ]);
});

test.each([
  [
    'Go',
    'goroutine 7 [running]:\nmain.(*Server).get(0xc000, {0x1, 0x2})\n\t/src/server.go:42 +0x1d\nmain.main()\n\t/src/main.go:9 +0x2',
    [
      { symbol: 'main.(*Server).get', file: '/src/server.go', line: 42 },
      { symbol: 'main.main', file: '/src/main.go', line: 9 },
    ],
  ],
  [
    'Node',
    'Error: no\n    at Shop.find (/app/lib/shop.js:3:5)\n    at async /app/index.js:9:1\n    at node:internal/timers:5:7',
    [
      { symbol: 'Shop.find', file: '/app/lib/shop.js', line: 3 },
      { symbol: '<module>', file: '/app/index.js', line: 9 },
      { symbol: '<module>', file: 'node:internal/timers', line: 5 },
    ],
  ],
  [
    '.NET',
    'System.InvalidOperationException: no\n   at Shop.Cart.Total(Int32 id) in /src/Cart.cs:line 12\n   at System.Linq.Enumerable.First[T](IEnumerable`1 s)',
    [{ symbol: 'Shop.Cart.Total', file: '/src/Cart.cs', line: 12 }, { symbol: 'System.Linq.Enumerable.First[T]' }],
  ],
  [
    'Ruby',
    "NoMethodError: no\n\tfrom app/models/cart.rb:7:in `total'\n\tfrom bin/rails.rb:4:in 'main'",
    [
      { symbol: 'total', file: 'app/models/cart.rb', line: 7 },
      { symbol: 'main', file: 'bin/rails.rb', line: 4 },
    ],
  ],
  [
    'PHP',
    '#0 /src/Cart.php(7): App\\Cart->total()\n#1 /src/index.php(3): run()',
    [
      { symbol: 'App\\Cart->total', file: '/src/Cart.php', line: 7 },
      { symbol: 'run', file: '/src/index.php', line: 3 },
    ],
  ],
  [
    'Rust',
    'stack backtrace:\n   0: std::panicking::begin\n             at /rustc/1/library/std/src/panicking.rs:5:9\n   1: shop::cart::total\n             at ./src/cart.rs:7:5',
    [
      { symbol: 'std::panicking::begin', file: '/rustc/1/library/std/src/panicking.rs', line: 5 },
      { symbol: 'shop::cart::total', file: './src/cart.rs', line: 7 },
    ],
  ],
  [
    'a panic, whose place the backtrace names',
    "thread 'worker' panicked at src/power.rs:10:32:\ncalled `Option::unwrap()` on a `None` value\nstack backtrace:\n   3: ev::power::current\n             at ./src/power.rs:10:32\n   4: ev::routes::show\n             at ./src/routes.rs:27:17",
    [
      { symbol: 'ev::power::current', file: './src/power.rs', line: 10 },
      { symbol: 'ev::routes::show', file: './src/routes.rs', line: 27 },
    ],
  ],
  [
    'a panic without a backtrace',
    "thread 'worker' panicked at src/power.rs:10:32:\nno value",
    [{ symbol: '<place>', file: 'src/power.rs', line: 10 }],
  ],
  [
    'a fatal error of PHP',
    'PHP Fatal error:  Allowed memory size exhausted in /app/src/Cart.php on line 12',
    [{ symbol: '<place>', file: '/app/src/Cart.php', line: 12 }],
  ],
])('reads the frames of %s', (_, text, frames) => {
  expect(framesOf(text)).toEqual(frames);
});

test('text without a trace has no frames, and a deep one at most 40', () => {
  expect(framesOf('ERROR: column reference "price" is ambiguous (at character 17)')).toEqual([]);
  expect(framesOf(Array.from({ length: 90 }, (_, at) => `\tat a.B.c(B.java:${at + 1})`).join('\n'))).toHaveLength(40);
});
