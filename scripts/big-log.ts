/**
 * Prints a log of about N MB: the lines of a real one, drowned in ordinary traffic of the same service before and after it.
 *
 *   node scripts/big-log.ts LOG MEGABYTES > big.log
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const [file = '', megabytes = '200'] = process.argv.slice(2);
const log = readFileSync(file, 'utf8');
const start = Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(log)?.[0] ?? '2026-01-01T00:00:00Z');
const half = (Number(megabytes) * 1024 * 1024 - log.length) / 2;

await traffic(start - 6 * 3_600_000, start);
process.stdout.write(log);
await traffic(start, start + 1_800_000);

/** About half the size, evenly spread over the time. */
async function traffic(from: number, to: number): Promise<void> {
  const lineLength = 150;
  const count = Math.floor(half / lineLength);
  for (let block = 0; block < count; block += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - block) }, (_, index) =>
      line(from + ((to - from) * (block + index)) / count, block + index),
    );
    if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain');
  }
}

function line(at: number, index: number): string {
  const time = new Date(at).toISOString();
  const path = ['/api/books', `/api/books/${index % 97}`, `/api/books/${index % 89}/reviews`, '/actuator/health'][
    index % 4
  ];
  const text = `${time}  INFO 1 --- [bookshop] [nio-8080-exec-${index % 10}] com.bookshop.web.RequestLog : GET ${path} 200 ${3 + (index % 41)} ms`;
  return `${text.padEnd(149)}\n`;
}
