const Redis = require('ioredis');
const log = require('./log');

const url = process.env.REDIS_URL || 'redis://localhost:6379';
const redis = new Redis(url, { maxRetriesPerRequest: 2 });
const subscriber = new Redis(url);

for (const c of [redis, subscriber]) c.on('error', (err) => log.error('redis', { err: err.message }));

module.exports = { redis, subscriber };
