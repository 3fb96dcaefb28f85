import express from 'express';
import pinoHttp from 'pino-http';
import { log } from './log';
import { lots } from './routes/lots';
import { bids } from './routes/bids';

export const app = express();
app.use(express.json());
app.use(pinoHttp({ logger: log }));
app.use('/lots', lots);
app.use('/bids', bids);
app.use((err: Error, req: express.Request, res: express.Response, _next: express.NextFunction) => {
  log.error({ err, url: req.originalUrl }, 'request failed');
  res.status(500).json({ error: 'internal' });
});
