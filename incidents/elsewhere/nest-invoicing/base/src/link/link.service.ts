import { Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import * as jwt from 'jsonwebtoken';

@Injectable()
export class LinkService {
  private readonly key = readFileSync(process.env.LINK_KEY_FILE ?? 'keys/link.pem');

  create(invoiceNo: string, email: string): string {
    const token = jwt.sign({ sub: email, inv: invoiceNo }, this.key, {
      algorithm: 'RS256',
      expiresIn: '14d',
    });
    return `https://pay.acme.example/i/${token}`;
  }
}
