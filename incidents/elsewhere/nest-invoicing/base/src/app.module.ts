import { Module } from '@nestjs/common';
import { InvoiceController } from './invoice/invoice.controller';
import { InvoiceService } from './invoice/invoice.service';
import { LinkService } from './link/link.service';

@Module({ controllers: [InvoiceController], providers: [InvoiceService, LinkService] })
export class AppModule {}
