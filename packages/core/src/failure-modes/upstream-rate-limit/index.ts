import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Rate-limited upstream: a provider refuses calls beyond its limit or quota.
 *
 * Mechanism: traffic, retries or a lost cache raise the call rate over the limit of the provider; retries without a pause turn a brush with the limit into
 * a standing one.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const upstreamRateLimit: FailureMode = {
  id: 'upstream-rate-limit',
  title: 'Rate limited upstream',
  category: 'external',
  signs,
  causedBy: {
    'changes-timeout-or-retry': 2.5,
    'changes-concurrency': 2,
    'changes-limits': 2,
    'changes-config': 1,
    'flips-flag': 1.2,
    'adds-cache': -0.5,
    'changes-fetching': 0.8,
    'removes-preload': 0.8,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.3,
  frameTrust: 0.15,
  underLoad: true,
  whenCulprit: ['feature_flag', 'config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const host =
        say`${story.fact('host')} refuses the calls of ${story.service}` ??
        say`An upstream refuses the calls of ${story.service}`;
      const what = say`${host} as too many: ${story.line}`;
      return (
        say`${what}. ${story.change} raised their number, in ${story.place}.` ??
        say`${what}. The limit is the provider's; no merged change explains more calls.`
      );
    }),
  advise,
};
