import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Code defect: the program meets a value, type or state that its author did not expect.
 *
 * Mechanism: a change dereferences what may be absent, renames a field that others still send, or narrows what is accepted; the inputs that show it are
 * production's, not the tests'.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const codeDefect: FailureMode = {
  id: 'code-defect',
  title: 'Code defect',
  category: 'application',
  signs,
  symptomOf: [
    'dependency-regression',
    'schema-drift',
    'pool-exhaustion',
    'n-plus-one',
    'auth-mismatch',
    'tls-expiry',
    'dns-or-network-policy',
    'configuration-error',
    'memory-exhaustion',
    'disk-full',
    'upstream-rate-limit',
    'deadlock',
    'queue-backlog',
  ],
  causedBy: {
    'broad-refactoring': 1.2,
    'changes-query': 0.5,
    'changes-schema-mapping': 0.6,
    'changes-concurrency': 0.3,
    'changes-dependency': 0.3,
    'changes-infrastructure': -1.5,
    'changes-config': -0.3,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.9,
  frameTrust: 1,
  whenCulprit: ['code_fix', 'feature_flag', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const term = say` on ${story.fact('field', 'variable', 'method', 'class')}` ?? { text: '', evidence: [] };
      const where = say` in ${story.frame}` ?? { text: '', evidence: [] };
      const what = say`${story.service} fails${term}${where}: ${story.line}`;
      return say`${what}. ${story.change} brought the faulty path, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
