import type { Sign } from '../types.ts';

/**
 * Wording of connection pools that have none left, and of servers that take no more connections.
 *
 * HikariCP, Tomcat JDBC, SQLAlchemy, Active Record, SqlClient and Npgsql, Prisma P2024, Knex/tarn, Sequelize,
 * node-postgres, psycopg_pool, generic-pool (SAP CAP), MongoDB, Redis, Apache HttpClient, Reactor Netty; PostgreSQL 53300,
 * MySQL 1040, Oracle ORA-00018/12516/12519, Azure SQL limits.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /(?<![\w.-])(?<pool>[\w.-]{1,60}) - Connection is not available, request timed out after (?<waited>\d+) ?ms(?: \(total=(?<total>\d+), active=(?<active>\d+), idle=(?<idle>\d+), waiting=(?<waiting>\d+)\))?/,
    weight: 4.5,
    means: 'HikariCP has no connection to give',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /QueuePool limit of size (?<limit>\d+) overflow (?<overflow>\d+) reached, connection timed out|connection pool has been exhausted, either raise '?Max(?:imum)? ?Pool ?Size'? \(currently (?<limit2>\d+)\)|Timed out fetching a new connection from the connection pool|\bP2024\b|Knex: Timeout acquiring a connection|The pool is probably full/i,
    weight: 5,
    means: "a data layer's pool is empty",
  },
  {
    in: ['log', 'alert'],
    pattern:
      /could not obtain a (?:database )?connection (?:from the pool )?within|ConnectionTimeoutError|all pooled connections were in use|prior to obtaining a connection from the pool|max pool size was reached|SequelizeConnectionAcquireTimeoutError|ResourceRequest timed out|Acquiring client from pool timed out|PoolExhausted|\bPoolTimeout\b|couldn't get a connection after|timeout exceeded when trying to connect|operation timed out for an unknown reason/i,
    weight: 4.5,
    means: 'waiting for a pooled connection timed out',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Timed out while checking out a connection from connection pool|WaitQueueTimeout|MongoWaitQueueFull|Timeout waiting for (?:a )?(?:pooled item|connection from pool|idle object)|ConnectionPoolTimeoutException|Could not get a resource (?:from the pool|since the pool is exhausted)|redis: connection pool (?:timeout|exhausted)|PoolAcquire(?:Pending|Timeout)|Pool#acquire|pool error Timeout waiting/i,
    weight: 4,
    means: 'a client pool has nothing to give',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\bpool\b[^\n]{0,40}(?:exhaust|empty|depleted|saturat|is full|at (?:its )?max|no (?:free|idle|available))|no (?:free|available|idle) (?:db |database )?connections?|connection ?pool[^\n]{0,40}(?:timeout|timed out|exhaust|full)|exhausted[^\n]{0,30}\b(?:pool|connections)\b/i,
    weight: 3,
    means: 'a connection pool is exhausted',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /too many clients already|remaining connection slots are reserved|Too many connections|ORA-(?:12516|12519|12520|00018|00020|02391)|The (?:request|session) limit for the (?:database|elastic pool) is (?<limit>\d+)|MaxClientsInSessionMode|max(?:imum)? (?:number of )?clients reached|exceeded the 'max_user_connections'|too many connections for role|maximum number of (?:open )?(?:sessions|connections) (?:exceeded|reached)|53300\b/i,
    weight: 4,
    means: 'the server takes no more connections',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /connection leak (?:detect|trigger)|Apparent connection leak|(?:leaked|unreturned|abandoned) connections?|connection was leaked|connection has been abandoned/i,
    weight: 3,
    means: 'connections are taken and not given back',
  },
  {
    in: ['log'],
    pattern:
      /Unable to acquire JDBC Connection|CannotGetJdbcConnection|CannotCreateTransaction|Could not open JPA EntityManager|Failed to obtain JDBC Connection|SQLTransientConnectionException/,
    weight: 2,
    means: 'the data layer got no connection',
  },
  {
    in: ['metric'],
    pattern:
      /hikari|pool|(?:active|open|pending|waiting|used|failed)_?(?:db_?|database_?|sql_?)?connections?|connections?[_.](?:active|pending|waiting|usage|in_?use|max|failed)|(?:sessions|workers)_?percent/i,
    weight: 2,
    means: 'connections are what is measured',
  },
];
