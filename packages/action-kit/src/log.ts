import * as actions from '@actions/core';
import type { Log } from '@sre-aiops/core';
import { plain } from 'sre-aiops';

/**
 * The job log. Sections fold in the GitHub UI, so a title must make sense on its own. Everything goes through `plain`:
 * the runner obeys `::name::` at the start of a line and `##[name]` anywhere in it, and lines quote text we do not trust.
 */
export const actionsLog: Log = {
  info: (message) => actions.info(plain(message)),
  warning: (message) => actions.warning(plain(message)),
  section: (title, work) => actions.group(plain(title), work),
};
