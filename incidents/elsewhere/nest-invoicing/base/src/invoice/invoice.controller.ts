import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { InvoiceService } from './invoice.service';

@Controller('invoices')
export class InvoiceController {
  constructor(private readonly invoices: InvoiceService) {}

  @Get(':no')
  find(@Param('no') no: string) {
    return this.invoices.find(no);
  }

  @Post(':no/share')
  share(@Param('no') no: string, @Body() body: { email: string }) {
    return this.invoices.share(no, body.email);
  }
}
