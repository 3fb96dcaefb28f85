const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { isIsbn13 } = require('../srv/lib/isbn13');

describe('isIsbn13', () => {
  it('accepts a number whose check digit fits', () => assert.equal(isIsbn13('9780306406157'), true));
  it('refuses a wrong check digit', () => assert.equal(isIsbn13('9780306406158'), false));
  it('refuses hyphens and wrong lengths', () => {
    assert.equal(isIsbn13('978-0-306-40615-7'), false);
    assert.equal(isIsbn13('030640615'), false);
  });
});
