import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Dependency regression: a library of another version than the code was made for is on the path at run time.
 *
 * Mechanism: a bump, direct or through another package, removes or moves what code or a third library uses; compilers and tests see their own class path,
 * production sees the resolved one, and the first call fails in the linker, the loader or the library itself.
 *
 * `changePrior`, `frameTrust` and `causedBy` are expert judgement.
 */
export const dependencyRegression: FailureMode = {
  id: 'dependency-regression',
  title: 'Dependency regression',
  category: 'dependency',
  signs,
  causedBy: {
    'changes-dependency': 3.5,
    'changes-config': 0.2,
    'changes-infrastructure': 0.4,
    'changes-schema-mapping': -0.5,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.93,
  frameTrust: 0.3,
  whenCulprit: ['dependency_update', 'pr_rollback', 'escalation'],
  whenNone: ['dependency_update', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const name =
        say`${story.fact('class')}.${story.fact('method')}` ?? story.fact('package', 'module', 'class', 'method');
      const what =
        say`${story.service} and its libraries do not fit together at ${name}: ${story.line}` ??
        say`${story.service} and its libraries do not fit together: ${story.line}`;
      return say`${what}. ${story.change} changed the version that is resolved, in ${story.place}.` ?? say`${what}.`;
    }),
  advise,
};
