import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { AppointmentsService } from './appointments.service';

@Controller('doctors/:id/agenda')
export class AppointmentsController {
  constructor(private readonly service: AppointmentsService) {}

  @Get()
  agenda(@Param('id', ParseIntPipe) id: number, @Query('from') from: string, @Query('to') to: string) {
    return this.service.agenda(id, new Date(from), new Date(to));
  }
}
