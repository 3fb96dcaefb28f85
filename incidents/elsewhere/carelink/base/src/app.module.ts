import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { database } from './database';
import { AppointmentsModule } from './appointments/appointments.module';

@Module({
  imports: [LoggerModule.forRoot(), TypeOrmModule.forRoot(database), AppointmentsModule],
})
export class AppModule {}
