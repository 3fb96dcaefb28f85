import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

async function* one(lines: string[]): AsyncIterable<string[]> {
  yield lines;
}

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
