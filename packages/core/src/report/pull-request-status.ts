import { z } from 'zod';
import { joinBody, markerOf, type PublishedBody, splitBody, splitDraft } from './published-body.ts';

/** What a pull request knows of itself; kept in a hidden comment of its body. */
export const PullRequestStatus = z.object({
  /** Commit that we wrote last: another one at the tip of the branch is a person's. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Hash over the edits: the same one needs no new commit. */
  edits: z.string(),
  /** What the repository's own checks said on that commit. */
  checks: z
    .object({
      /** As GitHub names it: `success`, `failure`, `cancelled`…; `pending` while it runs. */
      outcome: z.string().regex(/^[a-z_]+$/),
      run: z.url({ protocol: /^https?$/ }),
    })
    .optional(),
});
export type PullRequestStatus = z.infer<typeof PullRequestStatus>;

/** Takes the body of a pull request apart; `undefined` when it is not one of ours or its status cannot be read. */
export function readPullRequest(body: string): (PublishedBody & { readonly status: PullRequestStatus }) | undefined {
  const parts = splitBody(body);
  const status = PullRequestStatus.safeParse(parts?.status);
  return parts && status.success ? { ...parts, status: status.data } : undefined;
}

/** The body of a pull request. @param body As `pullRequestText` writes it, marker first. */
export function renderPullRequest(body: string, status: PullRequestStatus): string {
  const { marker, text } = splitDraft(body);
  return joinBody(marker, status, told(status), text);
}

/** The same pull request with the result of its checks. */
export function withChecks(body: string, checks: PullRequestStatus['checks']): string {
  const read = readPullRequest(body);
  if (!read) return body;
  const status = { ...read.status, checks };
  return joinBody(markerOf(read), status, told(status), read.text);
}

function told({ checks }: PullRequestStatus): string {
  if (!checks) return '';
  const words = checks.outcome === 'success' ? 'passed' : checks.outcome.replaceAll('_', ' ');
  return `**Checks of this repository on this fix:** [${words}](${checks.run}).`;
}
