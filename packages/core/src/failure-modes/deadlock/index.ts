import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Deadlock: two transactions or threads hold what the other needs.
 *
 * Mechanism: a change of order, scope or isolation of locks lets two paths take the same locks in different order; databases break the cycle by rolling one back,
 * threads wait for ever. Shows under concurrency only, hence after tests.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const deadlock: FailureMode = {
  id: 'deadlock',
  title: 'Deadlock or lock contention',
  category: 'application',
  signs,
  causedBy: {
    'changes-concurrency': 3,
    'changes-query': 1.5,
    'changes-migration': 1.2,
    'changes-fetching': 0.5,
    'removes-preload': 0.5,
    'changes-timeout-or-retry': 0.5,
    'changes-infrastructure': -0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.85,
  frameTrust: 0.7,
  buildsUp: true,
  whenCulprit: ['code_fix', 'config_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const table = say` on ${story.fact('table', 'resource')}` ?? { text: '', evidence: [] };
      const what = say`Transactions or threads of ${story.service} wait for each other${table}: ${story.line}`;
      return (
        say`${what}. ${story.change} changed the order or the length of what is locked, in ${story.place}.` ??
        say`${what}.`
      );
    }),
  advise,
};
