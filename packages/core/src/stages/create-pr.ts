import { SreError } from '../errors/sre-error.ts';
import { type Answer, answerDigest, type Incident, type Publication, type Repair, slug } from '../incident/index.ts';
import type { PullRequestDraft, RepairDraft } from '../ports/index.ts';
import { pullRequestText, repairComment } from '../report/index.ts';
import { issueOf, markOf, type PublishDeps, recorded, withdrawn } from './publish.ts';
import { defineStage } from './stage.ts';

/**
 * Opens the pull request of the fix, or updates the one it opened before. Nothing to change means nothing
 * opened, and an earlier one withdrawn. After `repair` it does what that came to: the mended fix, another run, or a comment; where the
 * policy refuses the mended fix, a person is asked.
 */
export const createPr = defineStage<PublishDeps, 'incident' | 'diagnosis' | 'remediation', 'publication'>({
  name: 'create-pr',
  title: 'Propose the fix',
  reads: ['incident', 'diagnosis', 'remediation'],
  readsIfPresent: ['publication'],
  writes: 'publication',
  publishes: 'pull-request',

  async run({ incident, diagnosis, remediation, publication }, deps) {
    const { repair, proofRun } = remediation;
    const refuted = proofRun?.verdict === 'refuted' ? `the fix was run and does not heal: ${proofRun.why}` : undefined;
    const none = `the remediation is ${remediation.type} and changes no file`;
    const why = remediation.edits.length === 0 ? none : refuted;
    const draft = () => draftOf({ incident, diagnosis, remediation }, publication);
    if (repair?.pull !== undefined) {
      const { pull } = repair;
      const put = (fix: PullRequestDraft | string) =>
        deps.writer.putRepair(repairOf(incident, { ...repair, pull }, fix));
      let unwritten = why;
      const written = await put(why ?? draft()).catch((error: unknown) => {
        const mayAsk = error instanceof SreError && error.code === 'POLICY_REFUSED' && repair.verdict === 'mended';
        if (!mayAsk || why !== undefined) throw error;
        unwritten = error.message;
        return put(unwritten);
      });
      const told = recorded(incident, publication, 'repair', written, deps);
      const isMoved = !('skipped' in written) && repair.verdict === 'mended' && unwritten === undefined;
      return isMoved ? recorded(incident, told, 'pull-request', written, deps) : told;
    }
    if (repair && repair.verdict !== 'mended') {
      return recorded(incident, publication, 'pull-request', { skipped: `its checks are red: ${repair.why}` }, deps);
    }
    if (why !== undefined) return withdrawn(incident, publication, 'pull-request', why, deps);
    return recorded(incident, publication, 'pull-request', await deps.writer.putPullRequest(draft()), deps);
  },
});

function draftOf(answer: Answer, publication: Publication | undefined): PullRequestDraft {
  const { incident, diagnosis, remediation } = answer;
  const { title, body } = pullRequestText(incident, diagnosis, remediation, issueOf(publication));
  const { attempt, risk, repair } = remediation;
  const name = `sre-aiops/${incident.id}-${slug(remediation.title)}`;
  return {
    ...markOf(incident),
    branch: repair?.as === 'pull-request' ? `${name}-repair-${attempt}` : name,
    baseSha: remediation.baseSha,
    title,
    body,
    labels: ['aiops-generated', ...(attempt > 0 ? ['aiops-repair'] : []), ...(risk.destructive ? ['destructive'] : [])],
    edits: remediation.edits,
    patch: remediation.patch,
    rollback: remediation.type === 'pr_rollback',
    attempt,
    answer: answerDigest(answer),
  };
}

/** @param fix The mended fix, or why it is not to be published: then a person is asked. */
function repairOf(
  incident: Incident,
  repair: Repair & { readonly pull: number },
  fix: PullRequestDraft | string,
): RepairDraft {
  const { pull, commit = '', run = 0, as } = repair;
  const mended = repair.verdict === 'mended' ? fix : undefined;
  const told: Repair =
    typeof mended === 'string'
      ? { ...repair, verdict: 'person', tried: [...repair.tried, repair.why, mended] }
      : repair;
  return {
    ...markOf(incident),
    verdict: told.verdict,
    pull,
    commit,
    run,
    comment: repairComment(told),
    ...(typeof mended === 'object' ? { fix: mended } : {}),
    as,
  };
}
