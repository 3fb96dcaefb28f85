const cds = require('@sap/cds');
const { deepRead } = require('./lib/deep-read');

module.exports = class CatalogService extends cds.ApplicationService {
  init() {
    const { Books, Reviews } = this.entities;

    const { deep_reads } = cds.env.features;
    cds.log('catalog').info(`$expand is read ${deep_reads ? 'level by level' : 'in one statement'}`);

    this.on('READ', '*', (req, next) => (cds.env.features.deep_reads ? deepRead(req.query, req.target) : next()));

    this.on('rating', async ({ data: { book } }) => {
      const { average, reviews } = await SELECT.one
        .from(Reviews)
        .columns('avg(rating) as average', 'count(*) as reviews')
        .where({ book_ID: book });
      return { average: average === null ? null : Number(average).toFixed(2), reviews };
    });

    this.on('addReview', async (req) => {
      const { book, rating, title, text } = req.data;
      if (!Number.isInteger(rating) || rating < 1 || rating > 5) {
        return req.reject(400, `A rating is a whole number from 1 to 5, not ${rating}.`);
      }
      if (!(await SELECT.one.from(Books, book).columns('ID'))) {
        return req.reject(404, `There is no book ${book}.`);
      }
      const review = { ID: cds.utils.uuid(), book_ID: book, rating, title, text };
      await INSERT.into('bookshop.catalog.Reviews').entries(review);
      return SELECT.one.from(Reviews, review.ID);
    });

    return super.init();
  }
};
