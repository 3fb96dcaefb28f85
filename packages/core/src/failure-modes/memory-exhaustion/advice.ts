import { advice } from '../compose.ts';
import { heapFilling, memoryNearLimit } from '../rule-library.ts';
import { runtimeOf } from '../rules.ts';
import { run, say, step } from '../say.ts';
import type { Story } from '../story.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a process that used up its own memory. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, fired } = story;
    const namespace = story.fact('namespace');
    const pod = story.fact('pod');
    const deployment = story.fact('deployment');
    return {
      immediate: [
        step(
          say`Restart the instances of ${service} one after the other; that empties what has piled up but does not cure it.`,
          run`kubectl -n ${namespace} rollout restart deploy/${deployment}`,
        ),
        step(
          say`Keep one instance of ${service} out of traffic for a heap dump before it is restarted.`,
          heapDump(story),
        ),
      ],
      triage: [
        step(
          say`Look whether every instance of ${service} failed by ${fired} or only ${pod}: a leak takes all of them in the order of their age.`,
        ),
      ],
      diagnose: [
        step(say`Open the heap dump ${story.fact('dump')} of ${service} and follow the largest retained set.`),
        step(say`Read in ${story.place} what ${change} keeps and who removes it.`),
        step(say`The allocation that failed was made by ${story.frame}; the holder of the memory may be another.`),
        step(
          say`${story.fact('cache')} held ${story.fact('entries')} entries; compare with the number of distinct keys that ${service} really serves.`,
        ),
      ],
      resolve: [
        step(say`Take the unbounded part of ${change} out of ${story.place}, or give it a bound and an expiry.`),
        step(say`A larger heap for ${service} only moves ${story.constant} to a later hour.`),
      ],
      verify: [
        step(
          say`Memory of ${service} returns to the same floor after each collection for longer than it took to fail.`,
          run`kubectl -n ${namespace} top pod --containers | grep '${deployment}-'`,
        ),
      ],
      prevent: [
        step(
          say`Let ${service} end itself when it is out of memory, with a dump, instead of serving errors as it did from ${story.onset} on.`,
        ),
        step(
          say`Test ${story.place} with more distinct keys than one hour of ${service} sees, and a heap that would not hold them.`,
        ),
      ],
      rules: [heapFilling(story), memoryNearLimit(story)],
      capacity: [
        step(say`The memory of ${service} grew with what it kept, not with its load; size it after the leak is gone.`),
      ],
      recovery: [
        step(
          say`Whatever ${service} holds only in memory is lost with a restart; sessions and caches fill again from their sources.`,
        ),
      ],
      performance: [
        step(
          say`Response times of ${service} measured before it failed hold collector pauses; judge the code by later ones.`,
        ),
      ],
    };
  });
}

function heapDump(story: Story): string | undefined {
  const namespace = story.fact('namespace');
  const pod = story.fact('pod');
  const runtime = runtimeOf(story);
  if (runtime === 'spring' || runtime === 'jvm')
    return run`kubectl -n ${namespace} exec ${pod} -- jcmd 1 GC.heap_dump /tmp/heap.hprof`;
  if (runtime === 'dotnet') return run`kubectl -n ${namespace} exec ${pod} -- dotnet-gcdump collect -p 1`;
  return undefined;
}
