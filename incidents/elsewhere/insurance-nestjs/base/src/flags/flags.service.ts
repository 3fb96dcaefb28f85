import { Injectable } from '@nestjs/common';
import { readFileSync } from 'fs';

@Injectable()
export class FlagsService {
  private readonly path = process.env.FLAGS_FILE ?? 'config/flags.json';

  on(name: string): boolean {
    return JSON.parse(readFileSync(this.path, 'utf8'))[name] === true;
  }
}
