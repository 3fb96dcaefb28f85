import { expect, test } from 'vitest';
import { percent } from './quantity.ts';

test.each([
  [0, '0 %'],
  [0.001, 'under 1 %'],
  [0.42, '42 %'],
  [0.997, 'over 99 %'],
  [1, 'over 99 %'],
])('a probability of %s is %s: nothing inferred is certain', (share, text) => {
  expect(percent(share)).toBe(text);
});
