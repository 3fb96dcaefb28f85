const test = require('node:test');
const assert = require('node:assert');

test('sse frame', () => {
  const frame = `data: ${JSON.stringify({ shop: 'a' })}\n\n`;
  assert.ok(frame.endsWith('\n\n'));
});
