import {
  assertMayWriteIssue,
  BODY_LIMIT,
  codeOwnersPlaces,
  type IssueDraft,
  type Outcome,
  ownersOf,
  readIssue,
  renderIssue,
  withText,
} from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import { Comment, Issue, labelNames, type Told } from './answers.ts';
import type { Bench } from './bench.ts';
import { claim, found, post } from './claims.ts';
import { type KnownIssues, lookUp, patchIssue, patchTold, sayOnce, toldOn } from './issues.ts';
import { dressLabels, missingLabels } from './labels.ts';

/** Times that an issue is claimed before giving up, each after a lease. */
const maxClaims = 5;

/** What became of the issue; the issue itself is there unless the policy forbids it. */
export interface PutIssue {
  readonly outcome: Outcome;
  readonly issue?: Told;
}

/**
 * Opens the issue of an incident, or brings the one that is open up to date.
 *
 * @param first What an earlier look showed, if no issue was open then: the claim finds out whether that still holds.
 */
export async function putIssue(bench: Bench, draft: IssueDraft, first?: KnownIssues): Promise<PutIssue> {
  const policy = await bench.policy();
  if (policy.mode === 'off') return { outcome: { skipped: 'the mode in .github/sre-aiops.yml is off' } };
  assertMayWriteIssue(policy);
  let seen = first;
  for (let attempt = 1; attempt <= maxClaims; attempt++) {
    const known: KnownIssues = seen ?? (await lookUp(bench, draft));
    seen = undefined;
    if (known.open) return update(bench, draft, known.open);
    const before = known.closed?.number ?? 0;
    const startedAt = performance.now();
    if (await claim(bench, draft.key, `issue-${before}.${attempt}`)) {
      const issue = await open(bench, draft, known);
      const slow = attempt > 1 || performance.now() - startedAt > bench.leaseMs / 2;
      return slow ? alone(bench, draft, issue) : { outcome: written('created', issue), issue };
    }
    const other = await found(bench, async () => {
      const now = await lookUp(bench, draft);
      return now.open ?? ((now.closed?.number ?? 0) === before ? undefined : 'closed meanwhile');
    });
    if (other === 'closed meanwhile') attempt = 0;
    else if (other) return update(bench, draft, other);
  }
  const refused = 'other runs claimed the issue again and again, and none of them opened it; run again';
  return { outcome: { skipped: refused } };
}

async function open(bench: Bench, draft: IssueDraft, { closed }: KnownIssues): Promise<Told> {
  const body = renderIssue(draft.body, {
    firings: 1,
    firstFiredAt: draft.firedAt,
    lastFiredAt: draft.firedAt,
    answered: false,
    ...(closed ? { previous: closed.number } : {}),
  });
  if (bench.issue !== undefined) return answerOn(bench, bench.issue, draft, body);
  const assignees = await assigneesOf(bench, draft.paths);
  const content = { title: draft.title, body, labels: [...draft.labels] };
  const ask = (more: object) =>
    bench.connection.once('POST /repos/{owner}/{repo}/issues', { ...content, ...more }, 'open the issue');
  const issue = await post(
    bench,
    () =>
      ask(assignees.length > 0 ? { assignees } : {}).catch((error) => {
        // An owner who may not be assigned here must not keep the incident from being told.
        if (statusOf(error) === 422 && assignees.length > 0) return ask({});
        throw error;
      }),
    (data) => Issue.parse(data),
    async () => (await lookUp(bench, draft)).open,
  );
  await dressLabels(bench, issue.labels);
  return issue;
}

/** Answers on an issue that is there already: in a comment of ours, and with our labels beside its own. */
async function answerOn(bench: Bench, number: number, draft: IssueDraft, body: string): Promise<Told> {
  const find = async () => {
    const told = await toldOn(bench, number, draft);
    return told.comment === undefined ? undefined : told;
  };
  const issue = await toldOn(bench, number, draft);
  const told = await post(
    bench,
    () =>
      bench.connection.once(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { issue_number: number, body },
        `answer on #${number}`,
      ),
    (data): Told => {
      const comment = Comment.parse(data);
      return { ...issue, body: comment.body, html_url: comment.html_url, comment: comment.id };
    },
    find,
  );
  const missing = missingLabels(told.labels, draft.labels);
  const labels = [...labelNames(told.labels), ...missing];
  const labelled = missing.length > 0 ? await patchTold(bench, told, { labels }) : told;
  await dressLabels(bench, labelled.labels);
  return labelled;
}

/** Where two runs came to open an issue after all, the older one stays and this one is closed as its double. */
async function alone(bench: Bench, draft: IssueDraft, issue: Told): Promise<PutIssue> {
  const first = (await lookUp(bench, draft)).open;
  if (!first || first.number >= issue.number) return { outcome: written('created', issue), issue };
  await sayOnce(bench, issue.number, '<!-- sre-aiops:double -->', `Opened twice; the incident is #${first.number}.`);
  await patchIssue(bench, issue.number, { state: 'closed', state_reason: 'not_planned' });
  return update(bench, draft, first);
}

async function update(bench: Bench, draft: IssueDraft, issue: Told): Promise<PutIssue> {
  const status = readIssue(issue.body ?? '')?.status;
  const again = status !== undefined && draft.firedAt > status.lastFiredAt;
  const body = withText(issue.body ?? '', draft.body, again ? { lastFiredAt: draft.firedAt } : {});
  const missing = missingLabels(issue.labels, draft.labels);
  const change = {
    ...(body === normal(issue.body) ? {} : { body: body.slice(0, BODY_LIMIT) }),
    ...(missing.length > 0 ? { labels: [...labelNames(issue.labels), ...missing] } : {}),
  };
  const isCurrent = Object.keys(change).length === 0;
  const now = isCurrent ? issue : await patchTold(bench, issue, change);
  // Also when nothing changed: an earlier run may have ended between opening and this.
  await dressLabels(bench, now.labels);
  return { outcome: written(isCurrent ? 'unchanged' : 'updated', now), issue: now };
}

function normal(body: string | null | undefined): string {
  return (body ?? '').replaceAll('\r\n', '\n');
}

function written(outcome: 'created' | 'updated' | 'unchanged', issue: Told): Outcome {
  return { outcome, location: issue.html_url, number: issue.number };
}

async function assigneesOf({ policy, trees }: Bench, paths: readonly string[]): Promise<string[]> {
  if (!(await policy()).issue.assignCodeOwners || paths.length === 0) return [];
  for (const place of codeOwnersPlaces) {
    const text = await trees.tipText(place);
    if (typeof text === 'string') return [...ownersOf(text, paths).users];
  }
  return [];
}
