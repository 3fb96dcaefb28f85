import type { Addition } from '../world.ts';
import { actions } from './actions.ts';
import { commits } from './commits.ts';
import { contents } from './contents.ts';
import { deployments } from './deployments.ts';
import { diffs } from './diffs.ts';
import { environments } from './environments.ts';
import { guards } from './guards.ts';
import { issues } from './issues.ts';
import { labels } from './labels.ts';
import { pulls } from './pulls.ts';
import { refs } from './refs.ts';
import { tarball } from './tarball.ts';

/** Everything emulate lacks or mis-serves, in the order asked: what refuses comes first, labels before issues. */
export const additions: readonly Addition[] = [
  ...guards,
  ...labels,
  ...issues,
  ...pulls,
  ...refs,
  ...commits,
  ...diffs,
  ...contents,
  ...tarball,
  ...deployments,
  ...environments,
  ...actions,
];
