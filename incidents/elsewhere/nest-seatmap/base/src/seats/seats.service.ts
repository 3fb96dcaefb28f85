import { Inject, Injectable } from '@nestjs/common';
import type Redis from 'ioredis';

export interface Seat { id: string; row: string; taken: boolean }

@Injectable()
export class SeatsService {
  constructor(@Inject('REDIS') private readonly redis: Redis) {}

  async map(eventId: string): Promise<Seat[]> {
    const raw = await this.redis.get(`map:${eventId}`);
    return raw ? (JSON.parse(raw) as Seat[]) : [];
  }
}
