import { Controller, Get, Param, Post, Body } from '@nestjs/common';
import { SeatsService } from './seats.service';
import { HoldService } from './hold.service';

@Controller('events')
export class SeatsController {
  constructor(private readonly seats: SeatsService, private readonly holds: HoldService) {}

  @Get(':id/seats')
  map(@Param('id') id: string) {
    return this.seats.map(id);
  }

  @Post(':id/holds')
  hold(@Param('id') id: string, @Body() body: { seats: string[]; session: string }) {
    return this.holds.hold(id, body.seats, body.session);
  }
}
