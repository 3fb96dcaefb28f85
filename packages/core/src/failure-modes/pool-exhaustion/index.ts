import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Connection-pool exhaustion: every connection is in use and callers time out waiting for one.
 *
 * Mechanism: connections are held longer (slow or many statements, remote calls inside a transaction), leaked, or the pool was made smaller; by Little's
 * law connections in use = arrival rate × holding time, so the pool runs dry at unchanged traffic.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const poolExhaustion: FailureMode = {
  id: 'pool-exhaustion',
  title: 'Connection pool exhaustion',
  category: 'application',
  signs,
  symptomOf: ['n-plus-one', 'feature-flag', 'deadlock'],
  causedBy: {
    'changes-limits': 2.2,
    'changes-config': 1.2,
    'changes-fetching': 1.8,
    'removes-preload': 1.8,
    'changes-query': 1.5,
    'changes-concurrency': 1.2,
    'changes-timeout-or-retry': 1.2,
    'flips-flag': 1,
    'changes-dependency': 0.3,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.75,
  frameTrust: 0.35,
  underLoad: true,
  whenCulprit: ['feature_flag', 'config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const pool =
        say`The pool ${story.fact('pool')} of ${story.service}` ?? say`The connection pool of ${story.service}`;
      const state =
        say` with ${story.fact('active')} connections in use and ${story.fact('waiting')} callers waiting` ??
          say` with its ${story.fact('limit', 'total')} connections` ?? { text: '', evidence: [] };
      const what = say`${pool}${state} is exhausted: ${story.line}`;
      return (
        say`${what}. ${story.change} makes connections scarcer or holds them longer.` ??
        say`${what}. Connections are held longer or taken more often than before.`
      );
    }),
  advise,
};
