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

test('shows more of what happened rather than the steps of libraries', async () => {
  const library = Array.from({ length: 60 }, (_, n) => `\tat org.springframework.Step${n}.run(Step${n}.java:${n + 1})`);
  const lines = [
    '2026-03-11T10:00:00Z INFO shop.Session - metrics {',
    '    1205 statements executed',
    '}',
    '2026-03-11T10:00:01Z ERROR shop.Web - GET /books failed',
    'java.lang.IllegalStateException: pool is empty',
    ...library,
    '\tat com.shop.Books.list(Books.java:12)',
    ...library,
  ];
  const { lines: shown } = await excerpt(one(lines), { kind: 'app', budget: 160 });
  const texts = shown.map(({ text }) => text);
  expect(texts).toContain('    1205 statements executed');
  expect(texts).toContain('\tat com.shop.Books.list(Books.java:12)');
  expect(texts).toContain(library[0]);
});

test('fills the room that a short log leaves with what stands beside the failure, each line at its own number', async () => {
  const lines = [
    'F, [2026-10-08T13:02:39.631 #17] FATAL -- : [1fe4] ArgumentError (wrong number of arguments):',
    'F, [2026-10-08T13:02:39.631 #14] FATAL -- : [1fe4]   ',
    "F, [2026-10-08T13:02:39.631 #17] FATAL -- : [1fe4] app/cache.rb:21:in `new'",
    ...[422, 503].map((status) => `2026-10-08T13:02:40Z ERROR shop.Carrier - unexpected status ${status}`),
  ];
  const { lines: shown } = await excerpt(one(lines), { kind: 'app', budget: 2000 });
  expect(shown.find(({ number }) => number === 3)?.text).toContain('app/cache.rb:21');
  expect(shown.find(({ number }) => number === 5)?.text).toContain('503');
});
