import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Queue backlog: consumers fall behind producers, or stop.
 *
 * Mechanism: handling one message takes longer than its share of the poll interval, or one message fails for ever and blocks the rest; the group rebalances, work is
 * done twice, and lag grows without any request failing.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const queueBacklog: FailureMode = {
  id: 'queue-backlog',
  title: 'Queue backlog',
  category: 'application',
  signs,
  symptomOf: ['pool-exhaustion', 'deadlock', 'memory-exhaustion', 'container-oom-kill', 'n-plus-one'],
  causedBy: {
    'changes-concurrency': 2,
    'changes-timeout-or-retry': 1.8,
    'changes-limits': 1.5,
    'changes-config': 1,
    'changes-query': 0.8,
    'flips-flag': 0.8,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.65,
  frameTrust: 0.35,
  underLoad: true,
  buildsUp: true,
  whenCulprit: ['config_fix', 'code_fix', 'feature_flag', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const queue = say`${story.fact('queue', 'group')} of ${story.service}` ?? story.service;
      const lag = say` by ${story.fact('lag')} messages` ?? { text: '', evidence: [] };
      const what = say`The consumers of ${queue} fall behind${lag}: ${story.line}`;
      return say`${what}. ${story.change} slowed or stopped them, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
