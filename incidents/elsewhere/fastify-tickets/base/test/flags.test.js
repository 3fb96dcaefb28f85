import test from 'node:test';
import assert from 'node:assert';
import { enabled } from '../src/flags.js';

test('unknown flags are off', () => {
  assert.equal(enabled('nope'), false);
});
