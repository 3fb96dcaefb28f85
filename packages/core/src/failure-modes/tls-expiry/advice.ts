import { advice } from '../compose.ts';
import { certificateExpiring, certificateNotReady } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a certificate that ended. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const namespace = story.fact('namespace');
    const certificate = story.fact('certificate');
    const host = story.fact('host');
    return {
      immediate: [
        step(
          say`Mend the renewal of ${certificate} and have it issued again; restarting ${service} changes nothing.`,
          run`kubectl -n ${namespace} describe certificate ${certificate}`,
        ),
        step(say`Do not switch verification off in the callers of ${service}.`),
      ],
      triage: [
        step(
          say`Read the end of the certificate that ${host} really serves.`,
          host && run`openssl s_client -connect ${host}:443 -servername ${host} -showcerts`,
        ),
        step(say`New handshakes with ${service} fail since ${story.onset}; connections that were open before go on.`),
      ],
      diagnose: [
        step(
          say`Follow the renewal of ${service} through its requests, orders and challenges.`,
          run`kubectl -n ${namespace} get certificate,certificaterequest,order,challenge`,
        ),
        step(say`The certificate ended at ${story.fact('expired')}; its renewal was due weeks before.`),
        step(
          say`Compare the ingress class ${story.fact('ingressClass')} with the one that serves ${service}.`,
          run`kubectl get ingressclass`,
        ),
        step(say`${change} touched ${story.place}; see whether issuer, solver or secret name changed there.`),
      ],
      resolve: [
        step(
          say`Correct the issuer or solver in the manifests of ${service}, then let ${certificate} be issued again.`,
        ) ??
          step(
            say`Correct the issuer or solver in the manifests of ${service}, then have the certificate issued again.`,
          ),
        step(
          say`If the issuer cannot answer in time, install a certificate for ${host} by hand with the owner's approval.`,
        ),
      ],
      verify: [
        step(
          say`${certificate} is Ready and its end lies months ahead.`,
          run`kubectl -n ${namespace} wait --for=condition=Ready certificate/${certificate} --timeout=300s`,
        ),
      ],
      prevent: [
        step(say`Alert on the remaining life of the certificates of ${service} 14 days ahead.`),
        step(say`Prove a change of the issuer of ${service} by issuing a throw-away certificate through it.`),
      ],
      rules: [certificateExpiring(story), certificateNotReady(story)],
      capacity: [
        step(
          say`A certificate has an end, not a load: nothing in the evidence says that ${service} ran short of anything.`,
        ),
      ],
      recovery: [
        step(
          say`Keep a second way to a certificate for ${host ?? service}, another solver or issuer, tried before it is needed again.`,
        ),
      ],
      performance: [step(say`Failing handshakes cost the callers of ${service} a round trip each and end there.`)],
    };
  });
}
