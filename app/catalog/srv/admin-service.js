const cds = require('@sap/cds');
const { isIsbn13 } = require('./lib/isbn13');

module.exports = class AdminService extends cds.ApplicationService {
  init() {
    const { Books } = this.entities;

    this.before(['CREATE', 'UPDATE'], Books, (req) => {
      for (const { isbn13 } of req.data.editions ?? []) {
        if (isbn13 && !isIsbn13(isbn13)) req.error(400, `${isbn13} is not an ISBN-13.`, 'editions');
      }
    });

    return super.init();
  }
};
