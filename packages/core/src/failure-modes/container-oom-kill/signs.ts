import type { Sign } from '../types.ts';

/**
 * Wording of whoever kills a process from outside for using too much memory.
 *
 * Kubelet events and container states, the Linux kernel's OOM killer, ECS, Cloud Run, Lambda, Cloud Foundry, Heroku, YARN.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern: /OOM[ _-]?Kill(?:ed|ing|s)?\b|\bTaskOOM\b|OutOfMemoryError: Container killed due to memory usage/i,
    weight: 5,
    means: 'the platform kills a container for its memory',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /exit(?:ed)?[ _-]?(?:with )?(?:code|status)?[ :="]{1,4}137\b|exitCode\\?"?[:=] ?137|signal: killed|(?:code|status)=137|terminated by signal 9|\(SIGKILL\)|was sent SIGKILL/i,
    weight: 3.5,
    means: 'a process ends by SIGKILL, exit code 137',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Memory cgroup out of memory: Killed process \d+ \((?<process>[\w.-]{1,60})\)|Out of memory: Killed process \d+ \((?<process2>[\w.-]{1,60})\)|oom-kill:constraint=|invoked oom-killer|oom_reaper/,
    weight: 5,
    means: "the kernel's OOM killer was at work",
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Memory limit of (?<limit>\d+(?:\.\d+)? ?[KMG]i?B?) exceeded|memory quota (?:vastly )?exceeded|\(out of memory\)|Error R1[45]\b|exceed(?:ed|ing)(?: the)? (?:container )?(?:physical )?memory limits?|running beyond (?:physical|virtual) memory limits|Memory Size: (?<limit2>\d+ MB)\s+Max Memory Used: \d+ MB[^\n]{0,80}(?:killed|OutOfMemory)/i,
    weight: 4.5,
    means: 'the memory limit of the container was exceeded',
  },
  {
    in: ['log', 'alert'],
    pattern: /The node was low on resource: memory|\bMemoryPressure\b|Evicted[^\n]{0,80}memory|evict[^\n]{0,60}memory/i,
    weight: 3,
    means: 'the node evicts pods for lack of memory',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Back-off restarting failed container (?<container>[\w-]{1,80}) in pod (?<pod>[\w.-]{1,120})_(?<namespace>[\w-]{1,63})\(|Back-off \S{1,12} restarting failed container=(?<container2>[\w-]{1,80}) pod=(?<pod2>[\w.-]{1,120})_(?<namespace2>[\w-]{1,63})\(/,
    weight: 1.5,
    means: 'the kubelet backs off restarting a container',
  },
  {
    in: ['log', 'alert'],
    pattern: /Crash ?Loop(?:ing|BackOff)?|restarting (?:too )?often|pod restarts?\b/i,
    weight: 1,
    means: 'a container restarts again and again',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:horizontalpodautoscaler|\bHPA\b)[^\n]{0,120}(?:max(?:imum)?|limit)|desired replica count is (?:more|greater) than the maximum|TooManyReplicas|ScalingLimited/i,
    weight: 1.2,
    means: 'the autoscaler is at its maximum',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\bmemory[^\n]{0,40}\blimits?\b[ :="]{1,4}(?<limit>\d{1,6}(?:\.\d+)?(?:[KMG]i?B?))|limits?:[^\n]{0,60}memory[ :="]{1,3}(?<limit2>\d{1,6}[KMG]i?)|limit (?<limit3>\d{4,12}kB)/i,
    weight: 0.6,
    means: 'the memory limit is named',
  },
  {
    in: ['metric', 'alert'],
    pattern:
      /container_memory|working_?set|last_terminated_reason|container.*oom|memory_?(?:limit|utili[sz]ation|usage|percent)|oom_?(?:events|kills)/i,
    weight: 1.8,
    means: 'container memory is what is measured',
  },
  {
    in: ['metric'],
    pattern: /restarts?(?:_total|_count)?$/i,
    weight: 0.8,
    means: 'container restarts are what is measured',
  },
];
