import type { Recipe } from '../types.ts';

/** What git and CI say of a fix that was made for an older state. */
const sign =
  /\bCONFLICT \(|merge conflict|automatic merge failed|patch does not apply|not possible to fast-forward|multiple head revisions|error: could not apply/i;

/** The default branch changed the files of the fix since: its edits are put on top of the newer text. */
export const mergeConflict: Recipe = {
  id: 'merge-conflict',
  async mend({ excerpt, conflicts, moved, why, remediation, head }) {
    if (![why, ...excerpt].some((line) => sign.test(line))) return undefined;
    if (conflicts.length > 0) {
      return { declined: `The default branch changed the same lines as the fix, in ${conflicts.join(', ')}.` };
    }
    if (!moved)
      return { declined: 'The default branch did not change a file of the fix, so nothing is to be put anew.' };
    return {
      edits: [],
      explanation: `The default branch changed files of this fix after ${remediation.baseSha.slice(0, 12)}. The same edits are put on top of ${head.sha.slice(0, 12)}.`,
    };
  },
};
