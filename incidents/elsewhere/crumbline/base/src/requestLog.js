const log = require('./log');

module.exports = function requestLog(req, res, next) {
  const started = Date.now();
  res.on('finish', () => log.info('request', { method: req.method, url: req.originalUrl, status: res.statusCode, ms: Date.now() - started }));
  next();
};
