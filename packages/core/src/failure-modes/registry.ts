import { authMismatch } from './auth-mismatch/index.ts';
import { codeDefect } from './code-defect/index.ts';
import { configurationError } from './configuration-error/index.ts';
import { containerOomKill } from './container-oom-kill/index.ts';
import { deadlock } from './deadlock/index.ts';
import { dependencyRegression } from './dependency-regression/index.ts';
import { diskFull } from './disk-full/index.ts';
import { dnsOrNetworkPolicy } from './dns-or-network-policy/index.ts';
import { featureFlag } from './feature-flag/index.ts';
import { latencyRegression } from './latency-regression/index.ts';
import { memoryExhaustion } from './memory-exhaustion/index.ts';
import { nPlusOne } from './n-plus-one/index.ts';
import { poolExhaustion } from './pool-exhaustion/index.ts';
import { queueBacklog } from './queue-backlog/index.ts';
import { schemaDrift } from './schema-drift/index.ts';
import { tlsExpiry } from './tls-expiry/index.ts';
import type { FailureMode } from './types.ts';
import { unknown } from './unknown/index.ts';
import { upstreamOutage } from './upstream-outage/index.ts';
import { upstreamRateLimit } from './upstream-rate-limit/index.ts';

/** Every failure mode: one folder, one line. Order breaks ties. */
export const failureModes: readonly FailureMode[] = [
  schemaDrift,
  dependencyRegression,
  memoryExhaustion,
  containerOomKill,
  nPlusOne,
  featureFlag,
  poolExhaustion,
  authMismatch,
  tlsExpiry,
  dnsOrNetworkPolicy,
  diskFull,
  upstreamRateLimit,
  deadlock,
  configurationError,
  codeDefect,
  queueBacklog,
  latencyRegression,
  upstreamOutage,
  unknown,
];
