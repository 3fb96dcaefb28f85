import { ConflictException, Inject, Injectable } from '@nestjs/common';
import type Redis from 'ioredis';

const HOLD_SECONDS = 480;

@Injectable()
export class HoldService {
  constructor(@Inject('REDIS') private readonly redis: Redis) {}

  async hold(eventId: string, seats: string[], session: string) {
    for (const seat of seats) {
      const ok = await this.redis.set(`hold:${eventId}:${seat}`, session, 'EX', HOLD_SECONDS, 'NX');
      if (!ok) throw new ConflictException(`seat ${seat} is held`);
    }
    return { seats, until: new Date(Date.now() + HOLD_SECONDS * 1000) };
  }
}
