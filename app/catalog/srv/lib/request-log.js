const { AsyncLocalStorage } = require('node:async_hooks');
const cds = require('@sap/cds');

/** The status nginx gives a request whose client left before the answer. */
const CLIENT_CLOSED_REQUEST = 499;

const requests = new AsyncLocalStorage();

/**
 * Express middleware: one log line for each OData request with its status, its duration in
 * milliseconds and how many queries it sent to the database.
 */
function requestLog() {
  const log = cds.log('requests');
  return (req, res, next) => {
    if (!req.path.startsWith('/odata/')) return next();
    const request = { queries: 0, startedAt: performance.now() };
    res.once('close', () => {
      const took = Math.round(performance.now() - request.startedAt);
      const status = res.writableFinished ? res.statusCode : CLIENT_CLOSED_REQUEST;
      const line = `${req.method} ${req.originalUrl} ${status} ${took} ms, ${request.queries} queries`;
      if (status >= 499) log.error(line);
      else log.info(line);
    });
    requests.run(request, next);
  };
}

/** Counts the queries of a database service for {@link requestLog}. */
function countQueries(db) {
  db.before('*', ({ query }) => {
    const request = requests.getStore();
    if (query && request) request.queries += 1;
  });
}

module.exports = { requestLog, countQueries };
