import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ClaimsService } from './claims.service';
import { ClaimDto } from './claim.dto';

@Controller('claims')
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  @Post()
  submit(@Body() dto: ClaimDto) {
    return this.claims.submit(dto);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.claims.get(id);
  }
}
