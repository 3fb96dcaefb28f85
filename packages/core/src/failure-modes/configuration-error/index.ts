import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Configuration error: a setting is missing, misspelt, malformed or names something that does not exist.
 *
 * Mechanism: configuration is checked when it is read, which is at start or at first use in one environment only; the same build works elsewhere.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const configurationError: FailureMode = {
  id: 'configuration-error',
  title: 'Configuration error',
  category: 'configuration',
  signs,
  symptomOf: [
    'dependency-regression',
    'schema-drift',
    'auth-mismatch',
    'tls-expiry',
    'dns-or-network-policy',
    'disk-full',
    'container-oom-kill',
    'memory-exhaustion',
  ],
  causedBy: {
    'changes-config': 3,
    'changes-infrastructure': 2,
    'changes-limits': 1,
    'changes-network': 0.8,
    'flips-flag': 1,
    'changes-dependency': 0.3,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.85,
  frameTrust: 0.3,
  whenCulprit: ['config_fix', 'feature_flag', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const key = story.fact('key', 'object', 'database', 'image', 'topic', 'volume', 'host', 'port', 'class');
      const what =
        say`A setting of ${story.service} is wrong or missing (${key}): ${story.line}` ??
        say`A setting of ${story.service} is wrong or missing: ${story.line}`;
      return say`${what}. ${story.change} changed it, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
