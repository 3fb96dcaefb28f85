const { createApp } = require('./app');
const log = require('./log');

const port = process.env.PORT || 8080;
createApp().listen(port, () => log.info('listening', { port }));

setInterval(() => {
  const m = process.memoryUsage();
  log.info('memory', { heapUsedMb: Math.round(m.heapUsed / 1048576), rssMb: Math.round(m.rss / 1048576) });
}, 60000).unref();
