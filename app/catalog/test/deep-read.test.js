const assert = require('node:assert/strict');
const { afterEach, describe, it } = require('node:test');
const cds = require('@sap/cds');

const { GET } = cds.test(`${__dirname}/..`);

const urls = [
  '/odata/v4/catalog/Books?$top=3&$count=true',
  '/odata/v4/catalog/Books?$select=title&$expand=author($select=name)&$orderby=title&$top=5&$count=true',
  '/odata/v4/catalog/Books(207)?$expand=genre($expand=parent),reviews($expand=replies)',
  "/odata/v4/catalog/Books?$expand=editions($filter=format eq 'hardcover';$expand=printings($orderby=number desc;$top=1))",
  '/odata/v4/catalog/Authors(101)/books?$expand=publisher',
];

describe('deep reads', () => {
  afterEach(() => {
    cds.env.features.deep_reads = false;
  });

  for (const url of urls) {
    it(`answers as the single nested statement does: ${url}`, async () => {
      const nested = await GET(url);
      cds.env.features.deep_reads = true;
      const deep = await GET(url);
      assert.deepEqual(deep.data, nested.data);
    });
  }

  it('answers 404 for a book that is not there', async () => {
    cds.env.features.deep_reads = true;
    await assert.rejects(GET('/odata/v4/catalog/Books(999)?$expand=author'), { status: 404 });
  });
});
