const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const cds = require('@sap/cds');

const { GET, POST } = cds.test(`${__dirname}/..`);

describe('CatalogService', () => {
  it('reads books with author, genre tree, editions and reviews in one request', async () => {
    const { data } = await GET(
      '/odata/v4/catalog/Books(207)?$expand=author,genre($expand=parent),editions($expand=printings),reviews',
    );
    assert.equal(data.title, 'Jane Eyre');
    assert.equal(data.author.name, 'Charlotte Brontë');
    assert.equal(data.genre.parent.name, 'Fiction');
    assert.ok(data.editions.length > 0);
    assert.ok(data.reviews.every(({ rating }) => rating >= 1 && rating <= 5));
  });

  it('counts, filters and sorts', async () => {
    const { data } = await GET(
      "/odata/v4/catalog/Books?$filter=author/name eq 'Jane Austen'&$orderby=title&$count=true&$top=2",
    );
    assert.equal(data['@odata.count'], 5);
    assert.deepEqual(data.value.map(({ title }) => title), ['Emma', 'Mansfield Park']);
  });

  it('hides who changed a book', async () => {
    const { data } = await GET('/odata/v4/catalog/Books(201)');
    assert.equal('modifiedBy' in data, false);
  });

  it('adds a review and counts it in the rating', async () => {
    const before = await GET('/odata/v4/catalog/rating(book=320)');
    const review = { book: 320, rating: 5, title: 'A town and all its people', text: 'Long, and never too long.' };
    const { data } = await POST('/odata/v4/catalog/addReview', review);
    assert.equal(data.rating, 5);
    const after = await GET('/odata/v4/catalog/rating(book=320)');
    assert.equal(after.data.reviews, before.data.reviews + 1);
  });

  it('refuses a rating outside 1 to 5 and a review of an unknown book', async () => {
    const review = { title: 'None', text: 'None.' };
    await assert.rejects(POST('/odata/v4/catalog/addReview', { ...review, book: 201, rating: 6 }), { status: 400 });
    await assert.rejects(POST('/odata/v4/catalog/addReview', { ...review, book: 999, rating: 3 }), { status: 404 });
  });
});
