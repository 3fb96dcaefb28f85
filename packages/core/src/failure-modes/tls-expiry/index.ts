import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';
import { whoseCertificate } from './whose.ts';

/**
 * TLS expiry: a certificate has ended, or is not trusted, and its renewal did not happen.
 *
 * Mechanism: issuers renew well before the end (cert-manager: at two thirds of the life), so an expired certificate means that renewal has failed for weeks,
 * mostly at the challenge: a solver that answers at the wrong ingress class, DNS that moved, a firewall. All handshakes fail at the same second.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const tlsExpiry: FailureMode = {
  id: 'tls-expiry',
  title: 'TLS certificate expiry',
  category: 'infrastructure',
  categoryOf: whoseCertificate,
  signs,
  causedBy: {
    'changes-tls': 2.5,
    'changes-infrastructure': 1,
    'changes-config': 0.5,
    'changes-network': 0.5,
    'changes-dependency': 0.3,
    'changes-query': -1,
    'changes-schema-mapping': -1,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.1,
  frameTrust: 0.15,
  buildsUp: true,
  whenCulprit: ['config_fix', 'infrastructure_action', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const certificate = say`certificate ${story.fact('certificate')}` ?? {
        text: 'a certificate',
        evidence: [...story.line.evidence],
      };
      const ended = say` (ended ${story.fact('expired')})` ?? { text: '', evidence: [] };
      const what = say`TLS to ${story.service} fails over ${certificate}${ended}: ${story.line}`;
      return (
        say`${what}. ${story.change} touched how it is issued or trusted.` ??
        say`${what}. It was not renewed in time: ${story.shown('the renewal of a certificate fails')}. No merged change explains it.` ??
        say`${what}. It was not renewed in time; no merged change explains it.`
      );
    }),
  advise,
};
