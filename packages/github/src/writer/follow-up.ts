import {
  MAX_FIRINGS,
  type Outcome,
  type RecoveryDraft,
  type RecurrenceDraft,
  readIssue,
  withStatus,
} from '@sre-aiops/core';
import type { Told } from './answers.ts';
import type { Bench } from './bench.ts';
import { claim, claimsAfter, onlyOnce } from './claims.ts';
import { lookUp, patchTold, said, say } from './issues.ts';

/**
 * Counts another firing on the open issue, and says so at most once in the time that the policy names. The claims are
 * the counter: exact however many runs come at once, and a firing that is delivered twice counts once. What a firing
 * is, the minute in which it began tells. It ends at `MAX_FIRINGS`: a storm must not fill the repository with claims.
 */
export async function putRecurrence(
  bench: Bench,
  draft: RecurrenceDraft,
  issues: ReadonlyMap<string, Told>,
): Promise<Outcome> {
  const policy = await bench.policy();
  const issue = issues.get(draft.key) ?? (await lookUp(bench, draft)).open;
  const status = readIssue(issue?.body ?? '')?.status;
  if (policy.mode === 'off') return { skipped: 'the mode in .github/sre-aiops.yml is off' };
  if (!issue?.body || !status) return { skipped: 'no issue of this incident is open' };
  const unchanged = { outcome: 'unchanged', location: issue.html_url, number: issue.number } as const;
  if (status.firings >= MAX_FIRINGS) return unchanged;
  const minute = Math.floor(Date.parse(draft.firedAt) / 60_000);
  await claim(bench, draft.key, `firing-${issue.number}-${minute}`);
  const counted = 1 + (await claimsAfter(bench, draft.key, `firing-${issue.number}-`)).length;
  const firings = Math.max(status.firings, counted);
  const lastFiredAt = draft.firedAt > status.lastFiredAt ? draft.firedAt : status.lastFiredAt;
  const body = withStatus(issue.body, { firings, lastFiredAt, resolvedAt: undefined });
  if (body === issue.body) return unchanged;
  await patchTold(bench, issue, { body });
  const slot = Math.floor(minute / policy.issue.commentMinutes);
  if (await claim(bench, draft.key, `said-${issue.number}-${slot}`)) {
    await say(bench, issue.number, `<!-- sre-aiops:fired ${slot} -->`, draft.comment);
  }
  return { ...unchanged, outcome: 'updated' };
}

/**
 * Says on the issue that the alert is over, once, and closes it where the policy says so. A person may have closed it
 * before the alert ended; and an end that comes late, after the alert fired again, is none of this firing.
 */
export async function putRecovery(
  bench: Bench,
  draft: RecoveryDraft,
  issues: ReadonlyMap<string, Told>,
): Promise<Outcome | undefined> {
  const policy = await bench.policy();
  const known = issues.has(draft.key) ? {} : await lookUp(bench, draft);
  const issue = issues.get(draft.key) ?? known.open ?? known.closed;
  const status = readIssue(issue?.body ?? '')?.status;
  if (!issue?.body || !status) return undefined;
  if (policy.mode === 'off') return { skipped: 'the mode in .github/sre-aiops.yml is off' };
  const unchanged = { outcome: 'unchanged', location: issue.html_url, number: issue.number } as const;
  const { resolvedAt } = draft;
  if (resolvedAt && (resolvedAt < status.lastFiredAt || resolvedAt === status.resolvedAt)) return unchanged;
  const over = Math.floor(Date.parse(resolvedAt ?? draft.firedAt) / 60_000);
  const sign = `<!-- sre-aiops:over ${over} -->`;
  const { made } = await onlyOnce(
    bench,
    { key: draft.key, name: `over-${issue.number}-${over}`, find: () => said(bench, issue.number, sign) },
    () => say(bench, issue.number, sign, draft.comment),
  );
  if (!made && !resolvedAt) return unchanged;
  const body = resolvedAt ? withStatus(issue.body, { resolvedAt }) : issue.body;
  const closes = policy.issue.closeWhenResolved && issue.state === 'open';
  const change = {
    ...(body === issue.body ? {} : { body }),
    ...(closes ? { state: 'closed', state_reason: 'completed' } : {}),
  };
  if (Object.keys(change).length === 0) return unchanged;
  await patchTold(bench, issue, change);
  return { ...unchanged, outcome: 'updated' };
}
