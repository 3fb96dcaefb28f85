import { enabled } from '../flags.js';
import { loadEvent } from '../events.js';
import * as sqlHolds from '../holds/sql.js';
import * as redisHolds from '../holds/redis.js';

export async function seatRoutes(app) {
  app.post('/events/:id/holds', async (req, reply) => {
    const { seats, buyer } = req.body;
    const held = enabled('seat-hold-v2')
      ? await redisHolds.hold(await loadEvent(req.params.id), seats, buyer)
      : await sqlHolds.hold(req.params.id, seats, buyer);
    reply.code(held.length === seats.length ? 201 : 409);
    return { held };
  });
}
