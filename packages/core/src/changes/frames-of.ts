import type { StackFrame } from '../incident/index.ts';

/** A frame as a stack writes it: file, line and function by name. */
const shapes: readonly RegExp[] = [
  // Java, Kotlin, Scala: at com.shop.BookService.find(BookService.java:42)
  /^\s*at (?<symbol>[\w$.<>/@-]{3,200})\((?<file>[\w$-]{1,100}\.\w{1,10}):(?<line>\d{1,7})\)/,
  // Python: File "orders/views.py", line 31, in list_orders
  /^\s*File "(?<file>[^"\n]{1,300})", line (?<line>\d{1,7})(?:, in (?<symbol>[\w<>.]{1,100}))?/,
  // .NET: at Shop.Orders.Find(Int32 id) in /src/Orders.cs:line 42
  /^\s*at (?<symbol>[\w.`<>[\],+]{3,200})\([^)\n]{0,300}\) in (?<file>[^\n]{1,300}):line (?<line>\d{1,7})/,
  // Node: at find (/srv/orders.js:12:7)
  /^\s*at (?:async )?(?<symbol>[\w$.<>[\] ]{1,120}) \((?<file>[^\s()]{1,300}):(?<line>\d{1,7}):\d{1,7}\)/,
  /^\s*at (?<file>[^\s()]{1,300}):(?<line>\d{1,7}):\d{1,7}/,
  // Ruby: from app/models/order.rb:12:in `total'
  /^\s*(?:from )?(?<file>[^\s:]{1,300}\.rb):(?<line>\d{1,7}):in [`'](?<symbol>[^'\n]{1,120})'/,
  // PHP: #0 /srv/Order.php(12): Order->total()
  /^\s*#\d{1,3} (?<file>[^\s(]{1,300}\.php)\((?<line>\d{1,7})\): (?<symbol>[\w\\:>-]{1,120})/,
  // Go and Rust: /src/orders/store.go:88 +0x1d, at src/main.rs:4:5
  /^\s*(?:at )?(?<file>[^\s:]{1,300}\.(?:go|rs)):(?<line>\d{1,7})(?=[\s:]|$)/,
];

/** Frames that stand in a text, innermost first as far as the language's order tells. At most 60. */
export function framesOf(text: string): StackFrame[] {
  const found: { frame: StackFrame; python: boolean }[] = [];
  for (const line of text.slice(0, 40_000).split('\n')) {
    if (found.length >= 60) break;
    const shape = shapes.find((pattern) => pattern.test(line));
    const groups = shape?.exec(line)?.groups;
    if (groups === undefined) continue;
    found.push({
      frame: { symbol: groups.symbol ?? '', file: groups.file!, line: Math.max(1, Number(groups.line)) },
      python: shape === shapes[1],
    });
  }
  const frames = found.map((entry) => entry.frame);
  return found.some((entry) => entry.python) ? frames.reverse() : frames;
}
