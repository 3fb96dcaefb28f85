const { Router } = require('express');
const hub = require('../hub');

const router = Router();

router.get('/:shop', (req, res) => {
  const { shop } = req.params;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (order) => res.write(`data: ${JSON.stringify(order)}\n\n`);
  hub.on(shop, send);
  req.on('close', () => hub.off(shop, send));
});

module.exports = router;
