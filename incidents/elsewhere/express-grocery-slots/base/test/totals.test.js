const test = require('node:test');
const assert = require('node:assert');
const { total } = require('../src/totals');

test('total', () => assert.deepEqual(total([{ cents: 120, quantity: 2 }]), { cents: 240 }));
