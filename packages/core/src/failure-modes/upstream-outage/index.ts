import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Upstream outage: a service that ours depends on is down, restarts or drops connections.
 *
 * Mechanism: the counterpart refuses or resets; our errors follow its state, not our deploys. A circuit breaker turns the failures quick, nothing of ours
 * brings it back.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const upstreamOutage: FailureMode = {
  id: 'upstream-outage',
  title: 'Upstream outage',
  category: 'external',
  signs,
  symptomOf: [
    'dns-or-network-policy',
    'tls-expiry',
    'container-oom-kill',
    'memory-exhaustion',
    'configuration-error',
    'pool-exhaustion',
    'upstream-rate-limit',
    'disk-full',
    'dependency-regression',
  ],
  causedBy: {
    'changes-network': 1.5,
    'changes-config': 1.2,
    'changes-infrastructure': 1.2,
    'changes-timeout-or-retry': 1,
    'changes-limits': 0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.25,
  frameTrust: 0.15,
  whenCulprit: ['config_fix', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const host = say`${story.fact('host', 'breaker')}` ?? { text: 'an upstream', evidence: [...story.line.evidence] };
      const what = say`${story.service} depends on ${host}, which does not answer as it should: ${story.line}`;
      return (
        say`${what}. ${story.change} changed how it is called, in ${story.place}.` ??
        say`${what}. No merged change explains it.`
      );
    }),
  advise,
};
