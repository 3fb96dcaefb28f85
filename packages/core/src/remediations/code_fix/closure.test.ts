import { expect, test } from 'vitest';
import { closureOf } from './closure.ts';
import { type Part, partsOf } from './parts.ts';

test('of a change of hundreds of files is found in time', () => {
  const calls = Array.from({ length: 100 }, (_, n) => `send(first${n}, second${n});`).join('\n');
  const parts = Array.from({ length: 300 }, (_, n) =>
    partsOf({ path: `src/part-${n}.ts`, after: calls } as Part['file']),
  ).flat();
  expect(closureOf(parts.slice(0, 150), parts).size).toBe(150);
}, 30_000);
