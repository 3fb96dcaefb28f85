import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Disk full: a filesystem, volume, tablespace or quota has no room.
 *
 * Mechanism: data, logs, dumps or images grow slowly and unwatched until a write fails; databases stop or turn read-only, and the kubelet evicts pods. Growth
 * may have been started by a change of logging or retention, mostly it was not.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const diskFull: FailureMode = {
  id: 'disk-full',
  title: 'Disk full',
  category: 'infrastructure',
  signs,
  causedBy: {
    'changes-logging': 2.5,
    'adds-cache': 1,
    'changes-config': 0.8,
    'changes-infrastructure': 1,
    'changes-limits': 0.8,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.1,
  frameTrust: 0.15,
  buildsUp: true,
  whenCulprit: ['config_fix', 'code_fix', 'infrastructure_action', 'pr_rollback', 'escalation'],
  whenNone: ['infrastructure_action', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const place =
        say`${story.fact('mount', 'volume', 'file')} under ${story.service}` ?? say`the disk under ${story.service}`;
      const what = say`There is no room left on ${place}: ${story.line}`;
      return (
        say`${what}. ${story.change} makes it write more or keep longer.` ??
        say`${what}. It filled over time; no merged change explains it.`
      );
    }),
  advise,
};
