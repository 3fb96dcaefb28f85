import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Authentication or audience mismatch: caller and callee no longer agree on audience, issuer, keys, scopes or credentials.
 *
 * Mechanism: one side's identity settings change (client, audience, issuer, scope names, a rotated secret) while the other's bindings, tokens or grants
 * stay; valid users get 401 or 403 from the moment the settings meet.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const authMismatch: FailureMode = {
  id: 'auth-mismatch',
  title: 'Authentication or audience mismatch',
  category: 'configuration',
  signs,
  causedBy: {
    'changes-auth': 3,
    'changes-config': 1.8,
    'changes-infrastructure': 0.8,
    'changes-dependency': 0.8,
    'changes-network': 0.3,
    'adds-cache': -0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.75,
  frameTrust: 0.3,
  whenCulprit: ['config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const audience = story.fact('audience');
      const detail = say` (audience ${audience})` ??
        say` (issuer ${story.fact('issuer')})` ??
        say` (user ${story.fact('user')})` ?? { text: '', evidence: [] };
      const what = say`${story.service} refuses callers or is refused itself${detail}: ${story.line}`;
      return (
        say`${what}. ${story.change} altered an identity setting on one side, in ${story.place}, and the other side kept the old one.` ??
        say`${what}. The two sides disagree about identity settings or credentials.`
      );
    }),
  advise,
};
