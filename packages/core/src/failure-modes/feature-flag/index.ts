import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Feature-flag blast: a switch turns code on that load or data do not bear.
 *
 * Mechanism: the code behind the flag was merged and deployed long before, cold; the flag sends all traffic through it at once. The last deploy of code
 * looks innocent, the change that matters is one value.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const featureFlag: FailureMode = {
  id: 'feature-flag',
  title: 'Feature flag with a blast radius',
  category: 'configuration',
  signs,
  causedBy: {
    'flips-flag': 3.5,
    'changes-config': 1.5,
    'changes-fetching': 0.5,
    'removes-preload': 0.5,
    'changes-infrastructure': -0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.9,
  frameTrust: 0.4,
  whenCulprit: ['feature_flag', 'config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['feature_flag', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const flag = say`the flag ${story.fact('flag')}` ?? {
        text: 'a feature flag',
        evidence: [...story.line.evidence],
      };
      const what = say`${story.service} fails since ${flag} is on: ${story.line}`;
      return say`${what}. ${story.change} turned it on, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
