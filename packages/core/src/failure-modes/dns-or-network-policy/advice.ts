import { advice } from '../compose.ts';
import { dnsFailures } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about names that do not resolve and packets that do not pass. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const namespace = story.fact('namespace');
    const pod = story.fact('pod');
    const host = story.fact('host');
    const server = story.fact('server');
    return {
      immediate: [
        step(
          say`Call the owners of the network of ${service} with ${story.constant}; opening a boundary is theirs to decide.`,
        ),
        step(say`Let ${service} keep its open connections: do not restart it while ${host} does not resolve.`),
      ],
      triage: [
        step(say`Ask from within ${pod} for ${host}.`, run`kubectl -n ${namespace} exec ${pod} -- nslookup ${host}`),
        step(
          say`See whether other workloads in ${namespace} resolve names; if so the fault is in the rules for ${service}.`,
          run`kubectl -n ${namespace} get networkpolicy`,
        ),
      ],
      diagnose: [
        step(
          say`Look whether egress from ${namespace} to the cluster DNS, port 53 by UDP and TCP, is allowed by label and namespace.`,
          run`kubectl -n ${namespace} describe networkpolicy`,
        ),
        step(
          say`Check that ${server}, the address ${service} asks, is a live name server.`,
          run`kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide`,
        ),
        step(
          say`Compare labels of the DNS pods and namespaces with the selectors that let ${service} out; upgrades change them.`,
          run`kubectl get namespace kube-system --show-labels`,
        ),
        step(say`${story.place} is where ${change} altered an address or a rule.`),
      ],
      resolve: [
        step(say`Hand the prepared egress rule for ${service} to the owners of the policy; they apply it.`),
        step(say`Undo ${change} if ${host} resolved before it.`),
      ],
      verify: [
        step(
          say`${host} resolves from within ${service} in a few milliseconds.`,
          run`kubectl -n ${namespace} exec deploy/${story.fact('deployment')} -- nslookup ${host}`,
        ),
      ],
      prevent: [
        step(say`Test the way from ${service} to its DNS after every cluster upgrade, before traffic returns.`),
        step(say`Name the DNS exception once for ${namespace} instead of once per policy.`),
      ],
      rules: [dnsFailures(story)],
      capacity: [
        step(
          say`Nothing in the evidence says that name servers or links of ${service} are overloaded; look at their load before adding more.`,
        ),
      ],
      recovery: [
        step(say`${service} recovers without a restart once ${host} resolves, unless it remembers failed lookups.`),
      ],
      performance: [
        step(
          say`Each failed lookup of ${host} holds a caller of ${service} for the resolver's time-out, seconds rather than milliseconds.`,
        ) ?? step(say`Each failed lookup holds a caller of ${service} for the resolver's time-out.`),
      ],
    };
  });
}
