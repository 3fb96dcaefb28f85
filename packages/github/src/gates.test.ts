import { expect, test } from 'vitest';
import { bucket } from './gates.ts';

test('lets twenty through at once and then one a second', async () => {
  const second = 1_000_000;
  const waited: number[] = [];
  const gate = bucket(20, second, async (ms) => waited.push(Math.round(ms / second)));
  await Promise.all(Array.from({ length: 25 }, () => gate.schedule({}, async () => {})));
  expect(waited).toEqual([1, 2, 3, 4, 5]);
});
