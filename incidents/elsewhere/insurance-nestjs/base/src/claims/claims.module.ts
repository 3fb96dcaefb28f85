import { Module } from '@nestjs/common';
import { FlagsService } from '../flags/flags.service';
import { PrismaService } from '../prisma.service';
import { ClaimsController } from './claims.controller';
import { ClaimsService } from './claims.service';

@Module({ controllers: [ClaimsController], providers: [ClaimsService, FlagsService, PrismaService] })
export class ClaimsModule {}
