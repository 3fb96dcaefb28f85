const cds = require('@sap/cds');
const { countQueries, requestLog } = require('./lib/request-log');

cds.on('bootstrap', (app) => app.use(requestLog()));
cds.once('served', () => countQueries(cds.db));

module.exports = cds.server;
