import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * DNS or network policy: names do not resolve or packets do not pass.
 *
 * Mechanism: a policy, firewall or cluster upgrade cuts the way to the resolver or to the host; every call that needs a fresh lookup fails while calls over
 * open connections and literal addresses go on, so the failure looks partial and hits several callers at once.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const dnsOrNetworkPolicy: FailureMode = {
  id: 'dns-or-network-policy',
  title: 'DNS or network policy',
  category: 'infrastructure',
  signs,
  causedBy: {
    'changes-network': 3,
    'changes-infrastructure': 1.8,
    'changes-config': 1,
    'changes-query': -1,
    'changes-schema-mapping': -1.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.3,
  frameTrust: 0.15,
  whenCulprit: ['config_fix', 'pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const host = story.fact('host');
      const what =
        say`${story.service} cannot resolve or reach ${host}: ${story.line}` ??
        say`${story.service} cannot resolve or reach its peers: ${story.line}`;
      return (
        say`${what}. ${story.change} changed an address or a network rule, in ${story.place}.` ??
        say`${what}. The network refuses the way: ${story.shown('a network rule refuses traffic')}; no merged change explains that.` ??
        say`${what}. The way to the name server or the host is cut below the application; no merged change of it explains that.`
      );
    }),
  advise,
};
