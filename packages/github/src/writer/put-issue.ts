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
import { Issue, labelNames } from './answers.ts';
import type { Bench } from './bench.ts';
import { claim, found, post } from './claims.ts';
import { type KnownIssues, lookUp, patchIssue, say } from './issues.ts';
import { dressLabels, missingLabels } from './labels.ts';

/** Times that an issue is claimed before giving up, each after a lease. */
const maxClaims = 5;

/** What became of the issue; the issue itself is there unless the policy forbids it. */
export interface PutIssue {
  readonly outcome: Outcome;
  readonly issue?: Issue;
}

/** Opens the issue of an incident, or brings the one that is open up to date. */
export async function putIssue(bench: Bench, draft: IssueDraft): Promise<PutIssue> {
  const policy = await bench.policy();
  if (policy.mode === 'off') return { outcome: { skipped: 'the mode in .github/sre-aiops.yml is off' } };
  assertMayWriteIssue(policy);
  for (let attempt = 1; attempt <= maxClaims; attempt++) {
    const known = await lookUp(bench, draft);
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

async function open(bench: Bench, draft: IssueDraft, { closed }: KnownIssues): Promise<Issue> {
  const body = renderIssue(draft.body, {
    firings: 1,
    firstFiredAt: draft.firedAt,
    lastFiredAt: draft.firedAt,
    answered: false,
    ...(closed ? { previous: closed.number } : {}),
  });
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

/** Where two runs came to open an issue after all, the older one stays and this one is closed as its double. */
async function alone(bench: Bench, draft: IssueDraft, issue: Issue): Promise<PutIssue> {
  const first = (await lookUp(bench, draft)).open;
  if (!first || first.number >= issue.number) return { outcome: written('created', issue), issue };
  await say(bench, issue.number, '<!-- sre-aiops:double -->', `Opened twice; the incident is #${first.number}.`);
  await patchIssue(bench, issue.number, { state: 'closed', state_reason: 'not_planned' });
  return update(bench, draft, first);
}

async function update(bench: Bench, draft: IssueDraft, issue: Issue): Promise<PutIssue> {
  const status = readIssue(issue.body ?? '')?.status;
  const again = status !== undefined && draft.firedAt > status.lastFiredAt;
  const body = withText(issue.body ?? '', draft.body, again ? { lastFiredAt: draft.firedAt } : {});
  const missing = missingLabels(issue.labels, draft.labels);
  const change = {
    ...(body === normal(issue.body) ? {} : { body: body.slice(0, BODY_LIMIT) }),
    ...(missing.length > 0 ? { labels: [...labelNames(issue.labels), ...missing] } : {}),
  };
  if (Object.keys(change).length === 0) return { outcome: written('unchanged', issue), issue };
  const updated = await patchIssue(bench, issue.number, change);
  await dressLabels(bench, updated.labels);
  return { outcome: written('updated', updated), issue: updated };
}

function normal(body: string | null | undefined): string {
  return (body ?? '').replaceAll('\r\n', '\n');
}

function written(outcome: 'created' | 'updated' | 'unchanged', issue: Issue): Outcome {
  return { outcome, location: issue.html_url, number: issue.number };
}

async function assigneesOf({ policy, trees }: Bench, paths: readonly string[]): Promise<string[]> {
  if (!(await policy()).issue.assignCodeOwners || paths.length === 0) return [];
  const { sha } = await trees.head();
  for (const place of codeOwnersPlaces) {
    const text = await trees.readFile(place, sha);
    if (text !== undefined) return [...ownersOf(text, paths).users];
  }
  return [];
}
