import { SreError } from '../errors/sre-error.ts';
import { type Answer, answerDigest } from '../incident/answer-digest.ts';
import type { RedRun } from '../ports/index.ts';

/**
 * Makes sure that a run is one that may be repaired: it failed, on a branch of ours in this very repository, at the commit that
 * we wrote and that stands there still, started by whoever opened its pull request.
 *
 * @param repository `owner/name` that is published to.
 * @throws {SreError} `REPAIR_DECLINED` with the reason, for the summary.
 */
export function assertRepairable(
  run: RedRun,
  repository: string,
): asserts run is RedRun & Required<Pick<RedRun, 'pull'>> {
  const why = refusalOf(run, repository);
  if (why === undefined) return;
  throw new SreError(
    'REPAIR_DECLINED',
    `Run ${run.id} is not repaired: ${why}.`,
    'Look at the run yourself; only red runs of untouched pull requests of sre-aiops are repaired.',
  );
}

function refusalOf(run: RedRun, repository: string): string | undefined {
  const { pull } = run;
  if (!['failure', 'timed_out'].includes(run.conclusion)) return 'it did not fail';
  if (run.repository.toLowerCase() !== repository.toLowerCase()) return 'its branch lies in another repository';
  if (!run.branch.startsWith('sre-aiops/')) return 'its branch is none of sre-aiops';
  if (!pull) return 'its branch has no open pull request of sre-aiops';
  if (pull.commit === undefined) return 'a person changed what its pull request knows of itself';
  if (pull.commit !== pull.headSha) return 'a person pushed to its branch, which ends the automation';
  if (run.headSha !== pull.headSha) return 'its branch has moved on since';
  if (run.actor !== pull.author) return 'somebody else than the author of the pull request started it';
  return undefined;
}

/**
 * Makes sure that a folder holds the documents that a pull request was opened with.
 *
 * @throws {SreError} `FOLDER_ALTERED` when it holds others: what is planned from them could be anybody's.
 */
export function assertAnswerOf({ incidentId, answer, number }: NonNullable<RedRun['pull']>, documents: Answer): void {
  if (incidentId === documents.incident.id && answer === answerDigest(documents)) return;
  throw new SreError(
    'FOLDER_ALTERED',
    `The folder is not the answer that pull request #${number} was opened with: its digest is another one.`,
    'Nothing was done with it. Look at who else keeps artifacts in the runs of this repository; the alert can be answered anew.',
  );
}
