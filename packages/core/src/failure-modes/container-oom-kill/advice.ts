import { advice } from '../compose.ts';
import { memoryNearLimit, oomKills, scaledOut } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about containers that are killed for their memory. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const namespace = story.fact('namespace');
    const pod = story.fact('pod');
    const limit = story.size('limit');
    const workload = story.fact('deployment') ?? service;
    return {
      immediate: [
        step(
          say`Give ${workload} room before its remaining replicas are killed too: raise the memory limit or the number of replicas.`,
          run`kubectl -n ${namespace} get deploy,hpa ${workload}`,
        ),
        step(say`Shed load at the edge of ${service} while fewer replicas than planned are ready.`),
      ],
      triage: [
        step(say`See which containers of ${pod} ended and why.`, run`kubectl -n ${namespace} describe pod ${pod}`),
        step(
          say`Count the restarts of the pods of ${workload}.`,
          run`kubectl -n ${namespace} get pods --sort-by=.metadata.creationTimestamp`,
        ),
      ],
      diagnose: [
        step(
          say`Compare the working set of ${pod} with its limit, container by container.`,
          run`kubectl -n ${namespace} top pod ${pod} --containers`,
        ),
        step(
          say`Limit seen in the evidence: ${limit}; subtract heap, threads and native buffers of ${service} to see what is left.`,
        ),
        step(
          say`Read the last words of ${pod} before the kill; an exit by SIGKILL leaves none of its own.`,
          run`kubectl -n ${namespace} logs ${pod} --previous --tail=100`,
        ),
        step(say`Check whether memory of ${service} rises with requests (load) or with time (leak).`),
      ],
      resolve: [
        step(
          say`Raise request and limit of ${workload} together from ${limit} to what the peak needed plus a quarter, by a change of its manifest.`,
        ) ??
          step(
            say`Raise request and limit of ${workload} together to what its peak needs plus a quarter, by a change of its manifest.`,
          ),
        step(say`Undo what ${change} added to the memory of ${service}, if the working set rose with it.`),
        step(
          say`Let the autoscaler ${story.fact('autoscaler')} go beyond its present maximum, which it has reached: ${story.shown('the autoscaler is at its maximum')}.`,
        ),
      ],
      prevent: [
        step(say`Load-test ${service} at peak traffic with the limit of production, not without one.`),
        step(say`Keep the managed heap of ${service} at no more than three quarters of its container limit.`),
      ],
      rules: [memoryNearLimit(story), oomKills(story), scaledOut(story)],
      capacity: [
        step(
          say`${workload} has no headroom at ${limit} per container; plan limit and replica maximum from its peak, not its mean.`,
        ),
        step(
          say`Check that the nodes of ${namespace} can hold the raised requests of ${workload} before it is applied.`,
          run`kubectl describe nodes`,
        ),
      ],
      recovery: [
        step(say`A killed container of ${service} drops the requests it holds; only their callers can repeat them.`),
      ],
      performance: [],
    };
  });
}
