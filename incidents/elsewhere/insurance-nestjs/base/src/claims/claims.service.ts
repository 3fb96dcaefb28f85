import { Injectable, Logger, NotFoundException } from '@nestjs/common';
import { FlagsService } from '../flags/flags.service';
import { PrismaService } from '../prisma.service';
import { ClaimDto } from './claim.dto';

@Injectable()
export class ClaimsService {
  private readonly log = new Logger(ClaimsService.name);

  constructor(
    private readonly prisma: PrismaService,
    private readonly flags: FlagsService,
  ) {}

  async submit(dto: ClaimDto) {
    const claim = await this.prisma.claim.create({
      data: {
        policyNo: dto.policyNo,
        plate: dto.plate,
        occurredAt: new Date(dto.occurredAt),
        channel: dto.channel ?? 'web',
      },
    });
    this.log.log(`claim ${claim.id} received`);
    return claim;
  }

  async get(id: string) {
    const claim = await this.prisma.claim.findUnique({ where: { id } });
    if (!claim) throw new NotFoundException(`claim ${id}`);
    return claim;
  }
}
