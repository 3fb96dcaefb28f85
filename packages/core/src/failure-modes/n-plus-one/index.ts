import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * N+1 queries: one request runs a statement per row.
 *
 * Mechanism: a relation that was fetched with its owner, or not at all, is now loaded one row at a time (EAGER without join, a lost include or
 * prefetch, a query in a loop, a deep expand); statements per request grow with the data, then latency and the connection pool follow.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const nPlusOne: FailureMode = {
  id: 'n-plus-one',
  title: 'N+1 queries',
  category: 'application',
  signs,
  causedBy: {
    'changes-fetching': 3,
    'removes-preload': 4,
    'changes-query': 1.8,
    'changes-schema-mapping': 1.2,
    'flips-flag': 1.5,
    'changes-config': 0.5,
    'broad-refactoring': 0.3,
    'changes-dependency': 0.3,
    'changes-infrastructure': -1,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.9,
  frameTrust: 0.7,
  underLoad: true,
  whenCulprit: ['feature_flag', 'code_fix', 'config_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const count =
        say`${story.service} runs ${story.fact('statements')} statements for one request` ??
        say`${story.service} runs a statement per row`;
      const where = say` on ${story.fact('endpoint')}` ?? { text: '', evidence: [] };
      const what = say`${count}${where}: ${story.line}`;
      return (
        say`${what}. ${story.change} changed how related rows are fetched, in ${story.place}.` ??
        say`${what}. Related rows are fetched one at a time.`
      );
    }),
  advise,
};
