import Fastify from 'fastify';
import { seatRoutes } from './routes/seats.js';

const app = Fastify({ logger: true });
app.get('/healthz', async () => 'ok');
app.register(seatRoutes);
await app.listen({ port: 3000, host: '0.0.0.0' });
