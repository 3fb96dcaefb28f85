import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ClaimsModule } from './claims/claims.module';

@Module({ imports: [LoggerModule.forRoot(), ClaimsModule] })
export class AppModule {}
