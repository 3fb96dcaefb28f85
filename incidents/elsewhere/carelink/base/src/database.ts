import { TypeOrmModuleOptions } from '@nestjs/typeorm';

export const database: TypeOrmModuleOptions = {
  type: 'postgres',
  url: process.env.DATABASE_URL,
  autoLoadEntities: true,
  maxQueryExecutionTime: 1000,
  extra: { max: 20, connectionTimeoutMillis: 3000 },
};
