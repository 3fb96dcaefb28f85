const express = require('express');
const orders = require('./routes/orders');
const board = require('./routes/board');
const catalog = require('./routes/catalog');
const requestLog = require('./requestLog');

function createApp() {
  const app = express();
  app.use(express.json());
  app.use(requestLog);
  app.use('/orders', orders);
  app.use('/board', board);
  app.use('/catalog', catalog);
  app.get('/healthz', (req, res) => res.json({ ok: true }));
  return app;
}

module.exports = { createApp };
