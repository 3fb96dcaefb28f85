import { Injectable, Logger, NotFoundException } from '@nestjs/common';
import { LinkService } from '../link/link.service';

@Injectable()
export class InvoiceService {
  private readonly log = new Logger(InvoiceService.name);
  private readonly store = new Map<string, { no: string; cents: number }>();

  constructor(private readonly links: LinkService) {}

  find(no: string) {
    const invoice = this.store.get(no);
    if (!invoice) throw new NotFoundException(no);
    return invoice;
  }

  share(no: string, email: string) {
    const invoice = this.find(no);
    const url = this.links.create(invoice.no, email);
    this.log.log(`shared ${no}`);
    return { url };
  }
}
