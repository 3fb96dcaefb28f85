const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const cds = require('@sap/cds');

const { GET, POST } = cds.test(`${__dirname}/..`);
const admin = { auth: { username: 'alice', password: '' } };

describe('AdminService', () => {
  it('is closed to visitors', () => assert.rejects(GET('/odata/v4/admin/Books'), { status: 401 }));

  it('creates a book together with its editions', async () => {
    const book = { ID: 900, title: 'Cranford', editions: [{ isbn13: '9780306406157', format: 'paperback' }] };
    const { status, data } = await POST('/odata/v4/admin/Books', book, admin);
    assert.equal(status, 201);
    assert.equal(data.editions[0].isbn13, '9780306406157');
  });

  it('refuses an edition with a wrong ISBN', async () => {
    const book = { ID: 901, title: 'Ruth', editions: [{ isbn13: '9780306406158', format: 'paperback' }] };
    await assert.rejects(POST('/odata/v4/admin/Books', book, admin), { status: 400 });
  });
});
