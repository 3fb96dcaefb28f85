import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Memory exhaustion inside the process: heap, metaspace, direct buffers or threads of the runtime are used up.
 *
 * Mechanism: something is kept that used to be let go (a cache without bound, listeners, sessions, a result read whole), so live data grows
 * until the collector finds nothing to free; the process slows in garbage collection, then allocations fail.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const memoryExhaustion: FailureMode = {
  id: 'memory-exhaustion',
  title: 'Memory exhaustion',
  category: 'application',
  signs,
  causedBy: {
    'adds-cache': 3,
    'adds-collection': 2,
    'changes-limits': 1.5,
    'changes-fetching': 1,
    'removes-preload': 1,
    'changes-query': 0.8,
    'changes-config': 0.5,
    'changes-dependency': 0.3,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.8,
  frameTrust: 0.35,
  buildsUp: true,
  whenCulprit: ['code_fix', 'feature_flag', 'config_fix', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const space = story.fact('space', 'limit');
      const what =
        say`${story.service} used up its memory (${space}): ${story.line}` ??
        say`${story.service} used up the memory of its own process: ${story.line}`;
      return (
        say`${what}. ${story.change} keeps data in ${story.place} that nothing lets go, so live memory keeps growing.` ??
        say`${what}. Something is kept that nothing lets go, or the load outgrew the heap.`
      );
    }),
  advise,
};
