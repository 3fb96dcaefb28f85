import { Module } from '@nestjs/common';
import { SeatsController } from './seats/seats.controller';
import { SeatsService } from './seats/seats.service';
import { HoldService } from './seats/hold.service';
import { RedisProvider } from './redis.provider';

@Module({
  controllers: [SeatsController],
  providers: [SeatsService, HoldService, RedisProvider],
})
export class AppModule {}
