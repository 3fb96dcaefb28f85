process.env.NODE_ENV = 'production';
process.env.CDS_CONFIG = JSON.stringify({
  requires: {
    db: { kind: 'sqlite', impl: '@cap-js/sqlite', driver: 'node', credentials: { url: ':memory:' }, pool: null },
    auth: { kind: 'mocked' },
  },
});

const assert = require('node:assert/strict');
const { before, describe, it } = require('node:test');
const cds = require('@sap/cds');

const { GET } = cds.test(`${__dirname}/..`);

/** The two pages of the shop that read deep: the window and the page of an author. `levels` counts what they expand, and the rows themselves. */
const pages = [
  {
    name: 'the shop window',
    url: '/odata/v4/catalog/Books?$expand=author,publisher,genre($expand=parent),editions($expand=printings),reviews($expand=replies)&$orderby=title',
    levels: 9,
  },
  {
    name: 'the page of an author',
    url: '/odata/v4/catalog/Authors(101)?$expand=books($expand=editions($expand=printings),reviews($expand=replies))',
    levels: 6,
  },
];

let queries = 0;

describe('reading deep, with the settings of production on SQLite', () => {
  before(async () => {
    await cds.deploy('*').to(cds.db);
    cds.db.before('*', ({ query }) => {
      if (query) queries += 1;
    });
  });

  for (const { name, url, levels } of pages) {
    it(`${name} takes a query or two for each level, however many rows it shows`, async () => {
      queries = 0;
      const { status } = await GET(url);
      assert.equal(status, 200);
      assert.ok(queries > 0, 'no query was counted');
      assert.ok(queries <= 2 * levels, `${queries} queries for ${levels} levels`);
    });
  }

  it('the shop window shows every book with all that belongs to it', async () => {
    const { data } = await GET(pages[0].url);
    const shown = await rows('Books');
    assert.equal(data.value.length, shown.length);
    for (const book of data.value) {
      const { author_ID, publisher_ID, genre_ID } = shown.find(({ ID }) => ID === book.ID);
      assert.deepEqual([book.author.ID, book.publisher.ID, book.genre.ID], [author_ID, publisher_ID, genre_ID]);
      await sameIds(book.editions, 'Editions', { book_ID: book.ID });
      await sameIds(book.reviews, 'Reviews', { book_ID: book.ID });
      for (const edition of book.editions) await sameIds(edition.printings, 'Printings', { edition_ID: edition.ID });
      for (const review of book.reviews) await sameIds(review.replies, 'Replies', { review_ID: review.ID });
    }
  });

  it('the page of an author shows the books of that author', async () => {
    const { data } = await GET(pages[1].url);
    await sameIds(data.books, 'Books', { author_ID: 101 });
    for (const book of data.books) await sameIds(book.editions, 'Editions', { book_ID: book.ID });
  });
});

function rows(entity, where = {}) {
  return SELECT.from(`bookshop.catalog.${entity}`).where(where);
}

async function sameIds(shown, entity, where) {
  const ids = (list) => list.map(({ ID }) => ID).sort();
  assert.deepEqual(ids(shown), ids(await rows(entity, where)), `${entity} of ${JSON.stringify(where)}`);
}
