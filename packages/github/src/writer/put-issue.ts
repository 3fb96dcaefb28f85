import {
  assertMayWriteIssue,
  BODY_LIMIT,
  codeOwnersPlaces,
  type IssueDraft,
  type Outcome,
  ownersOf,
  renderIssue,
  withText,
} from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import { Comment, Issue, labelNames, read, type Told } from './answers.ts';
import type { Bench } from './bench.ts';
import { claim, onlyOnce, post } from './claims.ts';
import { type KnownIssues, lookUp, patchIssue, patchTold, sayOnce, toldOn } from './issues.ts';
import { dressLabels, missingLabels } from './labels.ts';

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
  const known = first ?? (await lookUp(bench, draft));
  if (known.open) return update(bench, draft, known.open);
  const before = known.closed?.number ?? 0;
  const startedAt = performance.now();
  const { made, value } = await onlyOnce(
    bench,
    {
      key: draft.key,
      name: `${bench.issue === undefined ? 'issue' : `on-${bench.issue}`}-${before}`,
      find: () => other(bench, draft, before),
    },
    async (): Promise<KnownIssues> => ({ open: await open(bench, draft, known) }),
  );
  // Opened by another and closed by a person since: the next issue is the one after that.
  if (!value.open) return putIssue(bench, draft, value);
  if (!made) return update(bench, draft, value.open);
  if (!known.closed) bench.firstSeen.add(draft.key);
  const isSlow = performance.now() - startedAt > bench.leaseMs / 2;
  return isSlow ? alone(bench, draft, value.open) : { outcome: written('created', value.open), issue: value.open };
}

/**
 * The issue that another run opened, or the one that it opened and a person has closed since. People may have taken its
 * labels away, so all issues are looked through when none of the labelled is the one.
 *
 * @param before Number of the closed issue that was known before.
 */
async function other(bench: Bench, draft: IssueDraft, before: number): Promise<KnownIssues | undefined> {
  for (const where of ['labelled', 'anywhere'] as const) {
    const known = await lookUp(bench, draft, where);
    if (known.open || (known.closed?.number ?? 0) > before) return known;
    if (bench.issue !== undefined) return undefined;
  }
  return undefined;
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
    (data) => read(Issue, data),
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
      const comment = read(Comment, data);
      return { ...issue, body: comment.body, html_url: comment.html_url, comment: comment.id };
    },
    find,
  );
  // Whoever reads it next knows by this that it is ours, whatever GitHub says of the writer.
  await claim(bench, draft.key, `on-${number}-is-${told.comment}`);
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
  const body = withText(issue.body ?? '', draft.body, {});
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
