import Redis from 'ioredis';

export const RedisProvider = {
  provide: 'REDIS',
  useFactory: () => new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379'),
};
