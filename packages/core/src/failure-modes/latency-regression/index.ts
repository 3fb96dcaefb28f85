import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Latency regression: work that used to be quick now exceeds the patience of its callers.
 *
 * Mechanism: a statement loses its index or gains rows, a loop or a pattern turns super-linear, a synchronous call moves into the request; queues form in
 * front of the slow part and time-outs appear far from it.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const latencyRegression: FailureMode = {
  id: 'latency-regression',
  title: 'Latency regression',
  category: 'application',
  signs,
  symptomOf: [
    'n-plus-one',
    'pool-exhaustion',
    'deadlock',
    'dns-or-network-policy',
    'memory-exhaustion',
    'feature-flag',
    'upstream-outage',
    'upstream-rate-limit',
    'container-oom-kill',
    'queue-backlog',
    'tls-expiry',
  ],
  causedBy: {
    'changes-query': 2.5,
    'changes-fetching': 2,
    'removes-preload': 2,
    'changes-migration': 1.2,
    'changes-timeout-or-retry': 1.5,
    'changes-limits': 1,
    'changes-concurrency': 1.2,
    'flips-flag': 0.8,
    'changes-infrastructure': 0.5,
    'changes-logging': 0.4,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.7,
  frameTrust: 0.5,
  underLoad: true,
  whenCulprit: ['feature_flag', 'config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const table = say` on ${story.fact('table')}` ?? { text: '', evidence: [] };
      const what = say`${story.service} takes too long${table}: ${story.line}`;
      return say`${what}. ${story.change} made it slower, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
