const express = require('express');
const log = require('./log');

const app = express();
app.use(express.json());
app.use('/slots', require('./routes/slots'));
app.use('/basket', require('./routes/basket'));
app.get('/healthz', (req, res) => res.send('ok'));

app.use((err, req, res, next) => {
  log.error({ err, url: req.originalUrl }, 'request failed');
  res.status(500).json({ error: 'internal' });
});

app.listen(8080, () => log.info('listening on 8080'));
