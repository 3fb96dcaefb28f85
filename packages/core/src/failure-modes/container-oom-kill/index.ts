import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Container OOM kill: the kernel or the platform ends a process because its container exceeds its memory limit.
 *
 * Mechanism: working set reaches the limit of the cgroup, the process gets SIGKILL (exit code 137) without a chance to log, the kubelet restarts it, and
 * the remaining replicas take its load and follow. Usually load or a limit set too low; sometimes a leak outside the managed heap.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const containerOomKill: FailureMode = {
  id: 'container-oom-kill',
  title: 'Container killed for memory',
  category: 'infrastructure',
  signs,
  symptomOf: ['memory-exhaustion'],
  causedBy: {
    'changes-infrastructure': 2,
    'changes-limits': 2,
    'adds-cache': 1.5,
    'adds-collection': 1,
    'changes-config': 1,
    'changes-concurrency': 0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.3,
  frameTrust: 0.15,
  buildsUp: true,
  whenCulprit: ['config_fix', 'code_fix', 'infrastructure_action', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const where = say`container ${story.fact('container')} of ${story.service}` ?? story.service;
      const limit = say` at its limit of ${story.size('limit')}` ?? { text: '', evidence: [] };
      const what = say`The platform killed ${where}${limit}: ${story.line}`;
      return (
        say`${what}. ${story.change} changed what it needs or what it gets.` ??
        say`${what}. It needs more memory than its limit allows under this load, and there is nothing left to scale out to: ${story.shown('the autoscaler is at its maximum')}. No merged change explains it.` ??
        say`${what}. It needs more memory than its limit allows under this load; no merged change explains it.`
      );
    }),
  advise,
};
