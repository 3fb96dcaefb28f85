import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL, { lazyConnect: true });

export async function hold(event, seats, buyer) {
  const held = [];
  for (const seat of seats) {
    const key = `hold:${event.id}:${event.hall.code}:${seat}`;
    if (await redis.set(key, buyer, 'EX', 600, 'NX')) held.push(seat);
  }
  return held;
}
